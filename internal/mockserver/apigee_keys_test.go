package mockserver

import (
	"strings"
	"testing"
	"time"
)

const octetStream = "application/octet-stream"

func TestApigeeKeyCreate(t *testing.T) {
	t.Parallel()
	const own = `{"consumerKey":"own","consumerSecret":"s","status":"approved","issuedAt":"1790000000000",`
	taken := apigeeRefusal("409", "ABORTED", "keymanagement.service.ConsumerKeyAlreadyExists", "ConsumerKey already exists")
	runApigee(t, map[string]apigeeCase{
		"plain": {steps: []googleStep{
			{
				method: "POST", path: till + "/keys", body: `{"consumerKey":"own","consumerSecret":"s"}`, status: 200,
				want: own + `"expiresAt":"-1"}`,
			},
			{method: "GET", path: till + "/keys/own", status: 200, want: own + `"expiresAt":"-1"}`},
		}},
		"under its other path": {steps: []googleStep{{
			method: "POST", path: till + "/keys/create", body: `{"consumerKey":"own","consumerSecret":"s"}`, status: 200,
			want: own + `"expiresAt":"-1"}`,
		}}},
		"status, products and expiresAt do not count": {steps: []googleStep{{
			method: "POST", path: till + "/keys", status: 200,
			body: `{"consumerKey":"own","consumerSecret":"s","status":"revoked","apiProducts":["weather"],"expiresAt":"5",
				"issuedAt":"5","attributes":[{"name":"a","value":"b"}]}`,
			want: own + `"expiresAt":"-1","attributes":[{"name":"a","value":"b"}]}`,
		}}},
		"lifetime in seconds": {steps: []googleStep{{
			method: "POST", path: till + "/keys", status: 200,
			body: `{"consumerKey":"own","consumerSecret":"s","expiresInSeconds":"7776000"}`,
			want: own + `"expiresAt":"1797776000000"}`,
		}}},
		"taken by the app itself": {steps: []googleStep{{
			method: "POST", path: till + "/keys", body: `{"consumerKey":"k-old","consumerSecret":"s"}`, status: 409, want: taken,
		}}},
		"taken by another developer's app": {steps: []googleStep{
			{
				method: "POST", path: "/v1/organizations/acme/developers/ops+keys@acme.test/apps",
				body: `{"name":"a"}`, status: 200,
			},
			{
				method: "POST", path: "/v1/organizations/acme/developers/ops+keys@acme.test/apps/a/keys",
				body: `{"consumerKey":"k-old","consumerSecret":"s"}`, status: 409, want: taken,
			},
		}},
		"no key": {steps: []googleStep{{
			method: "POST", path: till + "/keys", body: `{"consumerSecret":"s"}`, status: 400,
		}}},
		"no secret": {steps: []googleStep{{
			method: "POST", path: till + "/keys", body: `{"consumerKey":"own"}`, status: 400,
		}}},
		"other signs": {steps: []googleStep{{
			method: "POST", path: till + "/keys", body: `{"consumerKey":"a b","consumerSecret":"s"}`, status: 400,
		}}},
		"too long": {steps: []googleStep{{
			method: "POST", path: till + "/keys", status: 400,
			body: `{"consumerKey":"own","consumerSecret":"` + strings.Repeat("s", 2049) + `"}`,
		}}},
		"bad values are not repeated": {steps: []googleStep{{
			method: "POST", path: till + "/keys", body: `{"consumerKey":"own","consumerSecret":12345}`, status: 400,
			want: badField("developer_app_key.consumer_secret",
				`Invalid value at 'developer_app_key.consumer_secret' (TYPE_STRING), ***`),
		}}},
	})
}

const (
	oldKeyPath = till + "/keys/k-old"
	weather    = `{"apiproduct":"weather","status":"approved"}`
)

// oldKeyWith is the key k-old in an answer, with the fields that differ.
func oldKeyWith(fields string) string {
	return `{"consumerKey":"k-old","consumerSecret":"s-old","issuedAt":"1790000000000","expiresAt":"-1",` + fields + `}`
}

func TestApigeeKeyUpdate(t *testing.T) {
	t.Parallel()
	const path = oldKeyPath
	key := oldKeyWith
	missing := apigeeRefusal("404", "NOT_FOUND", "keymanagement.service.InvalidClientIdForGivenApp",
		"Invalid consumer key for Given App")
	runApigee(t, map[string]apigeeCase{
		"products are added, attributes replaced": {steps: []googleStep{
			{
				method: "POST", path: path, status: 200,
				body: `{"apiProducts":["weather","billing"],"attributes":[{"name":"a","value":"b"}],"status":"revoked",
					"consumerSecret":"x","expiresInSeconds":"5"}`,
				want: key(`"status":"approved","attributes":[{"name":"a","value":"b"}],
					"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]`),
			},
			{
				method: "POST", path: path, body: `{"attributes":[{"name":"c","value":"d"}]}`, status: 200,
				want: key(`"status":"approved","attributes":[{"name":"c","value":"d"}],
					"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]`),
			},
			{method: "POST", path: path, body: `{}`, status: 200, want: key(`"status":"approved",
				"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]`)},
		}},
		"attributes may stay": {ApigeeQuirks{KeepKeyAttributes: true}, []googleStep{
			{method: "POST", path: path, body: `{"attributes":[{"name":"a","value":"b"}]}`, status: 200},
			{method: "POST", path: path, body: `{}`, status: 200, want: key(`"status":"approved",
				"attributes":[{"name":"a","value":"b"}],"apiProducts":[` + weather + `]`)},
		}},
		"products as objects": {steps: []googleStep{
			{method: "POST", path: path, body: `{"apiProducts":[{"apiproduct":"maps"}]}`, status: 400},
		}},
		"PUT replaces scopes alone": {steps: []googleStep{
			{
				method: "POST", path: path, body: `{"scopes":["READ"]}`, status: 200,
				want: key(`"status":"approved","scopes":["READ"],"apiProducts":[` + weather + `]`),
			},
			{
				method: "PUT", path: path, body: `{"scopes":["WRITE"],"apiProducts":["maps"]}`, status: 200,
				want: key(`"status":"approved","scopes":["WRITE"],"apiProducts":[` + weather + `]`),
			},
			{method: "PUT", path: path, body: `{"scopes":["OTHER"]}`, status: 400},
			{
				method: "PUT", path: path, body: `{}`, status: 200,
				want: key(`"status":"approved","apiProducts":[` + weather + `]`),
			},
		}},
		"actions": {steps: []googleStep{
			{method: "POST", path: path + "?action=revoke", status: 204, contentType: octetStream},
			{method: "GET", path: path, status: 200, want: key(`"status":"revoked","apiProducts":[` + weather + `]`)},
			{method: "POST", path: path + "?action=approve", status: 204, contentType: octetStream},
			{method: "POST", path: path + "?action=approve", status: 400},
			{method: "POST", path: path + "?action=pending", status: 400, contentType: octetStream},
			{method: "GET", path: path, status: 200, want: key(`"status":"approved","apiProducts":[` + weather + `]`)},
		}},
		"action answered with {}": {ApigeeQuirks{ActionAnswer: AnswerEmptyObject}, []googleStep{
			{method: "POST", path: path + "?action=revoke", status: 200, contentType: octetStream, want: `{}`},
			{method: "POST", path: path + "/apiproducts/weather?action=revoke", status: 200, contentType: "-", want: `{}`},
		}},
		"delete": {steps: []googleStep{
			{method: "DELETE", path: path, status: 200, want: oldKey},
			{method: "GET", path: path, status: 404, want: missing},
			{method: "POST", path: till + "/keys", body: `{"consumerKey":"k-old","consumerSecret":"s"}`, status: 200},
		}},
		"deleted but taken": {ApigeeQuirks{KeysTakenAfterKeyDelete: time.Second}, []googleStep{
			{method: "DELETE", path: path, status: 200},
			{method: "POST", path: till + "/keys", body: `{"consumerKey":"k-old","consumerSecret":"s"}`, status: 409},
		}},
		"no such key": {steps: []googleStep{
			{method: "POST", path: till + "/keys/x", body: `{}`, status: 404, want: missing},
			{method: "PUT", path: till + "/keys/x", body: `{}`, status: 404, want: missing},
			{method: "DELETE", path: till + "/keys/x", status: 404, want: missing},
			{method: "DELETE", path: till + "/keys/x/apiproducts/weather", status: 404, want: missing},
		}},
	})
}

func TestApigeeKeyProducts(t *testing.T) {
	t.Parallel()
	const path = oldKeyPath
	key := oldKeyWith
	unbound := apigeeRefusal("400", "INVALID_ARGUMENT", "keymanagement.service.APIProductNotAssociatedWithConsumerKey",
		"APIProduct is not associated with consumer key")
	runApigee(t, map[string]apigeeCase{
		"product status": {steps: []googleStep{
			{method: "POST", path: path + "/apiproducts/weather?action=revoke", status: 204, contentType: "-"},
			{
				method: "GET", path: path, status: 200,
				want: key(`"status":"approved","apiProducts":[{"apiproduct":"weather","status":"revoked"}]`),
			},
			{method: "POST", path: path + "/apiproducts/weather?action=approve", status: 204, contentType: octetStream},
			{method: "POST", path: path + "/apiproducts/weather?action=approve", body: `{}`, status: 400},
			{method: "POST", path: path + "/apiproducts/weather", status: 400, contentType: "-"},
			{method: "POST", path: path + "/apiproducts/maps?action=approve", status: 400, contentType: "-", want: unbound},
			{method: "POST", path: path + "/apiproducts/x?action=approve", status: 404, contentType: "-"},
			{method: "GET", path: path, status: 200, want: key(`"status":"approved","apiProducts":[` + weather + `]`)},
		}},
		"the key survives its last product": {steps: []googleStep{
			{method: "DELETE", path: path + "/apiproducts/maps", status: 400, want: unbound},
			{method: "DELETE", path: path + "/apiproducts/weather", status: 200, want: key(`"status":"approved"`)},
			{method: "GET", path: path, status: 200, want: key(`"status":"approved"`)},
		}},
		"a name with space, dollar and percent": {steps: []googleStep{
			{method: "POST", path: path, body: `{"apiProducts":["gold $ 100%"]}`, status: 200},
			{
				method: "DELETE", path: path + "/apiproducts/gold%20$%20100%25", status: 200,
				want: key(`"status":"approved","apiProducts":[` + weather + `]`),
			},
		}},
	})
}

func TestApigeeEmptyAnswerToAction(t *testing.T) {
	t.Parallel()
	s, _ := apigeeServer(t, ApigeeQuirks{ActionAnswer: AnswerEmpty})
	step := googleStep{method: "POST", path: till + "/keys/k-old?action=revoke", status: 200, contentType: octetStream}
	if w := step.run(t, s, "ana@shop.test"); w.Body.Len() != 0 {
		t.Errorf("body %q, want none", w.Body)
	}
}

func TestApigeeKeysOfADeletedAppStayTaken(t *testing.T) {
	t.Parallel()
	s, clock := apigeeServer(t, ApigeeQuirks{})
	googleStep{method: "DELETE", path: till, status: 200}.run(t, s, "ana@shop.test")
	again := googleStep{
		method: "POST", path: devApps + "/portal/keys", body: `{"consumerKey":"k-old","consumerSecret":"s"}`, status: 409,
	}
	clock.Advance(time.Minute - 1)
	again.run(t, s, "ana@shop.test")
	clock.Advance(1)
	again.status = 200
	again.run(t, s, "ana@shop.test")
}

func TestApigeeExpiredKeyIsStillListed(t *testing.T) {
	t.Parallel()
	s, clock := apigeeServer(t, ApigeeQuirks{})
	googleStep{
		method: "POST", path: till + "/keys", body: `{"consumerKey":"own","consumerSecret":"s","expiresInSeconds":60}`, status: 200,
	}.run(t, s, "ana@shop.test")
	clock.Advance(time.Hour)
	googleStep{
		method: "GET", path: till + "/keys/own", status: 200,
		want: `{"consumerKey":"own","consumerSecret":"s","status":"approved","issuedAt":"1790000000000",
			"expiresAt":"1790000060000"}`,
	}.run(t, s, "ana@shop.test")
}

func TestApigeeAttributes(t *testing.T) {
	t.Parallel()
	const path = till + "/attributes"
	runApigee(t, map[string]apigeeCase{
		"one by one": {steps: []googleStep{
			{
				method: "GET", path: path, status: 200,
				want: `{"attribute":[{"name":"DisplayName","value":"Till"},{"name":"Notes","value":"kept"}]}`,
			},
			{method: "GET", path: path + "/Notes", status: 200, want: `{"name":"Notes","value":"kept"}`},
			{
				method: "POST", path: path + "/Notes", body: `{"name":"Notes","value":"new"}`, status: 200,
				want: `{"name":"Notes","value":"new"}`,
			},
			{method: "POST", path: path + "/More", body: `{"value":"m"}`, status: 200, want: `{"name":"More","value":"m"}`},
			{method: "DELETE", path: path + "/DisplayName", status: 200, want: `{"name":"DisplayName","value":"Till"}`},
			{method: "DELETE", path: path + "/DisplayName", status: 404},
			{method: "GET", path: path + "/DisplayName", status: 404},
			{
				method: "GET", path: path, status: 200,
				want: `{"attribute":[{"name":"Notes","value":"new"},{"name":"More","value":"m"}]}`,
			},
		}},
		"all at once": {steps: []googleStep{
			{
				method: "POST", path: path, body: `{"attribute":[{"name":"a","value":"b"}]}`, status: 200,
				want: `{"attribute":[{"name":"a","value":"b"}]}`,
			},
			{method: "GET", path: path, status: 200, want: `{"attribute":[{"name":"a","value":"b"}]}`},
			{method: "POST", path: path, body: `{}`, status: 200, want: `{}`},
			{method: "GET", path: path, status: 200, want: `{}`},
		}},
	})
}
