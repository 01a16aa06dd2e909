package apigee

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

const octetStream = "application/octet-stream"

func TestKeyCreate(t *testing.T) {
	t.Parallel()
	const own = `{"consumerKey":"own","consumerSecret":"s","status":"approved","issuedAt":"1790000000000",`
	taken := refusalBody("409", "ABORTED", "keymanagement.service.ConsumerKeyAlreadyExists", "ConsumerKey already exists")
	runCases(t, map[string]apiCase{
		"plain": {steps: []googletest.Step{
			{
				Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"own","consumerSecret":"s"}`, Status: 200,
				Want: own + `"expiresAt":"-1"}`,
			},
			{Method: "GET", Path: till + "/keys/own", Status: 200, Want: own + `"expiresAt":"-1"}`},
		}},
		"under its other path": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys/create", Body: `{"consumerKey":"own","consumerSecret":"s"}`, Status: 200,
			Want: own + `"expiresAt":"-1"}`,
		}}},
		"status, products and expiresAt do not count": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Status: 200,
			Body: `{"consumerKey":"own","consumerSecret":"s","status":"revoked","apiProducts":["weather"],"expiresAt":"5",
				"issuedAt":"5","attributes":[{"name":"a","value":"b"}]}`,
			Want: own + `"expiresAt":"-1","attributes":[{"name":"a","value":"b"}]}`,
		}}},
		"lifetime in seconds": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Status: 200,
			Body: `{"consumerKey":"own","consumerSecret":"s","expiresInSeconds":"7776000"}`,
			Want: own + `"expiresAt":"1797776000000"}`,
		}}},
		"taken by the app itself": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"k-old","consumerSecret":"s"}`, Status: 409, Want: taken,
		}}},
		"taken by another developer's app": {steps: []googletest.Step{
			{
				Method: "POST", Path: "/v1/organizations/acme/developers/ops+keys@acme.test/apps",
				Body: `{"name":"a"}`, Status: 200,
			},
			{
				Method: "POST", Path: "/v1/organizations/acme/developers/ops+keys@acme.test/apps/a/keys",
				Body: `{"consumerKey":"k-old","consumerSecret":"s"}`, Status: 409, Want: taken,
			},
		}},
		"no key": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Body: `{"consumerSecret":"s"}`, Status: 400,
		}}},
		"no secret": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"own"}`, Status: 400,
		}}},
		"other signs": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"a b","consumerSecret":"s"}`, Status: 400,
		}}},
		"too long": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Status: 400,
			Body: `{"consumerKey":"own","consumerSecret":"` + strings.Repeat("s", 2049) + `"}`,
		}}},
		"bad values are not repeated": {steps: []googletest.Step{{
			Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"own","consumerSecret":12345}`, Status: 400,
			Want: googletest.BadField("developer_app_key.consumer_secret",
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

func TestKeyUpdate(t *testing.T) {
	t.Parallel()
	const path = oldKeyPath
	key := oldKeyWith
	missing := refusalBody("404", "NOT_FOUND", "keymanagement.service.InvalidClientIdForGivenApp",
		"Invalid consumer key for Given App")
	runCases(t, map[string]apiCase{
		"products are added, attributes replaced": {steps: []googletest.Step{
			{
				Method: "POST", Path: path, Status: 200,
				Body: `{"apiProducts":["weather","billing"],"attributes":[{"name":"a","value":"b"}],"status":"revoked",
					"consumerSecret":"x","expiresInSeconds":"5"}`,
				Want: key(`"status":"approved","attributes":[{"name":"a","value":"b"}],
					"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]`),
			},
			{
				Method: "POST", Path: path, Body: `{"attributes":[{"name":"c","value":"d"}]}`, Status: 200,
				Want: key(`"status":"approved","attributes":[{"name":"c","value":"d"}],
					"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]`),
			},
			{Method: "POST", Path: path, Body: `{}`, Status: 200, Want: key(`"status":"approved",
				"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]`)},
		}},
		"attributes may stay": {Quirks{KeepKeyAttributes: true}, []googletest.Step{
			{Method: "POST", Path: path, Body: `{"attributes":[{"name":"a","value":"b"}]}`, Status: 200},
			{Method: "POST", Path: path, Body: `{}`, Status: 200, Want: key(`"status":"approved",
				"attributes":[{"name":"a","value":"b"}],"apiProducts":[` + weather + `]`)},
		}},
		"products as objects": {steps: []googletest.Step{
			{Method: "POST", Path: path, Body: `{"apiProducts":[{"apiproduct":"maps"}]}`, Status: 400},
		}},
		"PUT replaces scopes alone": {steps: []googletest.Step{
			{
				Method: "POST", Path: path, Body: `{"scopes":["READ"]}`, Status: 200,
				Want: key(`"status":"approved","scopes":["READ"],"apiProducts":[` + weather + `]`),
			},
			{
				Method: "PUT", Path: path, Body: `{"scopes":["WRITE"],"apiProducts":["maps"]}`, Status: 200,
				Want: key(`"status":"approved","scopes":["WRITE"],"apiProducts":[` + weather + `]`),
			},
			{Method: "PUT", Path: path, Body: `{"scopes":["OTHER"]}`, Status: 400},
			{
				Method: "PUT", Path: path, Body: `{}`, Status: 200,
				Want: key(`"status":"approved","apiProducts":[` + weather + `]`),
			},
		}},
		"actions": {steps: []googletest.Step{
			{Method: "POST", Path: path + "?action=revoke", Status: 204, ContentType: octetStream},
			{Method: "GET", Path: path, Status: 200, Want: key(`"status":"revoked","apiProducts":[` + weather + `]`)},
			{Method: "POST", Path: path + "?action=approve", Status: 204, ContentType: octetStream},
			{Method: "POST", Path: path + "?action=approve", Status: 400},
			{Method: "POST", Path: path + "?action=pending", Status: 400, ContentType: octetStream},
			{Method: "GET", Path: path, Status: 200, Want: key(`"status":"approved","apiProducts":[` + weather + `]`)},
		}},
		"action answered with {}": {Quirks{ActionAnswer: AnswerEmptyObject}, []googletest.Step{
			{Method: "POST", Path: path + "?action=revoke", Status: 200, ContentType: octetStream, Want: `{}`},
			{Method: "POST", Path: path + "/apiproducts/weather?action=revoke", Status: 200, ContentType: "-", Want: `{}`},
		}},
		"delete": {steps: []googletest.Step{
			{Method: "DELETE", Path: path, Status: 200, Want: oldKey},
			{Method: "GET", Path: path, Status: 404, Want: missing},
			{Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"k-old","consumerSecret":"s"}`, Status: 200},
		}},
		"deleted but taken": {Quirks{KeysTakenAfterKeyDelete: time.Second}, []googletest.Step{
			{Method: "DELETE", Path: path, Status: 200},
			{Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"k-old","consumerSecret":"s"}`, Status: 409},
		}},
		"no such key": {steps: []googletest.Step{
			{Method: "POST", Path: till + "/keys/x", Body: `{}`, Status: 404, Want: missing},
			{Method: "PUT", Path: till + "/keys/x", Body: `{}`, Status: 404, Want: missing},
			{Method: "DELETE", Path: till + "/keys/x", Status: 404, Want: missing},
			{Method: "DELETE", Path: till + "/keys/x/apiproducts/weather", Status: 404, Want: missing},
		}},
	})
}

func TestKeyProducts(t *testing.T) {
	t.Parallel()
	const path = oldKeyPath
	key := oldKeyWith
	unbound := refusalBody("400", "INVALID_ARGUMENT", "keymanagement.service.APIProductNotAssociatedWithConsumerKey",
		"APIProduct is not associated with consumer key")
	runCases(t, map[string]apiCase{
		"product status": {steps: []googletest.Step{
			{Method: "POST", Path: path + "/apiproducts/weather?action=revoke", Status: 204, ContentType: "-"},
			{
				Method: "GET", Path: path, Status: 200,
				Want: key(`"status":"approved","apiProducts":[{"apiproduct":"weather","status":"revoked"}]`),
			},
			{Method: "POST", Path: path + "/apiproducts/weather?action=approve", Status: 204, ContentType: octetStream},
			{Method: "POST", Path: path + "/apiproducts/weather?action=approve", Body: `{}`, Status: 400},
			{Method: "POST", Path: path + "/apiproducts/weather", Status: 400, ContentType: "-"},
			{Method: "POST", Path: path + "/apiproducts/maps?action=approve", Status: 400, ContentType: "-", Want: unbound},
			{Method: "POST", Path: path + "/apiproducts/x?action=approve", Status: 404, ContentType: "-"},
			{Method: "GET", Path: path, Status: 200, Want: key(`"status":"approved","apiProducts":[` + weather + `]`)},
		}},
		"the key survives its last product": {steps: []googletest.Step{
			{Method: "DELETE", Path: path + "/apiproducts/maps", Status: 400, Want: unbound},
			{Method: "DELETE", Path: path + "/apiproducts/weather", Status: 200, Want: key(`"status":"approved"`)},
			{Method: "GET", Path: path, Status: 200, Want: key(`"status":"approved"`)},
		}},
		"a name with space, dollar and percent": {steps: []googletest.Step{
			{Method: "POST", Path: path, Body: `{"apiProducts":["gold $ 100%"]}`, Status: 200},
			{
				Method: "DELETE", Path: path + "/apiproducts/gold%20$%20100%25", Status: 200,
				Want: key(`"status":"approved","apiProducts":[` + weather + `]`),
			},
		}},
	})
}

func TestEmptyAnswerToAction(t *testing.T) {
	t.Parallel()
	s, _ := newApigee(t, Quirks{ActionAnswer: AnswerEmpty})
	step := googletest.Step{Method: "POST", Path: till + "/keys/k-old?action=revoke", Status: 200, ContentType: octetStream}
	if w := step.Run(t, s, "ana@shop.test"); w.Body.Len() != 0 {
		t.Errorf("body %q, want none", w.Body)
	}
}

func TestKeysOfADeletedAppStayTaken(t *testing.T) {
	t.Parallel()
	s, clock := newApigee(t, Quirks{})
	googletest.Step{Method: "DELETE", Path: till, Status: 200}.Run(t, s, "ana@shop.test")
	again := googletest.Step{
		Method: "POST", Path: devApps + "/portal/keys", Body: `{"consumerKey":"k-old","consumerSecret":"s"}`, Status: 409,
	}
	clock.Advance(time.Minute - 1)
	again.Run(t, s, "ana@shop.test")
	clock.Advance(1)
	again.Status = 200
	again.Run(t, s, "ana@shop.test")
}

func TestExpiredKeyIsStillListed(t *testing.T) {
	t.Parallel()
	s, clock := newApigee(t, Quirks{})
	googletest.Step{
		Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"own","consumerSecret":"s","expiresInSeconds":60}`, Status: 200,
	}.Run(t, s, "ana@shop.test")
	clock.Advance(time.Hour)
	googletest.Step{
		Method: "GET", Path: till + "/keys/own", Status: 200,
		Want: `{"consumerKey":"own","consumerSecret":"s","status":"approved","issuedAt":"1790000000000",
			"expiresAt":"1790000060000"}`,
	}.Run(t, s, "ana@shop.test")
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	const path = till + "/attributes"
	runCases(t, map[string]apiCase{
		"one by one": {steps: []googletest.Step{
			{
				Method: "GET", Path: path, Status: 200,
				Want: `{"attribute":[{"name":"DisplayName","value":"Till"},{"name":"Notes","value":"kept"}]}`,
			},
			{Method: "GET", Path: path + "/Notes", Status: 200, Want: `{"name":"Notes","value":"kept"}`},
			{
				Method: "POST", Path: path + "/Notes", Body: `{"name":"Notes","value":"new"}`, Status: 200,
				Want: `{"name":"Notes","value":"new"}`,
			},
			{Method: "POST", Path: path + "/More", Body: `{"value":"m"}`, Status: 200, Want: `{"name":"More","value":"m"}`},
			{Method: "DELETE", Path: path + "/DisplayName", Status: 200, Want: `{"name":"DisplayName","value":"Till"}`},
			{Method: "DELETE", Path: path + "/DisplayName", Status: 404},
			{Method: "GET", Path: path + "/DisplayName", Status: 404},
			{
				Method: "GET", Path: path, Status: 200,
				Want: `{"attribute":[{"name":"Notes","value":"new"},{"name":"More","value":"m"}]}`,
			},
		}},
		"all at once": {steps: []googletest.Step{
			{
				Method: "POST", Path: path, Body: `{"attribute":[{"name":"a","value":"b"}]}`, Status: 200,
				Want: `{"attribute":[{"name":"a","value":"b"}]}`,
			},
			{Method: "GET", Path: path, Status: 200, Want: `{"attribute":[{"name":"a","value":"b"}]}`},
			{Method: "POST", Path: path, Body: `{}`, Status: 200, Want: `{}`},
			{Method: "GET", Path: path, Status: 200, Want: `{}`},
		}},
	})
}
