package apigee

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

const (
	acmeMoves = "/_mock/apigee/organizations/acme"
	tillMoves = acmeMoves + "/developers/dev@acme.test/apps/till"
	shopMoves = acmeMoves + "/appgroups/storefront/apps/shop"
)

func TestMovesOverHTTP(t *testing.T) {
	t.Parallel()
	const v1 = "/v1/organizations/acme"
	// Each move is followed by what a client then reads.
	tests := map[string]struct{ move, read googletest.Step }{
		"revoke a key": {
			googletest.Step{
				Method: "POST", Path: tillMoves + "/keys/k-old", Body: `{"status":"revoked"}`, Status: 200,
				Want: `{"consumer_key":"sha256:b084ac54ffa13c78","status":"revoked","issued_at":"*",
					"api_products":[{"name":"weather","status":"approved"}]}`,
			},
			googletest.Step{Path: oldKeyPath, Status: 200, Want: oldKeyWith(`"status":"revoked","apiProducts":[` + weather + `]`)},
		},
		"products and attributes of a key": {
			googletest.Step{
				Method: "POST", Path: tillMoves + "/keys/k-old", Status: 200,
				Body: `{"api_products":[{"name":"billing"}],"attributes":[{"name":"a","value":"b"}]}`,
			},
			googletest.Step{Path: oldKeyPath, Status: 200, Want: oldKeyWith(`"status":"approved",
				"attributes":[{"name":"a","value":"b"}],"apiProducts":[{"apiproduct":"billing","status":"pending"}]`)},
		},
		"make a key": {
			googletest.Step{
				Method: "POST", Path: shopMoves + "/keys/theirs", Status: 200,
				Body: `{"consumer_secret":"s","expires_at":"2027-01-01T00:00:00Z"}`,
			},
			googletest.Step{Path: v1 + "/appgroups/storefront/apps/shop/keys/theirs", Status: 200, Want: `{"consumerKey":"theirs",
				"consumerSecret":"s","status":"approved","issuedAt":"1790003600000","expiresAt":"1798761600000"}`},
		},
		"delete a key": {
			googletest.Step{Method: "DELETE", Path: tillMoves + "/keys/k-old", Status: 200},
			googletest.Step{Path: oldKeyPath, Status: 404},
		},
		"change an app": {
			googletest.Step{Method: "POST", Path: shopMoves, Body: `{"callback_url":"https://b.test","keys":[]}`, Status: 200},
			googletest.Step{Path: v1 + "/appgroups/storefront/apps/shop", Status: 200, Want: `{"appId":"*","name":"shop",
				"appGroup":"storefront","status":"approved","callbackUrl":"https://b.test","createdAt":"1790000000000",
				"lastModifiedAt":"1790003600000"}`},
		},
		"delete an app": {
			googletest.Step{Method: "DELETE", Path: tillMoves, Status: 200, Want: `{"name":"till","id":"*"}`},
			googletest.Step{Path: till, Status: 404},
		},
		"deactivate a developer": {
			googletest.Step{Method: "POST", Path: acmeMoves + "/developers/dev@acme.test", Body: `{"status":"inactive"}`, Status: 200},
			googletest.Step{Path: v1 + "/developers/dev@acme.test", Status: 200, Want: `{"email":"dev@acme.test","developerId":"*",
				"firstName":"dev","lastName":"dev","userName":"dev","status":"inactive","apps":["portal","till"],
				"organizationName":"acme","createdAt":"1790000000000","lastModifiedAt":"1790003600000"}`},
		},
		"make a developer": {
			googletest.Step{Method: "POST", Path: acmeMoves + "/developers/new@acme.test", Status: 200},
			googletest.Step{Path: v1 + "/developers/new@acme.test", Status: 200},
		},
		"delete a developer": {
			googletest.Step{Method: "DELETE", Path: acmeMoves + "/developers/dev@acme.test", Status: 200},
			googletest.Step{Path: v1 + "/developers/dev@acme.test", Status: 404},
		},
		"change a product": {
			googletest.Step{Method: "POST", Path: acmeMoves + "/apiproducts/maps", Body: `{"approval_type":"manual"}`, Status: 200},
			googletest.Step{Path: v1 + "/apiproducts/maps", Status: 200, Want: `{"name":"maps","displayName":"maps",
				"approvalType":"manual","createdAt":"1790000000000","lastModifiedAt":"1790003600000"}`},
		},
		"delete a product": {
			googletest.Step{Method: "DELETE", Path: acmeMoves + "/apiproducts/weather", Status: 200},
			googletest.Step{Path: oldKeyPath, Status: 200, Want: oldKeyWith(`"status":"approved"`)},
		},
		"change an app group": {
			googletest.Step{Method: "POST", Path: acmeMoves + "/appgroups/storefront", Body: `{"status":"inactive","channel_id":""}`, Status: 200},
			googletest.Step{Path: v1 + "/appgroups/storefront", Status: 200, Want: `{"name":"storefront","displayName":"Storefront",
				"channelUri":"https://acme.test/store","status":"inactive","organization":"acme","appGroupId":"acme@@@storefront",
				"createdAt":"1790000000000","lastModifiedAt":"1790003600000"}`},
		},
		"delete an app group": {
			googletest.Step{Method: "DELETE", Path: acmeMoves + "/appgroups/storefront", Status: 200},
			googletest.Step{Path: v1 + "/appgroups/storefront/apps/shop", Status: 404},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := newApigee(t, Quirks{})
			clock.Advance(time.Hour)
			tt.move.Run(t, s, "")
			tt.read.Method = http.MethodGet
			tt.read.Run(t, s, "viewer@shop.test")
		})
	}
}

func TestMovesAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		googletest.Step
		want string
	}{
		"unknown organization": {
			googletest.Step{Method: "POST", Path: "/_mock/apigee/organizations/x/apiproducts/p", Status: 404},
			"there is no organization x; expected one of acme",
		},
		"unknown field": {
			googletest.Step{Method: "POST", Path: tillMoves, Body: `{"state":"revoked"}`, Status: 400},
			"line 1, column 9: state: unknown name; expected one of attributes, callback_url, ",
		},
		"wrong value": {
			googletest.Step{Method: "POST", Path: tillMoves, Body: `{"status":"gone"}`, Status: 400},
			`developers[0].apps[1].status: "gone" is not allowed; expected one of approved, revoked`,
		},
		"no such product on a key": {
			googletest.Step{Method: "POST", Path: tillMoves + "/keys/k-old", Body: `{"api_products":[{"name":"x"}]}`, Status: 400},
			`api_products[0].name: there is no API product "x"; expected one of billing, `,
		},
		"another name": {
			googletest.Step{Method: "POST", Path: tillMoves, Body: `{"name":"x"}`, Status: 400},
			`name: "x" is not "till", which stands in the path`,
		},
		"unknown app": {
			googletest.Step{Method: "DELETE", Path: acmeMoves + "/developers/dev@acme.test/apps/x", Status: 404},
			"App named x does not exist under dev@acme.test; there is portal, till",
		},
		"key of an unknown app": {
			googletest.Step{Method: "POST", Path: acmeMoves + "/developers/dev@acme.test/apps/x/keys/k", Status: 404},
			"App named x does not exist",
		},
		"app of an unknown developer": {
			googletest.Step{Method: "POST", Path: acmeMoves + "/developers/x@acme.test/apps/x", Status: 404},
			"DeveloperId x@acme.test does not exist in organization acme; there is dev@acme.test, ops+keys@acme.test",
		},
		"unknown group": {
			googletest.Step{Method: "DELETE", Path: acmeMoves + "/appgroups/x", Status: 404}, "; there is storefront",
		},
		"unknown product": {
			googletest.Step{Method: "DELETE", Path: acmeMoves + "/apiproducts/x", Status: 404}, "; there is billing, ",
		},
		"no JSON": {
			googletest.Step{Method: "POST", Path: tillMoves, Body: strings.Repeat("[", 1000), Status: 400}, "expected an object",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newApigee(t, Quirks{})
			before := s.Apps("acme")
			if w := tt.Run(t, s, ""); !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("got  %s\nwant %s", w.Body, tt.want)
			}
			if after := s.Apps("acme"); len(after) != len(before) || after[1].Status != before[1].Status {
				t.Errorf("the state has changed: %+v", after)
			}
		})
	}
}

func TestFixtureHasNoSecrets(t *testing.T) {
	t.Parallel()
	s, _ := newApigee(t, Quirks{})
	w := googletest.Step{Method: "GET", Path: "/_mock/apigee", Status: 200}.Run(t, s, "")
	text := w.Body.String()
	if strings.Contains(text, "k-old") || strings.Contains(text, "s-old") || strings.Contains(text, "secret") ||
		!strings.Contains(text, KeyFingerprint("k-old")) || !strings.Contains(text, `"app_groups"`) {
		t.Errorf("fixture: %s", text)
	}
}

func TestMovesKeepWhatTheSeedDoesNotKnow(t *testing.T) {
	t.Parallel()
	const product = "/v1/organizations/acme/apiproducts/ops"
	s, _ := newApigee(t, Quirks{})
	googletest.Step{
		Method: "POST", Path: "/v1/organizations/acme/apiproducts", Status: 200,
		Body: `{"name":"ops","displayName":"Ops","operationGroup":{"operationConfigType":"proxy","operationConfigs":[
			{"apiSource":"x","operations":[{"resource":"/","methods":["GET"]}],"quota":{"limit":"1","interval":"1","timeUnit":"day"}}]}}`,
	}.Run(t, s, "ana@shop.test")
	googletest.Step{Method: "POST", Path: tillMoves, Body: `{"status":"revoked"}`, Status: 200}.Run(t, s, "")
	googletest.Step{Method: "GET", Path: product, Status: 200, Want: `{"name":"ops","displayName":"Ops","operationGroup":
		{"operationConfigType":"proxy","operationConfigs":[{"apiSource":"x","operations":[{"resource":"/","methods":["GET"]}],
		"quota":{"limit":"1","interval":"1","timeUnit":"day"}}]},"createdAt":"*","lastModifiedAt":"*"}`}.Run(t, s, "ana@shop.test")
}
