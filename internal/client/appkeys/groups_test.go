package appkeys_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

var shop = appkeys.AppGroup("acme", "store $ front").App("shop")

const shopPath = "organizations/acme/appgroups/store%20$%20front/apps/shop"

// A key of an app group's app has its scopes and attributes in a wrapper, and all of them: what is left out may be lost.
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
