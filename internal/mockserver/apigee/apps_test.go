package apigee

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

const (
	devApps = "/v1/organizations/acme/developers/dev@acme.test/apps"
	till    = devApps + "/till"
)

// newApigee is a server with one more app, till, that has the key k-old on the product weather.
func newApigee(t *testing.T, quirks Quirks) (*server, *core.FakeClock) {
	t.Helper()
	s, clock := newServer(t, quirks)
	s.AddApp("acme", "dev@acme.test", App{
		Name: "till", CallbackURL: "https://acme.test/cb", Scopes: []string{"READ"},
		Attributes: []Attribute{{"DisplayName", "Till"}, {"Notes", "kept"}},
		Keys: []Key{{
			ConsumerKey: "k-old", ConsumerSecret: "s-old", Products: []KeyProduct{{"weather", "approved"}},
		}},
	})
	return s, clock
}

const (
	oldKey = `{"consumerKey":"k-old","consumerSecret":"s-old","status":"approved","issuedAt":"1790000000000",
		"expiresAt":"-1","apiProducts":[{"apiproduct":"weather","status":"approved"}]}`
	newKey = `{"consumerKey":"*","consumerSecret":"*","status":"approved","issuedAt":"1790000000000",
		"expiresAt":"-1"}`
	tillHead = `"appId":"*","developerId":"*","appFamily":"default","name":"till","createdAt":"1790000000000",
		"lastModifiedAt":"1790000000000","scopes":["READ"],`
	tillKept = `"callbackUrl":"https://acme.test/cb","attributes":[{"name":"DisplayName","value":"Till"},
		{"name":"Notes","value":"kept"}],`
	tillJSON = `{` + tillHead + tillKept + `"status":"approved","credentials":[` + oldKey + `]}`
)

// refusalBody is the body of a refusal by the key management behind the API.
func refusalBody(code, status, kind, message string) string {
	return `{"error":{"code":` + code + `,"status":"` + status + `","message":"` + message + `","details":[
		{"@type":"type.googleapis.com/google.rpc.PreconditionFailure","violations":[
			{"type":"` + kind + `","subject":"*","description":"` + message + `"}]},
		{"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"*"}]}}`
}

// apiCase is a sequence of requests by ana@shop.test.
type apiCase struct {
	quirks Quirks
	steps  []googletest.Step
}

func runCases(t *testing.T, tests map[string]apiCase) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newApigee(t, tt.quirks)
			for _, step := range tt.steps {
				step.Run(t, s, "ana@shop.test")
			}
		})
	}
}

func TestApps(t *testing.T) {
	t.Parallel()
	const created = `{"appId":"*","developerId":"*","appFamily":"default","name":"new","status":"approved",
		"createdAt":"1790000000000","lastModifiedAt":"1790000000000"`
	appMissing := refusalBody("404", "NOT_FOUND", "developer.service.AppDoesNotExist",
		"App named new does not exist under dev@acme.test")
	runCases(t, map[string]apiCase{
		"create makes a key": {steps: []googletest.Step{
			{
				Method: "POST", Path: devApps, Body: `{"name":"new"}`, Status: 200,
				Want: created + `,"credentials":[` + newKey + `]}`,
			},
		}},
		"create with all": {steps: []googletest.Step{{
			Method: "POST", Path: devApps, Status: 200,
			Body: `{"name":"new","callbackUrl":"https://a.test","scopes":["READ"],"apiProducts":["weather","billing"],
				"keyExpiresIn":"60000","attributes":[{"name":"a","value":"b"}]}`,
			Want: created + `,"callbackUrl":"https://a.test","scopes":["READ"],"attributes":[{"name":"a","value":"b"}],
				"credentials":[{"consumerKey":"*","consumerSecret":"*","status":"approved","issuedAt":"1790000000000",
				"expiresAt":"1790000060000","scopes":["READ"],"apiProducts":[{"apiproduct":"weather","status":"approved"},
				{"apiproduct":"billing","status":"pending"}]}]}`,
		}}},
		"numbers and snake case are read": {steps: []googletest.Step{{
			Method: "POST", Path: devApps, Status: 200,
			Body: `{"name":"new","key_expires_in":60000,"callback_url":"https://a.test","scopes":null}`,
			Want: created + `,"callbackUrl":"https://a.test","credentials":[{"consumerKey":"*","consumerSecret":"*",
				"status":"approved","issuedAt":"1790000000000","expiresAt":"1790000060000"}]}`,
		}}},
		"name taken": {steps: []googletest.Step{{
			Method: "POST", Path: devApps, Body: `{"name":"till"}`, Status: 409,
			Want: refusalBody("409", "ALREADY_EXISTS", "developer.service.app_already_exists",
				"App with name till already exists"),
		}}},
		"scope that no product has": {steps: []googletest.Step{
			{Method: "POST", Path: devApps, Body: `{"name":"new","scopes":["READ"],"apiProducts":["maps"]}`, Status: 400},
			{Method: "GET", Path: devApps + "/new", Status: 404, Want: appMissing},
		}},
		"products may be required": {Quirks{RequireProducts: true}, []googletest.Step{
			{Method: "POST", Path: devApps, Body: `{"name":"new"}`, Status: 400},
			{Method: "POST", Path: devApps, Body: `{"name":"new","apiProducts":["maps"]}`, Status: 200},
		}},
		"get": {steps: []googletest.Step{{Method: "GET", Path: till, Status: 200, Want: tillJSON}}},
		"id is no name": {steps: []googletest.Step{{
			Method: "GET", Path: devApps + "/0c5f2a2e-5f2b-4c1c-9d3e-2b8f0c0f6a11", Status: 404,
		}}},
		"delete": {steps: []googletest.Step{
			{Method: "DELETE", Path: till, Status: 200, Want: tillJSON},
			{Method: "GET", Path: till, Status: 404},
		}},
		"hidden credentials": {Quirks{HiddenReads: 1}, []googletest.Step{
			{Method: "POST", Path: devApps, Body: `{"name":"new"}`, Status: 200},
			{Method: "GET", Path: devApps + "/new", Status: 200, Want: created + `}`},
			{Method: "GET", Path: devApps + "/new", Status: 200, Want: created + `,"credentials":[` + newKey + `]}`},
		}},
		"no such developer": {steps: []googletest.Step{{
			Method: "GET", Path: "/v1/organizations/acme/developers/x@acme.test/apps/a", Status: 404,
			Want: refusalBody("404", "NOT_FOUND", "developer.service.DeveloperDoesNotExist",
				"DeveloperId x@acme.test does not exist in organization acme"),
		}}},
		"e-mail in upper case": {steps: []googletest.Step{
			{Method: "GET", Path: "/v1/organizations/acme/developers/DEV@acme.test/apps/till", Status: 404},
		}},
		"e-mail with a plus": {steps: []googletest.Step{
			{Method: "GET", Path: "/v1/organizations/acme/developers/ops+keys%40acme.test/apps", Status: 200, Want: `{}`},
		}},
		"no such organization": {steps: []googletest.Step{{Method: "GET", Path: "/v1/organizations/x/apps", Status: 403}}},
	})
}

func TestAppUpdate(t *testing.T) {
	t.Parallel()
	revoked := strings.Replace(tillJSON, `"credentials"`, `"x":0,"credentials"`, 1)
	revoked = strings.Replace(revoked, `"status":"approved","x":0`, `"status":"revoked"`, 1)
	const octets = "application/octet-stream"
	runCases(t, map[string]apiCase{
		"PUT replaces attributes": {steps: []googletest.Step{{
			Method: "PUT", Path: till, Body: `{"name":"till","attributes":[{"name":"a","value":"b"}],"status":"revoked"}`,
			Status: 200,
			Want:   `{` + tillHead + `"attributes":[{"name":"a","value":"b"}],"status":"approved","credentials":[` + oldKey + `]}`,
		}}},
		"PUT with products makes a key": {steps: []googletest.Step{{
			Method: "PUT", Path: till, Body: `{"apiProducts":["maps"],"scopes":["WRITE"]}`, Status: 200,
			Want: `{` + tillHead + `"status":"approved","credentials":[` + oldKey + `,
				{"consumerKey":"*","consumerSecret":"*","status":"approved","issuedAt":"1790000000000","expiresAt":"-1",
				"apiProducts":[{"apiproduct":"maps","status":"approved"}]}]}`,
		}}},
		"generate clears what is left out": {steps: []googletest.Step{{
			Method: "POST", Path: till, Body: `{}`, Status: 200,
			Want: `{` + tillHead + `"status":"approved","credentials":[` + oldKey + `,` + newKey + `]}`,
		}}},
		"generate keeps what is repeated": {steps: []googletest.Step{{
			Method: "POST", Path: till, Body: `{` + tillKept + `"keyExpiresIn":-1}`, Status: 200,
			Want: `{` + tillHead + tillKept + `"status":"approved","credentials":[` + oldKey + `,` + newKey + `]}`,
		}}},
		"newest first": {Quirks{Order: NewestFirst}, []googletest.Step{{
			Method: "POST", Path: till, Body: `{}`, Status: 200,
			Want: `{` + tillHead + `"status":"approved","credentials":[` + newKey + `,` + oldKey + `]}`,
		}}},
		"generate with no such product": {steps: []googletest.Step{
			{
				Method: "POST", Path: till, Body: `{"apiProducts":["x"]}`, Status: 404,
				Want: refusalBody("404", "NOT_FOUND", "keymanagement.service.apiproduct_doesnot_exist",
					"API Product [x] does not exist"),
			},
			{Method: "GET", Path: till, Status: 200, Want: tillJSON},
		}},
		"generate with a lifetime below nothing": {steps: []googletest.Step{
			{Method: "POST", Path: till, Body: `{"keyExpiresIn":"-2"}`, Status: 400},
		}},
		"revoke leaves the keys": {steps: []googletest.Step{
			{Method: "POST", Path: till + "?action=revoke", Status: 204, ContentType: octets},
			{Method: "GET", Path: till, Status: 200, Want: revoked},
			{Method: "POST", Path: till + "?action=approve", Status: 204, ContentType: octets},
			{Method: "GET", Path: till, Status: 200, Want: tillJSON},
		}},
		"the answer of an app action is always 204": {Quirks{ActionAnswer: AnswerEmptyObject}, []googletest.Step{
			{Method: "POST", Path: till + "?action=revoke", Status: 204, ContentType: octets},
		}},
		"action with another type": {steps: []googletest.Step{
			{Method: "POST", Path: till + "?action=revoke", Status: 400},
			{Method: "POST", Path: till + "?action=revoke", Status: 400, ContentType: "-"},
			{Method: "GET", Path: till, Status: 200, Want: tillJSON},
		}},
		"action with any type": {Quirks{AnyContentType: true}, []googletest.Step{
			{Method: "POST", Path: till + "?action=revoke", Body: "null", Status: 204},
		}},
		"other actions": {steps: []googletest.Step{
			{Method: "POST", Path: till + "?action=revoked", Status: 400, ContentType: octets},
			{Method: "POST", Path: till + "?action=", Status: 400, ContentType: octets},
		}},
	})
}

func TestStrictRequests(t *testing.T) {
	t.Parallel()
	post := func(body, want string) apiCase {
		return apiCase{steps: []googletest.Step{{Method: "POST", Path: till, Body: body, Status: 400, Want: want}}}
	}
	plain := func(message string) string {
		return `{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"` + message + `"}}`
	}
	runCases(t, map[string]apiCase{
		"unknown field": post(`{"notes":"x"}`, googletest.BadField("developer_app",
			`Invalid JSON payload received. Unknown name \"notes\" at 'developer_app': Cannot find field.`)),
		"unknown field within": post(`{"attributes":[{"name":"a"},{"key":"b"}]}`, googletest.BadField("developer_app.attributes[1]",
			`Invalid JSON payload received. Unknown name \"key\" at 'developer_app.attributes[1]': Cannot find field.`)),
		"no number": post(`{"keyExpiresIn":"soon"}`, googletest.BadField("developer_app.key_expires_in",
			`Invalid value at 'developer_app.key_expires_in' (TYPE_INT64), \"soon\"`)),
		"no string": post(`{"callbackUrl":5}`, googletest.BadField("developer_app.callback_url",
			`Invalid value at 'developer_app.callback_url' (TYPE_STRING), 5`)),
		"no list":   post(`{"scopes":"READ"}`, ""),
		"no object": post(`{"attributes":["a"]}`, ""),
		"null":      post(`null`, plain("Invalid JSON payload received. Root element must be a message.")),
		"no JSON":   post(`{"name"`, plain("Invalid JSON payload received. Unexpected token.")),
		"two texts": post(`{} {}`, plain("Invalid JSON payload received. Expected end of string.")),
		"unknown parameter": {steps: []googletest.Step{{
			Method: "GET", Path: till + "?expand=true&alt=json", Status: 400,
			Want: `{"error":{"code":400,"status":"INVALID_ARGUMENT","details":"*","message":"Invalid JSON payload ` +
				`received. Unknown name \"expand\": Cannot bind query parameter. Field 'expand' could not be found in ` +
				`request message."}}`,
		}}},
	})
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	denied := func(permission string) string {
		return `{"error":{"code":403,"status":"PERMISSION_DENIED",
			"message":"Permission '` + permission + `' denied on resource 'organizations/acme' (or it may not exist).",
			"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"IAM_PERMISSION_DENIED",
			"domain":"iam.googleapis.com","metadata":{"permission":"` + permission + `","resource":"organizations/acme"}}]}}`
	}
	tests := map[string]struct {
		caller string
		googletest.Step
	}{
		"viewer reads an app": {"viewer@shop.test", googletest.Step{Method: "GET", Path: till, Status: 200}},
		"viewer reads a key":  {"viewer@shop.test", googletest.Step{Method: "GET", Path: till + "/keys/k-old", Status: 200}},
		"viewer searches":     {"viewer@shop.test", googletest.Step{Method: "GET", Path: "/v1/organizations/acme/apps", Status: 200}},
		"viewer creates a key": {"viewer@shop.test", googletest.Step{
			Method: "POST", Path: till + "/keys", Status: 403, Want: denied("apigee.appkeys.create"),
		}},
		"viewer revokes": {"viewer@shop.test", googletest.Step{
			Method: "POST", Path: till + "/keys/k-old?action=revoke", Status: 403, Want: denied("apigee.appkeys.manage"),
		}},
		"viewer generates": {"viewer@shop.test", googletest.Step{
			Method: "POST", Path: till, Status: 403, Want: denied("apigee.developerapps.manage"),
		}},
		"viewer deletes": {"viewer@shop.test", googletest.Step{
			Method: "DELETE", Path: till + "/keys/k-old", Status: 403, Want: denied("apigee.appkeys.delete"),
		}},
		"nobody": {"nobody@shop.test", googletest.Step{
			Method: "GET", Path: till, Status: 403, Want: denied("apigee.developerapps.get"),
		}},
		"no token": {"", googletest.Step{Method: "GET", Path: till, Status: 401}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newApigee(t, Quirks{})
			tt.Run(t, s, tt.caller)
			if app, _ := s.App("acme", "dev@acme.test", "till"); len(app.Keys) != 1 || app.Keys[0].Status != "approved" {
				t.Errorf("keys: %v", app.Keys)
			}
		})
	}
}

func TestHiddenForAWhile(t *testing.T) {
	t.Parallel()
	s, clock := newApigee(t, Quirks{HiddenFor: time.Second})
	googletest.Step{Method: "GET", Path: till, Status: 200, Want: strings.Replace(tillJSON, `,"credentials":[`+oldKey+`]`, "", 1)}.
		Run(t, s, "ana@shop.test")
	clock.Advance(time.Second)
	googletest.Step{Method: "GET", Path: till, Status: 200, Want: tillJSON}.Run(t, s, "ana@shop.test")
}
