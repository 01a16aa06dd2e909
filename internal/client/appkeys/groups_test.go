package appkeys_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

var shop = appkeys.AppGroup("acme", "store $ front").App("shop")

const shopPath = "organizations/acme/appgroups/store%20$%20front/apps/shop"

// A key of an app group's app has all its scopes and attributes in a wrapper: what is left out may be lost.
func TestGroupRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, map[string]requestTest{
		"update": {
			func(ctx context.Context, c appkeys.Caller) error {
				_, err := appkeys.Update(ctx, c, shop, "k-1", appkeys.UpdateOpts{
					AddProducts: []string{"weather"}, Scopes: []string{"READ"}, Attributes: []appkeys.Attribute{{"env", "prod"}},
				})
				return err
			},
			withKey(appkeys.Request{Method: http.MethodPost, Path: shopPath + "/keys/k-1", Repeatable: true}),
			`{"apiProducts":["weather"],"appGroupAppKey":{"scopes":["READ"],"attributes":[{"name":"env","value":"prod"}]}}`,
		},
		"clear": {
			func(ctx context.Context, c appkeys.Caller) error {
				_, err := appkeys.Update(ctx, c, shop, "k-1", appkeys.UpdateOpts{})
				return err
			},
			withKey(appkeys.Request{Method: http.MethodPost, Path: shopPath + "/keys/k-1", Repeatable: true}),
			`{"appGroupAppKey":{"scopes":[],"attributes":[]}}`,
		},
		"revoke the app": {
			func(ctx context.Context, c appkeys.Caller) error {
				return appkeys.SetAppStatus(ctx, c, shop, appkeys.StatusRevoked)
			},
			appkeys.Request{
				Method: http.MethodPut, Path: shopPath, Query: url.Values{"action": {"revoke"}}, OctetStream: true, Repeatable: true,
			},
			"",
		},
	})
}

// groupPages are answers to a list, one after the other.
type groupPages struct {
	pages  []string
	tokens []string
}

func (g *groupPages) Call(_ context.Context, req appkeys.Request, answer any) error {
	g.tokens = append(g.tokens, req.Query.Get("pageToken"))
	page := g.pages[0]
	if len(g.pages) > 1 {
		g.pages = g.pages[1:]
	}
	return json.Unmarshal([]byte(page), answer)
}

// A page may start with the last app of the page before, and the last page may name itself as the next.
func TestEachApp_group(t *testing.T) {
	t.Parallel()
	for name, pages := range map[string][]string{
		"repeating": {
			`{"appGroupApps":[{"name":"a"},{"name":"b"}],"nextPageToken":"b"}`, `{"appGroupApps":[{"name":"b"},{"name":"c"}]}`,
		},
		"not repeating": {
			`{"appGroupApps":[{"name":"a"},{"name":"b"}],"nextPageToken":"b"}`, `{"appGroupApps":[{"name":"c"}]}`,
		},
		"without end": {
			`{"appGroupApps":[{"name":"a"},{"name":"b"}],"nextPageToken":"b"}`,
			`{"appGroupApps":[{"name":"b"},{"name":"c"}],"nextPageToken":"b"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, found := &groupPages{pages: pages}, ""
			err := appkeys.EachApp(t.Context(), api, appkeys.AppGroup("acme", "storefront"), func(app *appkeys.App) bool {
				found += app.Name
				return true
			})
			if err != nil || found != "abc" || api.tokens[1] != "b" || len(api.tokens) > 3 {
				t.Errorf("found %q with tokens %q, error %v", found, api.tokens, err)
			}
		})
	}
}
