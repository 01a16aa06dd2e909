package apigee

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

func TestDefaultSeedIsJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(DefaultSeed())
	if err != nil {
		t.Fatal(err)
	}
	var seed Seed
	if err := core.DecodeSeed(text, &seed); err != nil || !reflect.DeepEqual(seed, DefaultSeed()) {
		t.Errorf("%v: %+v", err, seed)
	}
}

// fullSeed sets every field of a seed.
const fullSeed = `{"organizations":[{"name":"big",
	"api_products":[{"name":"p","display_name":"P","description":"d","approval_type":"manual","scopes":["S"],
		"attributes":[{"name":"access","value":"public"}],"api_resources":["/r"],"environments":["e"],"proxies":["x"],
		"quota":"10","quota_interval":"1","quota_time_unit":"day","space":"s",
		"created_at":"2026-01-02T03:04:05Z","last_modified_at":"2026-01-03T03:04:05Z"}],
	"developers":[{"email":"d@x.test","id":"d-1","first_name":"F","last_name":"L","user_name":"U","status":"inactive",
		"attributes":[{"name":"a","value":"b"}],"created_at":"2026-01-02T03:04:05Z","last_modified_at":"2026-01-03T03:04:05Z",
		"apps":[{"name":"app","id":"a-1","callback_url":"https://x","scopes":["S"],"attributes":[{"name":"c","value":"d"}],
			"status":"revoked","created_at":"2026-01-02T03:04:05Z","last_modified_at":"2026-01-03T03:04:05Z",
			"keys":[{"consumer_key":"ck","consumer_secret":"cs","status":"revoked","scopes":["S"],
				"attributes":[{"name":"e","value":"f"}],"api_products":[{"name":"p"}],
				"issued_at":"2026-01-02T03:04:05Z","expires_at":"2026-01-03T03:04:05Z"}]}]}],
	"app_groups":[{"name":"g","display_name":"G","channel_id":"ci","channel_uri":"cu","email":"g@x.test","status":"inactive",
		"attributes":[{"name":"a","value":"b"}],"created_at":"2026-01-02T03:04:05Z","last_modified_at":"2026-01-03T03:04:05Z",
		"apps":[{"name":"app","keys":[{"api_products":[{"name":"p","status":"approved"}]}]}]}]}]}`

func loadSeed(s *server, text string) error {
	var seed Seed
	if err := core.DecodeSeed([]byte(text), &seed); err != nil {
		return err
	}
	return s.Apigee.Load(seed)
}

func TestSeedIsHonoured(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	if err := loadSeed(s, fullSeed); err != nil {
		t.Fatal(err)
	}
	const at, attributes = `"createdAt":"1767323045000","lastModifiedAt":"1767409445000"`, `"attributes":[{"name":"a","value":"b"}]`
	for path, want := range map[string]string{
		"/apiproducts/p": `{"name":"p","displayName":"P","description":"d","approvalType":"manual","scopes":["S"],
			"attributes":[{"name":"access","value":"public"}],"apiResources":["/r"],"environments":["e"],"proxies":["x"],
			"quota":"10","quotaInterval":"1","quotaTimeUnit":"day","space":"s",` + at + `}`,
		"/developers/d-1": `{"email":"d@x.test","developerId":"d-1","firstName":"F","lastName":"L","userName":"U",
			"status":"inactive","apps":["app"],"organizationName":"big",` + attributes + `,` + at + `}`,
		"/developers/d@x.test/apps/app": `{"name":"app","appId":"a-1","developerId":"d-1","appFamily":"default",
			"callbackUrl":"https://x","scopes":["S"],"attributes":[{"name":"c","value":"d"}],"status":"revoked",` + at + `,
			"credentials":[{"consumerKey":"ck","consumerSecret":"cs","status":"revoked","scopes":["S"],
			"attributes":[{"name":"e","value":"f"}],"apiProducts":[{"apiproduct":"p","status":"pending"}],
			"issuedAt":"1767323045000","expiresAt":"1767409445000"}]}`,
		"/appgroups/g": `{"appGroupId":"big@@@g","name":"g","displayName":"G","channelId":"ci","channelUri":"cu",
			"email":"g@x.test","status":"inactive","organization":"big",` + attributes + `,` + at + `}`,
		"/appgroups/g/apps/app": `{"name":"app","appId":"*","appGroup":"g","status":"approved","createdAt":"1790000000000",
			"lastModifiedAt":"1790000000000","credentials":[{"consumerKey":"*","consumerSecret":"*","status":"approved",
			"apiProducts":[{"apiproduct":"p","status":"approved"}],"issuedAt":"1790000000000","expiresAt":"-1"}]}`,
	} {
		googletest.Step{Method: "GET", Path: "/v1/organizations/big" + path, Status: 200, Want: want}.Run(t, s, "ana@shop.test")
	}
	googletest.Step{Method: "GET", Path: till, Status: 403}.Run(t, s, "ana@shop.test")
}

func TestSeedMistakes(t *testing.T) {
	t.Parallel()
	org := func(content string) string { return `{"organizations":[{"name":"o",` + content + `}]}` }
	app := func(content string) string {
		return org(`"api_products":[{"name":"p"}],"app_groups":[{"name":"g","apps":[` + content + `]}]`)
	}
	key := func(content string) string { return app(`{"name":"a","keys":[` + content + `]}`) }
	const appPath = "organizations[0].app_groups[0].apps[0]"
	tests := map[string]struct{ seed, want string }{
		"no organization":  {`{"organizations":[{}]}`, `organizations[0].name: "" is no name of an organization, or is there twice`},
		"the same twice":   {`{"organizations":[{"name":"o"},{"name":"o"}]}`, `organizations[1].name: "o" is no name of an organization, or is there twice`},
		"product name":     {org(`"api_products":[{"name":"a/b"}]`), `organizations[0].api_products[0].name: "a/b" is no name; expected letters, digits, spaces and . _ - $ %`},
		"product twice":    {org(`"api_products":[{"name":"a"},{"name":"a"}]`), `organizations[0].api_products[1].name: "a" is there twice`},
		"approval type":    {org(`"api_products":[{"name":"a","approval_type":"x"}]`), `organizations[0].api_products[0].approval_type: "x" is not allowed; expected one of auto, manual`},
		"e-mail":           {org(`"developers":[{"email":"A@x"}]`), `organizations[0].developers[0].email: "A@x" is no e-mail in lower case`},
		"e-mail twice":     {org(`"developers":[{"email":"a@x"},{"email":"a@x"}]`), `organizations[0].developers[1].email: "a@x" is there twice`},
		"id twice":         {org(`"developers":[{"email":"a@x","id":"1"},{"email":"b@x","id":"1"}]`), `organizations[0].developers[1].id: "1" is there twice`},
		"developer status": {org(`"developers":[{"email":"a@x","status":"x"}]`), `organizations[0].developers[0].status: "x" is not allowed; expected one of active, inactive`},
		"group name":       {org(`"app_groups":[{}]`), `organizations[0].app_groups[0].name: "" is no name; expected letters, digits, spaces and . _ - $ %`},
		"group status":     {org(`"app_groups":[{"name":"g","status":"x"}]`), `organizations[0].app_groups[0].status: "x" is not allowed; expected one of active, inactive`},
		"app name":         {app(`{}`), appPath + `.name: "" is no name; expected letters, digits, spaces and . _ - $ %`},
		"app status":       {app(`{"name":"a","status":"x"}`), appPath + `.status: "x" is not allowed; expected one of approved, revoked`},
		"app id twice":     {app(`{"name":"a","id":"1"},{"name":"b","id":"1"}`), `organizations[0].app_groups[0].apps[1].id: "1" is there twice`},
		"key":              {key(`{"consumer_key":"a b"}`), appPath + `.keys[0].consumer_key: expected letters, digits, "_" and "-"`},
		"key twice":        {key(`{"consumer_key":"k"},{"consumer_key":"k"}`), appPath + `.keys[1].consumer_key: another app of the organization has the same`},
		"key status":       {key(`{"status":"x"}`), appPath + `.keys[0].status: "x" is not allowed; expected one of approved, revoked`},
		"no product":       {key(`{"api_products":[{"name":"q"}]}`), appPath + `.keys[0].api_products[0].name: there is no API product "q"; expected one of p`},
		"product status":   {key(`{"api_products":[{"name":"p","status":"x"}]}`), appPath + `.keys[0].api_products[0].status: "x" is not allowed; expected one of approved, revoked, pending`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newApigee(t, Quirks{})
			if err := loadSeed(s, tt.seed); err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if _, ok := s.App("acme", acmeDev, "till"); !ok {
				t.Error("the state has changed")
			}
		})
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	s, clock := newServer(t, Quirks{})
	before, groups := s.Apps("acme"), s.AppGroupApps("acme")
	clock.Advance(time.Hour)
	s.DeleteApp("acme", acmeDev, "portal")
	s.RevokeApp("acme", "appgroups/storefront", "shop")
	googletest.Step{Method: "POST", Path: devApps, Body: `{"name":"new"}`, Status: 200}.Run(t, s, "ana@shop.test")
	googletest.Step{Method: "DELETE", Path: "/v1/organizations/acme/apiproducts/maps", Status: 200}.Run(t, s, "ana@shop.test")
	s.Apigee.Reset()
	if !reflect.DeepEqual(s.Apps("acme"), before) || !reflect.DeepEqual(s.AppGroupApps("acme"), groups) || s.KeysMinted() != 0 {
		t.Errorf("after the reset: %+v, %d minted", s.Apps("acme"), s.KeysMinted())
	}
	googletest.Step{Method: "GET", Path: "/v1/organizations/acme/apiproducts/maps", Status: 200}.Run(t, s, "ana@shop.test")
}
