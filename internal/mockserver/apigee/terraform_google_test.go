package apigee

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

// The tests of this file send what hashicorp/google sends for its resources, in its order, as its source has it:
// ?alt=json and a JSON Content-Type everywhere, path parts that are not escaped, values that are set alone.

// runTerraform sends the steps, and fails if an answer is neither 204 nor a JSON object.
func runTerraform(t *testing.T, s *server, steps []googletest.Step) {
	t.Helper()
	for _, step := range steps {
		step.Path = acme + step.Path + "?alt=json"
		w := step.Run(t, s, "ana@shop.test")
		var object map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &object); err != nil || object == nil {
			t.Errorf("%s %s: no object: %s", step.Method, step.Path, w.Body)
		}
	}
}

func TestTerraformAppGroup(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	const out = `"appGroupId":"acme@@@tf-group","organization":"acme",` + times
	runTerraform(t, s, []googletest.Step{
		{
			Method: "POST", Path: "/appgroups", Status: 200,
			Body: `{"name":"tf-group","displayName":"D","channelId":"storefront","channelUri":"https://x","status":"active",
				"attributes":[{"name":"b","value":"1"},{"name":"a","value":"2"}]}`,
		},
		{
			Method: "GET", Path: "/appgroups/tf-group", Status: 200,
			Want: `{"name":"tf-group","displayName":"D","channelId":"storefront","channelUri":"https://x","status":"active",
				"attributes":[{"name":"b","value":"1"},{"name":"a","value":"2"}],` + out + `}`,
		},
		{Method: "PUT", Path: "/appgroups/tf-group", Body: `{"name":"tf-group","displayName":"E","status":"active"}`, Status: 200},
		{
			Method: "GET", Path: "/appgroups/tf-group", Status: 200,
			Want: `{"name":"tf-group","displayName":"E","status":"active",` + out + `}`,
		},
		{Method: "DELETE", Path: "/appgroups/tf-group", Status: 200},
		{Method: "GET", Path: "/appgroups/tf-group", Status: 404},
	})
}

func TestTerraformDeveloper(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	const (
		email = "tf@acme.testabcdef"
		names = `"email":"` + email + `","firstName":"J","lastName":"D","userName":"jd"`
		out   = `"developerId":"*","organizationName":"acme","status":"active",` + times
	)
	runTerraform(t, s, []googletest.Step{
		{Method: "POST", Path: "/developers", Body: `{` + names + `,"attributes":[{"name":"z","value":"1"},{"name":"a","value":"2"}]}`, Status: 200},
		{
			Method: "GET", Path: "/developers/" + email, Status: 200,
			Want: `{` + names + `,"attributes":[{"name":"z","value":"1"},{"name":"a","value":"2"}],` + out + `}`,
		},
		{Method: "PUT", Path: "/developers/" + email, Body: `{` + names + `}`, Status: 200},
		{Method: "GET", Path: "/developers/" + email, Status: 200, Want: `{` + names + `,` + out + `}`},
		{Method: "DELETE", Path: "/developers/" + email, Status: 200},
		{Method: "GET", Path: "/developers/" + email, Status: 404},
	})
}

func TestTerraformProduct(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	const (
		full = `"name":"tf product","displayName":"P","description":"d","approvalType":"auto","scopes":["r"],"environments":["dev"],
			"attributes":[{"name":"access","value":"private"}],"quota":"10000","quotaInterval":"1","quotaTimeUnit":"day",
			"quotaCounterScope":"PROXY","operationGroup":{"operationConfigType":"proxy","operationConfigs":[{"apiSource":"hello",
			"operations":[{"resource":"/get","methods":["GET"]}],"quota":{"limit":"1","interval":"1","timeUnit":"hour"},
			"attributes":[{"name":"a","value":"b"}]}]},"graphqlOperationGroup":{"operationConfigType":"proxy","operationConfigs":[
			{"apiSource":"g","operations":[{"operationTypes":["QUERY"],"operation":"q"}]}]},"grpcOperationGroup":{
			"operationConfigs":[{"apiSource":"c","service":"s","methods":["M"]}]}`
		bare = `"name":"tf product","displayName":"P2"`
	)
	runTerraform(t, s, []googletest.Step{
		{Method: "POST", Path: "/apiproducts", Body: `{` + full + `}`, Status: 200},
		{Method: "GET", Path: "/apiproducts/tf%20product", Status: 200, Want: `{` + full + `,` + times + `}`},
		{Method: "PUT", Path: "/apiproducts/tf%20product", Body: `{` + bare + `}`, Status: 200},
		{Method: "GET", Path: "/apiproducts/tf%20product", Status: 200, Want: `{` + bare + `,` + times + `}`},
		{Method: "DELETE", Path: "/apiproducts/tf%20product", Status: 200},
		{Method: "GET", Path: "/apiproducts/tf%20product", Status: 404},
	})
}

func TestTerraformDeveloperApp(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	const (
		apps = "/developers/dev@acme.test/apps"
		app  = apps + "/tf"
	)
	runTerraform(t, s, []googletest.Step{{
		Method: "POST", Path: apps, Status: 200,
		Body: `{"name":"tf","callbackUrl":"https://x","keyExpiresIn":"-1","status":"approved","attributes":[{"name":"a","value":"b"}]}`,
	}, {Method: "GET", Path: app, Status: 200}})
	created, _ := s.App("acme", acmeDev, "tf")
	automatic := created.Keys[0].ConsumerKey
	runTerraform(t, s, []googletest.Step{
		{Method: "POST", Path: app + "/keys", Body: `{"consumerKey":"tf-key","consumerSecret":"tf-secret"}`, Status: 200},
		{Method: "POST", Path: app + "/keys/tf-key", Body: `{"apiProducts":["weather"],"scopes":["READ"]}`, Status: 200},
		{Method: "DELETE", Path: app + "/keys/" + automatic, Status: 200},
		{Method: "PUT", Path: app, Body: `{"name":"tf","callbackUrl":"https://y","status":"approved"}`, Status: 200},
		{Method: "POST", Path: app + "/keys/tf-key", Body: `{"apiProducts":["maps"]}`, Status: 200},
		{Method: "DELETE", Path: app + "/keys/tf-key/apiproducts/weather", Status: 200},
		{Method: "GET", Path: app, Status: 200},
	})
	after, _ := s.App("acme", acmeDev, "tf")
	if len(after.Keys) != 1 || after.Keys[0].ConsumerKey != "tf-key" || after.CallbackURL != "https://y" ||
		len(after.Attributes) != 0 || len(after.Keys[0].Products) != 1 || after.Keys[0].Products[0].Name != "maps" {
		t.Errorf("the app afterwards: %d keys, %s, %v", len(after.Keys), after.CallbackURL, after.Attributes)
	}
	runTerraform(t, s, []googletest.Step{
		{Method: "DELETE", Path: app, Status: 200}, {Method: "GET", Path: app, Status: 404},
	})
	if unknown := s.UnknownRoutes(); len(unknown) > 0 {
		t.Errorf("unknown routes: %s", strings.Join(unknown, ", "))
	}
}
