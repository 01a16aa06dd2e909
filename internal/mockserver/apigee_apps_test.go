package mockserver

import (
	"strings"
	"testing"
	"time"
)

const (
	devApps = "/v1/organizations/acme/developers/dev@acme.test/apps"
	till    = devApps + "/till"
)

// apigeeServer is a server with one more app, till, that has the key k-old on the product weather.
func apigeeServer(t *testing.T, quirks ApigeeQuirks) (*Server, *FakeClock) {
	t.Helper()
	s, clock := googleServer(t, WithApigee(quirks))
	s.AddApp("acme", "dev@acme.test", ApigeeApp{
		Name: "till", CallbackURL: "https://acme.test/cb", Scopes: []string{"READ"},
		Attributes: []ApigeeAttribute{{"DisplayName", "Till"}, {"Notes", "kept"}},
		Keys: []ApigeeKey{{
			ConsumerKey: "k-old", ConsumerSecret: "s-old", Products: []ApigeeKeyProduct{{"weather", "approved"}},
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

// apigeeRefusal is the body of a refusal by the key management behind the API.
func apigeeRefusal(code, status, kind, message string) string {
	return `{"error":{"code":` + code + `,"status":"` + status + `","message":"` + message + `","details":[
		{"@type":"type.googleapis.com/google.rpc.PreconditionFailure","violations":[
			{"type":"` + kind + `","subject":"*","description":"` + message + `"}]},
		{"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"*"}]}}`
}

// badField is the body of a request that does not fit the schema.
func badField(field, description string) string {
	return `{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"` + description + `","details":[
		{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
			{"field":"` + field + `","description":"` + description + `"}]}]}}`
}

// apigeeCase is a sequence of requests by ana@shop.test.
type apigeeCase struct {
	quirks ApigeeQuirks
	steps  []googleStep
}

func runApigee(t *testing.T, tests map[string]apigeeCase) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := apigeeServer(t, tt.quirks)
			for _, step := range tt.steps {
				step.run(t, s, "ana@shop.test")
			}
		})
	}
}

func TestApigeeApps(t *testing.T) {
	t.Parallel()
	const created = `{"appId":"*","developerId":"*","appFamily":"default","name":"new","status":"approved",
		"createdAt":"1790000000000","lastModifiedAt":"1790000000000"`
	appMissing := apigeeRefusal("404", "NOT_FOUND", "developer.service.AppDoesNotExist",
		"App named new does not exist under dev@acme.test")
	runApigee(t, map[string]apigeeCase{
		"create makes a key": {steps: []googleStep{
			{
				method: "POST", path: devApps, body: `{"name":"new"}`, status: 200,
				want: created + `,"credentials":[` + newKey + `]}`,
			},
		}},
		"create with all": {steps: []googleStep{{
			method: "POST", path: devApps, status: 200,
			body: `{"name":"new","callbackUrl":"https://a.test","scopes":["READ"],"apiProducts":["weather","billing"],
				"keyExpiresIn":"60000","attributes":[{"name":"a","value":"b"}]}`,
			want: created + `,"callbackUrl":"https://a.test","scopes":["READ"],"attributes":[{"name":"a","value":"b"}],
				"credentials":[{"consumerKey":"*","consumerSecret":"*","status":"approved","issuedAt":"1790000000000",
				"expiresAt":"1790000060000","scopes":["READ"],"apiProducts":[{"apiproduct":"weather","status":"approved"},
				{"apiproduct":"billing","status":"pending"}]}]}`,
		}}},
		"numbers and snake case are read": {steps: []googleStep{{
			method: "POST", path: devApps, status: 200,
			body: `{"name":"new","key_expires_in":60000,"callback_url":"https://a.test","scopes":null}`,
			want: created + `,"callbackUrl":"https://a.test","credentials":[{"consumerKey":"*","consumerSecret":"*",
				"status":"approved","issuedAt":"1790000000000","expiresAt":"1790000060000"}]}`,
		}}},
		"name taken": {steps: []googleStep{{
			method: "POST", path: devApps, body: `{"name":"till"}`, status: 409,
			want: apigeeRefusal("409", "ALREADY_EXISTS", "developer.service.app_already_exists",
				"App with name till already exists"),
		}}},
		"scope that no product has": {steps: []googleStep{
			{method: "POST", path: devApps, body: `{"name":"new","scopes":["READ"],"apiProducts":["maps"]}`, status: 400},
			{method: "GET", path: devApps + "/new", status: 404, want: appMissing},
		}},
		"products may be required": {ApigeeQuirks{RequireProducts: true}, []googleStep{
			{method: "POST", path: devApps, body: `{"name":"new"}`, status: 400},
			{method: "POST", path: devApps, body: `{"name":"new","apiProducts":["maps"]}`, status: 200},
		}},
		"get": {steps: []googleStep{{method: "GET", path: till, status: 200, want: tillJSON}}},
		"id is no name": {steps: []googleStep{{
			method: "GET", path: devApps + "/0c5f2a2e-5f2b-4c1c-9d3e-2b8f0c0f6a11", status: 404,
		}}},
		"delete": {steps: []googleStep{
			{method: "DELETE", path: till, status: 200, want: tillJSON},
			{method: "GET", path: till, status: 404},
		}},
		"hidden credentials": {ApigeeQuirks{HiddenReads: 1}, []googleStep{
			{method: "POST", path: devApps, body: `{"name":"new"}`, status: 200},
			{method: "GET", path: devApps + "/new", status: 200, want: created + `}`},
			{method: "GET", path: devApps + "/new", status: 200, want: created + `,"credentials":[` + newKey + `]}`},
		}},
		"no such developer": {steps: []googleStep{{
			method: "GET", path: "/v1/organizations/acme/developers/x@acme.test/apps/a", status: 404,
			want: apigeeRefusal("404", "NOT_FOUND", "developer.service.DeveloperDoesNotExist",
				"DeveloperId x@acme.test does not exist in organization acme"),
		}}},
		"e-mail in upper case": {steps: []googleStep{
			{method: "GET", path: "/v1/organizations/acme/developers/DEV@acme.test/apps/till", status: 404},
		}},
		"e-mail with a plus": {steps: []googleStep{
			{method: "GET", path: "/v1/organizations/acme/developers/ops+keys%40acme.test/apps", status: 200, want: `{}`},
		}},
		"no such organization": {steps: []googleStep{{method: "GET", path: "/v1/organizations/x/apps", status: 403}}},
	})
}

func TestApigeeAppUpdate(t *testing.T) {
	t.Parallel()
	revoked := strings.Replace(tillJSON, `"credentials"`, `"x":0,"credentials"`, 1)
	revoked = strings.Replace(revoked, `"status":"approved","x":0`, `"status":"revoked"`, 1)
	const octets = "application/octet-stream"
	runApigee(t, map[string]apigeeCase{
		"PUT replaces attributes": {steps: []googleStep{{
			method: "PUT", path: till, body: `{"name":"till","attributes":[{"name":"a","value":"b"}],"status":"revoked"}`,
			status: 200,
			want:   `{` + tillHead + `"attributes":[{"name":"a","value":"b"}],"status":"approved","credentials":[` + oldKey + `]}`,
		}}},
		"PUT with products makes a key": {steps: []googleStep{{
			method: "PUT", path: till, body: `{"apiProducts":["maps"],"scopes":["WRITE"]}`, status: 200,
			want: `{` + tillHead + `"status":"approved","credentials":[` + oldKey + `,
				{"consumerKey":"*","consumerSecret":"*","status":"approved","issuedAt":"1790000000000","expiresAt":"-1",
				"apiProducts":[{"apiproduct":"maps","status":"approved"}]}]}`,
		}}},
		"generate clears what is left out": {steps: []googleStep{{
			method: "POST", path: till, body: `{}`, status: 200,
			want: `{` + tillHead + `"status":"approved","credentials":[` + oldKey + `,` + newKey + `]}`,
		}}},
		"generate keeps what is repeated": {steps: []googleStep{{
			method: "POST", path: till, body: `{` + tillKept + `"keyExpiresIn":-1}`, status: 200,
			want: `{` + tillHead + tillKept + `"status":"approved","credentials":[` + oldKey + `,` + newKey + `]}`,
		}}},
		"newest first": {ApigeeQuirks{Order: NewestFirst}, []googleStep{{
			method: "POST", path: till, body: `{}`, status: 200,
			want: `{` + tillHead + `"status":"approved","credentials":[` + newKey + `,` + oldKey + `]}`,
		}}},
		"generate with no such product": {steps: []googleStep{
			{
				method: "POST", path: till, body: `{"apiProducts":["x"]}`, status: 404,
				want: apigeeRefusal("404", "NOT_FOUND", "keymanagement.service.apiproduct_doesnot_exist",
					"API Product [x] does not exist"),
			},
			{method: "GET", path: till, status: 200, want: tillJSON},
		}},
		"generate with a lifetime below nothing": {steps: []googleStep{
			{method: "POST", path: till, body: `{"keyExpiresIn":"-2"}`, status: 400},
		}},
		"revoke leaves the keys": {steps: []googleStep{
			{method: "POST", path: till + "?action=revoke", status: 204, contentType: octets},
			{method: "GET", path: till, status: 200, want: revoked},
			{method: "POST", path: till + "?action=approve", status: 204, contentType: octets},
			{method: "GET", path: till, status: 200, want: tillJSON},
		}},
		"the answer of an app action is always 204": {ApigeeQuirks{ActionAnswer: AnswerEmptyObject}, []googleStep{
			{method: "POST", path: till + "?action=revoke", status: 204, contentType: octets},
		}},
		"action with another type": {steps: []googleStep{
			{method: "POST", path: till + "?action=revoke", status: 400},
			{method: "POST", path: till + "?action=revoke", status: 400, contentType: "-"},
			{method: "GET", path: till, status: 200, want: tillJSON},
		}},
		"action with any type": {ApigeeQuirks{AnyContentType: true}, []googleStep{
			{method: "POST", path: till + "?action=revoke", body: "null", status: 204},
		}},
		"other actions": {steps: []googleStep{
			{method: "POST", path: till + "?action=revoked", status: 400, contentType: octets},
			{method: "POST", path: till + "?action=", status: 400, contentType: octets},
		}},
	})
}

func TestApigeeStrictRequests(t *testing.T) {
	t.Parallel()
	post := func(body, want string) apigeeCase {
		return apigeeCase{steps: []googleStep{{method: "POST", path: till, body: body, status: 400, want: want}}}
	}
	plain := func(message string) string {
		return `{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"` + message + `"}}`
	}
	runApigee(t, map[string]apigeeCase{
		"unknown field": post(`{"notes":"x"}`, badField("developer_app",
			`Invalid JSON payload received. Unknown name \"notes\" at 'developer_app': Cannot find field.`)),
		"unknown field within": post(`{"attributes":[{"name":"a"},{"key":"b"}]}`, badField("developer_app.attributes[1]",
			`Invalid JSON payload received. Unknown name \"key\" at 'developer_app.attributes[1]': Cannot find field.`)),
		"no number": post(`{"keyExpiresIn":"soon"}`, badField("developer_app.key_expires_in",
			`Invalid value at 'developer_app.key_expires_in' (TYPE_INT64), \"soon\"`)),
		"no string": post(`{"callbackUrl":5}`, badField("developer_app.callback_url",
			`Invalid value at 'developer_app.callback_url' (TYPE_STRING), 5`)),
		"no list":   post(`{"scopes":"READ"}`, ""),
		"no object": post(`{"attributes":["a"]}`, ""),
		"null":      post(`null`, plain("Invalid JSON payload received. Root element must be a message.")),
		"no JSON":   post(`{"name"`, plain("Invalid JSON payload received. Unexpected token.")),
		"two texts": post(`{} {}`, plain("Invalid JSON payload received. Expected end of string.")),
		"unknown parameter": {steps: []googleStep{{
			method: "GET", path: till + "?expand=true&alt=json", status: 400,
			want: `{"error":{"code":400,"status":"INVALID_ARGUMENT","details":"*","message":"Invalid JSON payload ` +
				`received. Unknown name \"expand\": Cannot bind query parameter. Field 'expand' could not be found in ` +
				`request message."}}`,
		}}},
	})
}

func TestApigeePermissions(t *testing.T) {
	t.Parallel()
	denied := func(permission string) string {
		return `{"error":{"code":403,"status":"PERMISSION_DENIED",
			"message":"Permission '` + permission + `' denied on resource 'organizations/acme' (or it may not exist).",
			"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"IAM_PERMISSION_DENIED",
			"domain":"iam.googleapis.com","metadata":{"permission":"` + permission + `","resource":"organizations/acme"}}]}}`
	}
	tests := map[string]struct {
		caller string
		googleStep
	}{
		"viewer reads an app": {"viewer@shop.test", googleStep{method: "GET", path: till, status: 200}},
		"viewer reads a key":  {"viewer@shop.test", googleStep{method: "GET", path: till + "/keys/k-old", status: 200}},
		"viewer searches":     {"viewer@shop.test", googleStep{method: "GET", path: "/v1/organizations/acme/apps", status: 200}},
		"viewer creates a key": {"viewer@shop.test", googleStep{
			method: "POST", path: till + "/keys", status: 403, want: denied("apigee.appkeys.create"),
		}},
		"viewer revokes": {"viewer@shop.test", googleStep{
			method: "POST", path: till + "/keys/k-old?action=revoke", status: 403, want: denied("apigee.appkeys.manage"),
		}},
		"viewer generates": {"viewer@shop.test", googleStep{
			method: "POST", path: till, status: 403, want: denied("apigee.developerapps.manage"),
		}},
		"viewer deletes": {"viewer@shop.test", googleStep{
			method: "DELETE", path: till + "/keys/k-old", status: 403, want: denied("apigee.appkeys.delete"),
		}},
		"nobody": {"nobody@shop.test", googleStep{
			method: "GET", path: till, status: 403, want: denied("apigee.developerapps.get"),
		}},
		"no token": {"", googleStep{method: "GET", path: till, status: 401}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := apigeeServer(t, ApigeeQuirks{})
			tt.run(t, s, tt.caller)
			if app, _ := s.App("acme", "dev@acme.test", "till"); len(app.Keys) != 1 || app.Keys[0].Status != "approved" {
				t.Errorf("keys: %v", app.Keys)
			}
		})
	}
}

func TestApigeeHiddenForAWhile(t *testing.T) {
	t.Parallel()
	s, clock := apigeeServer(t, ApigeeQuirks{HiddenFor: time.Second})
	googleStep{method: "GET", path: till, status: 200, want: strings.Replace(tillJSON, `,"credentials":[`+oldKey+`]`, "", 1)}.
		run(t, s, "ana@shop.test")
	clock.Advance(time.Second)
	googleStep{method: "GET", path: till, status: 200, want: tillJSON}.run(t, s, "ana@shop.test")
}
