package apigee

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

const (
	acme       = "/v1/organizations/acme"
	developers = acme + "/developers"
	products   = acme + "/apiproducts"
	groups     = acme + "/appgroups"
	storefront = groups + "/storefront"
	times      = `"createdAt":"1790000000000","lastModifiedAt":"1790000000000"`
)

func TestDevelopers(t *testing.T) {
	t.Parallel()
	const (
		names = `"firstName":"F","lastName":"L","userName":"U"`
		made  = `{"email":"new@acme.test",` + names + `,"developerId":"*","status":"active","organizationName":"acme",` + times
		ops   = developers + "/ops+keys@acme.test"
	)
	post := func(body string, status int, want string) googletest.Step {
		return googletest.Step{Method: "POST", Path: developers, Body: body, Status: status, Want: want}
	}
	create := post(`{"email":"new@acme.test",`+names+`,"status":"inactive","attributes":[{"name":"b","value":"1"},{"name":"a"}]}`,
		200, made+`,"attributes":[{"name":"b","value":"1"},{"name":"a"}]}`)
	runCases(t, map[string]apiCase{
		"create and read": {steps: []googletest.Step{
			create,
			{Method: "GET", Path: developers + "/new%40acme.test", Status: 200, Want: made + `,"attributes":[{"name":"b","value":"1"},{"name":"a"}]}`},
			{Method: "GET", Path: developers + "/new%2540acme.test", Status: 200},
		}},
		"taken": {steps: []googletest.Step{create, post(create.Body, 409, refusalBody("409", "ABORTED",
			"developer.service.DeveloperAlreadyExists", "Developer new@acme.test already exists"))}},
		"upper case":    {steps: []googletest.Step{post(`{"email":"New@acme.test",`+names+`}`, 400, "")}},
		"required":      {steps: []googletest.Step{post(`{"email":"new@acme.test","firstName":"F","lastName":"L"}`, 400, "")}},
		"unknown field": {steps: []googletest.Step{post(`{"mail":"x"}`, 400, "")}},
		"201":           {Quirks{Created201: true}, []googletest.Step{post(create.Body, 201, create.Want)}},
		"update replaces": {steps: []googletest.Step{
			create,
			{Method: "PUT", Path: developers + "/new@acme.test", Body: `{"email":"new@acme.test",` + names + `}`, Status: 200, Want: made + `}`},
		}},
		"another e-mail": {steps: []googletest.Step{
			{Method: "PUT", Path: developers + "/dev@acme.test", Body: `{"email":"d2@acme.test",` + names + `}`, Status: 200},
			{Method: "GET", Path: developers + "/dev@acme.test", Status: 404},
			{Method: "GET", Path: developers + "/d2@acme.test/apps/till", Status: 200},
			{Method: "GET", Path: acme + "/apps?filter=developerEmail=d2@acme.test", Status: 200, Want: `{"app":["*","*"],"totalSize":2}`},
			{Method: "PUT", Path: developers + "/d2@acme.test", Body: `{"email":"ops+keys@acme.test",` + names + `}`, Status: 409},
		}},
		"another e-mail may be ignored": {Quirks{IgnoreEmailChange: true}, []googletest.Step{
			{Method: "PUT", Path: developers + "/dev@acme.test", Body: `{"email":"d2@acme.test",` + names + `}`, Status: 200},
			{Method: "GET", Path: developers + "/dev@acme.test", Status: 200},
		}},
		"status": {steps: []googletest.Step{
			{Method: "POST", Path: ops + "?action=inactive", Status: 204, ContentType: octetStream},
			{Method: "GET", Path: ops, Status: 200, Want: `{"email":"ops+keys@acme.test","developerId":"*","firstName":"ops+keys",
				"lastName":"ops+keys","userName":"ops+keys","status":"inactive","organizationName":"acme",` + times + `}`},
			{Method: "POST", Path: ops + "?action=approve", Status: 400, ContentType: octetStream},
			{Method: "POST", Path: ops + "?action=active", Status: 400},
		}},
		"delete takes the apps": {steps: []googletest.Step{
			{Method: "DELETE", Path: developers + "/dev@acme.test", Status: 200},
			{Method: "GET", Path: till, Status: 404},
			{Method: "DELETE", Path: developers + "/dev@acme.test", Status: 404},
		}},
		"e-mail may stay taken": {Quirks{EmailsTakenAfterDelete: time.Minute}, []googletest.Step{
			create,
			{Method: "DELETE", Path: developers + "/new@acme.test", Status: 200},
			{Method: "GET", Path: developers + "/new@acme.test", Status: 404},
			post(create.Body, 409, ""),
		}},
		"attributes": {steps: []googletest.Step{
			{Method: "POST", Path: ops + "/attributes", Body: `{"attribute":[{"name":"a","value":"b"}]}`, Status: 200},
			{Method: "POST", Path: ops + "/attributes/c", Body: `{"value":"d"}`, Status: 200},
			{Method: "GET", Path: ops + "/attributes", Status: 200, Want: `{"attribute":[{"name":"a","value":"b"},{"name":"c","value":"d"}]}`},
			{Method: "DELETE", Path: ops + "/attributes/a", Status: 200, Want: `{"name":"a","value":"b"}`},
			{Method: "GET", Path: ops + "/attributes/a", Status: 404},
		}},
		"list": {steps: []googletest.Step{
			{Method: "GET", Path: developers, Status: 200, Want: `{"developer":[{"email":"dev@acme.test"},{"email":"ops+keys@acme.test"}]}`},
			{Method: "GET", Path: developers + "?count=1&startKey=dev@acme.test", Status: 200, Want: `{"developer":[{"email":"dev@acme.test"}]}`},
			{Method: "GET", Path: developers + "?ids=ops%2Bkeys@acme.test", Status: 200, Want: `{"developer":[{"email":"ops+keys@acme.test"}]}`},
			{Method: "GET", Path: developers + "?app=till&expand=true", Status: 200, Want: `{"developer":["*"]}`},
			{Method: "GET", Path: developers + "?startKey=z", Status: 200, Want: `{}`},
			{Method: "GET", Path: developers + "?count=x", Status: 400},
		}},
	})
}

func TestProducts(t *testing.T) {
	t.Parallel()
	const gold = products + "/gold%20$%20100%25"
	post := func(body string, status int, want string) googletest.Step {
		return googletest.Step{Method: "POST", Path: products, Body: body, Status: status, Want: want}
	}
	runCases(t, map[string]apiCase{
		"nothing is defaulted": {steps: []googletest.Step{
			post(`{"name":"p","displayName":"P","approvalType":"auto","scopes":["b","a"]}`, 200,
				`{"name":"p","displayName":"P","approvalType":"auto","scopes":["b","a"],`+times+`}`),
		}},
		"taken":            {steps: []googletest.Step{post(`{"name":"maps","displayName":"M"}`, 409, "")}},
		"no name":          {steps: []googletest.Step{post(`{"displayName":"P"}`, 400, "")}},
		"no display name":  {steps: []googletest.Step{post(`{"name":"p"}`, 400, "")}},
		"wrong word":       {steps: []googletest.Step{post(`{"name":"p","displayName":"P","approvalType":"maybe"}`, 400, "")}},
		"a number":         {steps: []googletest.Step{post(`{"name":"p","displayName":"P","quota":5}`, 400, "")}},
		"both operations":  {steps: []googletest.Step{post(`{"name":"p","displayName":"P","apiResources":["/"],"operationGroup":{}}`, 400, "")}},
		"unknown field in": {steps: []googletest.Step{post(`{"name":"p","displayName":"P","operationGroup":{"x":1}}`, 400, "")}},
		"update replaces, but not the name": {steps: []googletest.Step{
			{
				Method: "PUT", Path: products + "/weather", Body: `{"name":"x","displayName":"W","approvalType":"manual"}`, Status: 200,
				Want: `{"name":"weather","displayName":"W","approvalType":"manual",` + times + `}`,
			},
			{Method: "GET", Path: oldKeyPath, Status: 200, Want: oldKeyWith(`"status":"approved","apiProducts":[` + weather + `]`)},
		}},
		"escaped name": {steps: []googletest.Step{
			{Method: "GET", Path: gold, Status: 200, Want: `{"name":"gold $ 100%","displayName":"gold $ 100%",` + times + `}`},
			{Method: "DELETE", Path: gold, Status: 200},
			{Method: "GET", Path: gold, Status: 404},
		}},
		"delete drops it from keys": {steps: []googletest.Step{
			{Method: "DELETE", Path: products + "/weather", Status: 200},
			{Method: "GET", Path: oldKeyPath, Status: 200, Want: oldKeyWith(`"status":"approved"`)},
		}},
		"delete may leave it": {Quirks{ProductDelete: StaysOnKeys}, []googletest.Step{
			{Method: "DELETE", Path: products + "/weather", Status: 200},
			{Method: "GET", Path: oldKeyPath, Status: 200, Want: oldKeyWith(`"status":"approved","apiProducts":[` + weather + `]`)},
			{Method: "POST", Path: oldKeyPath, Body: `{"scopes":["READ"]}`, Status: 400},
			{Method: "DELETE", Path: oldKeyPath + "/apiproducts/weather", Status: 200},
		}},
		"delete may be refused": {Quirks{ProductDelete: RefusedIfOnKeys}, []googletest.Step{
			{Method: "DELETE", Path: products + "/weather", Status: 400},
			{Method: "DELETE", Path: products + "/maps", Status: 200},
			{Method: "GET", Path: products + "/weather", Status: 200},
		}},
		"list": {steps: []googletest.Step{
			{Method: "POST", Path: products + "/maps/attributes/access", Body: `{"value":"public"}`, Status: 200},
			{Method: "GET", Path: products + "?count=2", Status: 200, Want: `{"apiProduct":[{"name":"billing"},{"name":"gold $ 100%"}]}`},
			{Method: "GET", Path: products + "?startKey=maps", Status: 200, Want: `{"apiProduct":[{"name":"maps"},{"name":"weather"}]}`},
			{Method: "GET", Path: products + "?attributename=access&attributevalue=public", Status: 200, Want: `{"apiProduct":[{"name":"maps"}]}`},
			{Method: "GET", Path: products + "?attributename=access&attributevalue=x", Status: 200, Want: `{}`},
			{Method: "GET", Path: products + "?space=x", Status: 200, Want: `{}`},
			{Method: "GET", Path: products + "?expand=true&startKey=weather", Status: 200, Want: `{"apiProduct":[{"name":"weather",
				"displayName":"weather","scopes":["READ","WRITE"],` + times + `}]}`},
		}},
	})
}

func TestAppGroups(t *testing.T) {
	t.Parallel()
	const head = `{"appGroupId":"acme@@@storefront","name":"storefront","organization":"acme",` + times
	runCases(t, map[string]apiCase{
		"create is active": {steps: []googletest.Step{{
			Method: "POST", Path: groups, Status: 200,
			Body: `{"name":"g","status":"inactive","channelId":"c","channelUri":"u","displayName":"d","email":"e"}`,
			Want: `{"appGroupId":"acme@@@g","name":"g","organization":"acme","status":"active","channelId":"c","channelUri":"u",
				"displayName":"d","email":"e",` + times + `}`,
		}}},
		"taken": {steps: []googletest.Step{{
			Method: "POST", Path: groups, Body: `{"name":"storefront"}`, Status: 409,
			Want: refusalBody("409", "ABORTED", "appgroup.service.AppGroupAlreadyExists", "AppGroup storefront already exists"),
		}}},
		"no name":        {steps: []googletest.Step{{Method: "POST", Path: groups, Body: `{}`, Status: 400}}},
		"foreign fields": {steps: []googletest.Step{{Method: "PUT", Path: storefront, Body: `{"apps":[]}`, Status: 400}}},
		"update replaces": {steps: []googletest.Step{{
			Method: "PUT", Path: storefront, Body: `{"attributes":[{"name":"a","value":"b"}],"status":"inactive"}`, Status: 200,
			Want: head + `,"status":"active","attributes":[{"name":"a","value":"b"}]}`,
		}}},
		"update may keep": {Quirks{KeepGroupFields: true}, []googletest.Step{{
			Method: "PUT", Path: storefront, Body: `{}`, Status: 200,
			Want: head + `,"status":"active","displayName":"Storefront","channelId":"devportal","channelUri":"https://acme.test/store"}`,
		}}},
		"status": {steps: []googletest.Step{
			{Method: "PUT", Path: storefront + "?action=inactive", Status: 200, ContentType: octetStream},
			{Method: "GET", Path: groups + "?filter=status=inactive", Status: 200, Want: `{"appGroups":["*"],"totalSize":1}`},
			{Method: "PUT", Path: storefront + "?action=revoke", Status: 400, ContentType: octetStream},
		}},
		"missing": {steps: []googletest.Step{
			{Method: "GET", Path: groups + "/x", Status: 404},
			{Method: "GET", Path: groups + "/x/apps", Status: 404},
			{Method: "GET", Path: developers + "/appgroups%2Fstorefront/apps/shop", Status: 404},
		}},
		"delete takes the apps, and keeps their keys": {steps: []googletest.Step{
			{Method: "POST", Path: storefront + "/apps/shop/keys", Body: `{"consumerKey":"own","consumerSecret":"s"}`, Status: 200},
			{Method: "DELETE", Path: storefront, Status: 200},
			{Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"own","consumerSecret":"s"}`, Status: 409},
			{Method: "GET", Path: storefront + "/apps/shop", Status: 404},
		}},
		"filters": {steps: []googletest.Step{
			{Method: "GET", Path: groups + "?filter=channelId=devportal", Status: 200, Want: `{"appGroups":["*"],"totalSize":1}`},
			{Method: "GET", Path: groups + "?filter=channelUri=x", Status: 200, Want: `{}`},
			{Method: "GET", Path: groups + "?filter=name=x", Status: 400},
		}},
		"pages repeat": {steps: []googletest.Step{
			{Method: "POST", Path: groups, Body: `{"name":"a"}`, Status: 200},
			{Method: "POST", Path: groups, Body: `{"name":"b"}`, Status: 200},
			{Method: "GET", Path: groups + "?pageSize=2", Status: 200, Want: `{"appGroups":["*","*"],"nextPageToken":"MQ==","totalSize":3}`},
			{Method: "GET", Path: groups + "?pageSize=2&pageToken=MQ==", Status: 200, Want: `{"appGroups":["*","*"],"totalSize":3}`},
			{Method: "GET", Path: groups + "?pageToken=LTE=", Status: 400},
		}},
		"pages may not repeat": {Quirks{PagesDoNotRepeat: true}, []googletest.Step{
			{Method: "POST", Path: groups, Body: `{"name":"a"}`, Status: 200},
			{Method: "POST", Path: groups, Body: `{"name":"b"}`, Status: 200},
			{Method: "GET", Path: groups + "?pageSize=2", Status: 200, Want: `{"appGroups":["*","*"],"nextPageToken":"Mg==","totalSize":3}`},
			{Method: "GET", Path: groups + "?pageSize=2&pageToken=Mg==", Status: 200, Want: `{"appGroups":["*"],"totalSize":3}`},
		}},
	})
}

func TestAppGroupApps(t *testing.T) {
	t.Parallel()
	const (
		apps    = storefront + "/apps"
		made    = `{"appId":"*","name":"new","appGroup":"storefront","status":"approved",` + times
		minted  = `{"consumerKey":"*","consumerSecret":"*","status":"approved","issuedAt":"1790000000000","expiresAt":`
		product = `,"apiProducts":[` + weather + `]`
	)
	create := func(expires string) googletest.Step {
		return googletest.Step{
			Method: "POST", Path: apps, Status: 200, Want: made + `,"credentials":[` + minted + expires + product + `}]}`,
			Body: `{"name":"new","apiProducts":["weather"],"keyExpiresIn":"60","status":"revoked"}`,
		}
	}
	runCases(t, map[string]apiCase{
		"create makes a key":         {steps: []googletest.Step{create(`"1790000060000"`)}},
		"a lifetime in milliseconds": {Quirks{GroupKeyExpiresInMillis: true}, []googletest.Step{create(`"1790000000060"`)}},
		"a lifetime in whole seconds": {
			Quirks{GroupKeyExpiresInMillis: true, ExpiryInWholeSeconds: true}, []googletest.Step{create(`"1790000000000"`)},
		},
		"PUT with products makes a key": {steps: []googletest.Step{{
			Method: "PUT", Path: apps + "/shop", Body: `{"apiProducts":["weather"],"callbackUrl":"u"}`, Status: 200,
			Want: `{"appId":"*","name":"shop","appGroup":"storefront","status":"approved","callbackUrl":"u",` + times + `,
				"credentials":["*",` + minted + `"-1"` + product + `}]}`,
		}}},
		"too many keys": {Quirks{MaxKeys: 1}, []googletest.Step{
			{Method: "PUT", Path: apps + "/shop", Body: `{"apiProducts":["weather"]}`, Status: 400},
			{Method: "POST", Path: apps + "/shop/keys", Body: `{"consumerKey":"k","consumerSecret":"s"}`, Status: 400},
		}},
		"status": {steps: []googletest.Step{
			{Method: "PUT", Path: apps + "/shop?action=revoke", Status: 200, ContentType: octetStream, Want: `{"appId":"*",
				"name":"shop","appGroup":"storefront","status":"revoked",` + times + `,"credentials":[` + minted + `"-1"` + product + `}]}`},
			{Method: "PUT", Path: apps + "/shop?action=x", Status: 400, ContentType: octetStream},
		}},
		"no token without a size": {steps: []googletest.Step{
			create(`"1790000060000"`),
			{Method: "GET", Path: apps, Status: 200, Want: `{"appGroupApps":["*","*"]}`},
			{Method: "GET", Path: apps + "?pageSize=1", Status: 200, Want: `{"appGroupApps":["*"],"nextPageToken":"MQ=="}`},
			{Method: "GET", Path: apps + "?expand=true", Status: 400},
		}},
		"delete": {steps: []googletest.Step{
			{Method: "DELETE", Path: apps + "/shop", Status: 200},
			{Method: "GET", Path: apps, Status: 200, Want: `{}`},
		}},
	})
}

func TestAppGroupAppsHaveNoTokenWithoutASize(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	for i := range maxPage {
		s.AddApp("acme", "appgroups/storefront", App{Name: "app-" + strconv.Itoa(i)})
	}
	for query, want := range map[string]bool{"": false, "?pageSize=5000": true} {
		w := googletest.Step{Method: "GET", Path: storefront + "/apps" + query, Status: 200}.Run(t, s, "ana@shop.test")
		if got := strings.Contains(w.Body.String(), "nextPageToken"); got != want {
			t.Errorf("%q: a token: %v, want %v", query, got, want)
		}
	}
}

func TestAppGroupRoutesThatAreNot(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]googletest.Step{
		"generate":    {Method: "POST", Path: storefront + "/apps/shop", Body: `{}`},
		"PUT key":     {Method: "PUT", Path: storefront + "/apps/shop/keys/k", Body: `{}`},
		"keys/create": {Method: "POST", Path: storefront + "/apps/shop/keys/create", Body: `{}`},
		"attributes":  {Method: "GET", Path: storefront + "/attributes"},
		"of an app":   {Method: "GET", Path: storefront + "/apps/shop/attributes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t, Quirks{})
			step.Status = 404
			w := step.Run(t, s, "ana@shop.test")
			if name != "keys/create" && w.Header().Get("Content-Type") != "text/html; charset=UTF-8" {
				t.Errorf("no page: %s", w.Body)
			}
		})
	}
}

func TestAppGroupKeys(t *testing.T) {
	t.Parallel()
	const (
		keys = storefront + "/apps/shop/keys"
		own  = `{"consumerKey":"own","consumerSecret":"s","issuedAt":"1790000000000","expiresAt":"1790000005000",`
	)
	create := googletest.Step{
		Method: "POST", Path: keys, Status: 200, Want: own + `"status":"approved","scopes":["X"]}`,
		Body: `{"consumerKey":"own","consumerSecret":"s","expiresInSeconds":5,"status":"revoked","scopes":["X"],
			"apiProducts":[{"apiproduct":"weather"}]}`,
	}
	with := func(steps ...googletest.Step) []googletest.Step { return append([]googletest.Step{create}, steps...) }
	runCases(t, map[string]apiCase{
		"create, read, delete": {steps: with(
			googletest.Step{Method: "GET", Path: keys + "/own", Status: 200, Want: create.Want},
			googletest.Step{Method: "DELETE", Path: keys + "/own", Status: 200},
			googletest.Step{Method: "GET", Path: keys + "/own", Status: 404},
		)},
		"taken by a developer's app": {steps: []googletest.Step{{
			Method: "POST", Path: keys, Body: `{"consumerKey":"k-old","consumerSecret":"s"}`, Status: 409,
		}}},
		"taken from a developer's app": {steps: with(googletest.Step{
			Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"own","consumerSecret":"s"}`, Status: 409,
		})},
		"no consumer key": {steps: []googletest.Step{{Method: "POST", Path: keys, Body: `{"consumerSecret":"s"}`, Status: 400}}},
		"scopes may be checked": {Quirks{CheckScopesOfNewKeys: true}, []googletest.Step{{
			Method: "POST", Path: keys, Body: create.Body, Status: 400,
		}}},
		"products are added, the rest replaced": {steps: with(
			googletest.Step{
				Method: "POST", Path: keys + "/own", Status: 200,
				Body: `{"apiProducts":["weather","weather"],"appGroupAppKey":{"scopes":["READ"],"attributes":[{"name":"a","value":"b"}]}}`,
				Want: own + `"status":"approved","scopes":["READ"],"attributes":[{"name":"a","value":"b"}],"apiProducts":[` + weather + `]}`,
			},
			googletest.Step{
				Method: "POST", Path: keys + "/own", Body: `{"apiProducts":["billing"]}`, Status: 200,
				Want: own + `"status":"approved","scopes":["READ"],"attributes":[{"name":"a","value":"b"}],
					"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]}`,
			},
			googletest.Step{
				Method: "POST", Path: keys + "/own", Body: `{"appGroupAppKey":{"attributes":[{"name":"c"}]}}`, Status: 200,
				Want: own + `"status":"approved","attributes":[{"name":"c"}],
					"apiProducts":[` + weather + `,{"apiproduct":"billing","status":"pending"}]}`,
			},
			googletest.Step{Method: "POST", Path: keys + "/own", Body: `{"appGroupAppKey":{"scopes":["Q"]}}`, Status: 400},
			googletest.Step{Method: "POST", Path: keys + "/own", Body: `{"scopes":["READ"]}`, Status: 400},
			googletest.Step{Method: "POST", Path: keys + "/own/apiproducts/billing?action=approve", Status: 204, ContentType: "-"},
			googletest.Step{
				Method: "DELETE", Path: keys + "/own/apiproducts/weather", Status: 200,
				Want: own + `"status":"approved","attributes":[{"name":"c"}],"apiProducts":[{"apiproduct":"billing","status":"approved"}]}`,
			},
		)},
		"empty lists may keep": {Quirks{KeepKeyAttributes: true}, with(
			googletest.Step{Method: "POST", Path: keys + "/own", Body: `{"appGroupAppKey":{}}`, Status: 200, Want: create.Want},
		)},
		"status": {steps: with(
			googletest.Step{
				Method: "POST", Path: keys + "/own?action=revoke", Status: 200, ContentType: octetStream,
				Want: own + `"status":"revoked","scopes":["X"]}`,
			},
			googletest.Step{Method: "POST", Path: keys + "/own?action=revoke", Status: 400},
			googletest.Step{Method: "POST", Path: keys + "/own?action=x", Status: 400, ContentType: octetStream},
			googletest.Step{Method: "POST", Path: keys + "/own", Body: `{"action":"approve"}`, Status: 400},
		)},
		"action in the body": {Quirks{ActionInBody: true}, with(
			googletest.Step{
				Method: "POST", Path: keys + "/own", Body: `{"action":"revoke"}`, Status: 200,
				Want: own + `"status":"revoked","scopes":["X"]}`,
			},
			googletest.Step{Method: "POST", Path: keys + "/own", Body: `{"action":"x"}`, Status: 400},
		)},
		"missing": {steps: []googletest.Step{{
			Method: "GET", Path: keys + "/x", Status: 404,
			Want: refusalBody("404", "NOT_FOUND", "keymanagement.service.InvalidClientIdForGivenApp", "Invalid consumer key for Given App"),
		}}},
	})
}
