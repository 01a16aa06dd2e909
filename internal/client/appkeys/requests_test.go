package appkeys_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// fakeApigee notes the request and gives the answer.
type fakeApigee struct {
	answer string
	err    error

	request appkeys.Request
	body    string
}

func (f *fakeApigee) Call(_ context.Context, req appkeys.Request, answer any) error {
	f.request = req
	if req.Body != nil {
		body, err := json.Marshal(req.Body)
		if err != nil {
			return err
		}
		f.body, f.request.Body = string(body), nil
	}
	if f.err != nil || answer == nil {
		return f.err
	}
	return json.Unmarshal([]byte(f.answer), answer)
}

var (
	portal = appkeys.Developer("acme", "ops+keys@acme.test").App("my portal/2")
	kept   = &appkeys.App{
		CallbackURL: "https://acme.test/cb", Scopes: []string{"of the app alone"},
		Attributes: []appkeys.Attribute{{"DisplayName", "Portal"}, {"Notes", ""}},
	}
)

const (
	appPath = "organizations/acme/developers/ops+keys@acme.test/apps/my%20portal%2F2"
	keyPath = appPath + "/keys/k-1"
)

// call is one call of the package; what it answers is looked at elsewhere.
type call func(context.Context, appkeys.Caller) error

func statusCall(action, path string) appkeys.Request {
	return appkeys.Request{
		Method: http.MethodPost, Path: path, Query: url.Values{"action": {action}}, OctetStream: true, Repeatable: true,
	}
}

func withKey(req appkeys.Request) appkeys.Request {
	req.ConsumerKey = "k-1"
	return req
}

func TestReadRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, map[string]requestTest{
		"read an app": {
			func(ctx context.Context, c appkeys.Caller) error {
				_, err := appkeys.GetApp(ctx, c, portal)
				return err
			},
			appkeys.Request{Method: http.MethodGet, Path: appPath},
			"",
		},
		"read a key": {
			func(ctx context.Context, c appkeys.Caller) error {
				_, err := appkeys.Get(ctx, c, portal, "k-1")
				return err
			},
			withKey(appkeys.Request{Method: http.MethodGet, Path: keyPath}), "",
		},
	})
}

func generate(opts appkeys.GenerateOpts) call {
	return func(ctx context.Context, c appkeys.Caller) error {
		_, err := appkeys.Generate(ctx, c, portal, opts)
		return err
	}
}

func create(expiresIn time.Duration) call {
	return func(ctx context.Context, c appkeys.Caller) error {
		_, err := appkeys.Create(ctx, c, portal, appkeys.CreateOpts{
			ConsumerKey: "k-1", ConsumerSecret: "s-1", ExpiresIn: expiresIn,
		})
		return err
	}
}

func TestCreatingRequests(t *testing.T) {
	t.Parallel()
	generating := appkeys.Request{Method: http.MethodPost, Path: appPath}
	creating := appkeys.Request{
		Method: http.MethodPost, Path: appPath + "/keys", ConsumerKey: "k-1", ConsumerSecret: "s-1",
	}
	checkRequests(t, map[string]requestTest{
		"generate": {
			generate(appkeys.GenerateOpts{
				Keep: kept, Products: []string{"weather"}, Scopes: []string{"READ"}, ExpiresIn: 90 * 24 * time.Hour,
			}),
			generating,
			`{"attributes":[{"name":"DisplayName","value":"Portal"},{"name":"Notes","value":""}],` +
				`"callbackUrl":"https://acme.test/cb","scopes":["READ"],"apiProducts":["weather"],"keyExpiresIn":"7776000000"}`,
		},
		"generate for ever, for an app that has nothing": {
			generate(appkeys.GenerateOpts{Keep: &appkeys.App{}}), generating, `{}`,
		},
		"generate for less than a millisecond": {
			generate(appkeys.GenerateOpts{Keep: &appkeys.App{}, ExpiresIn: time.Nanosecond}),
			generating, `{"keyExpiresIn":"1"}`,
		},
		"create": {
			create(time.Hour), creating, `{"consumerKey":"k-1","consumerSecret":"s-1","expiresInSeconds":"3600"}`,
		},
		"create for ever": {create(0), creating, `{"consumerKey":"k-1","consumerSecret":"s-1"}`},
		"create for less than a second": {
			create(time.Millisecond), creating, `{"consumerKey":"k-1","consumerSecret":"s-1","expiresInSeconds":"1"}`,
		},
	})
}

func update(opts appkeys.UpdateOpts) call {
	return func(ctx context.Context, c appkeys.Caller) error {
		_, err := appkeys.Update(ctx, c, portal, "k-1", opts)
		return err
	}
}

func setScopes(scopes ...string) call {
	return func(ctx context.Context, c appkeys.Caller) error {
		_, err := appkeys.SetScopes(ctx, c, portal, "k-1", scopes)
		return err
	}
}

func TestUpdateRequests(t *testing.T) {
	t.Parallel()
	posting := withKey(appkeys.Request{Method: http.MethodPost, Path: keyPath, Repeatable: true})
	putting := withKey(appkeys.Request{Method: http.MethodPut, Path: keyPath})
	checkRequests(t, map[string]requestTest{
		"add products, and keep the attributes": {
			update(appkeys.UpdateOpts{
				AddProducts: []string{"maps", "gold $ 100%"}, Attributes: []appkeys.Attribute{{"env", "prod"}},
			}),
			posting, `{"apiProducts":["maps","gold $ 100%"],"attributes":[{"name":"env","value":"prod"}]}`,
		},
		"clear the attributes": {update(appkeys.UpdateOpts{}), posting, `{"attributes":[]}`},
		"set scopes":           {setScopes("READ", "WRITE"), putting, `{"scopes":["READ","WRITE"]}`},
		"clear the scopes":     {setScopes(), putting, `{"scopes":[]}`},
	})
}

func TestStatusRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, map[string]requestTest{
		"approve an app": {
			func(ctx context.Context, c appkeys.Caller) error {
				return appkeys.SetAppStatus(ctx, c, portal, appkeys.StatusApproved)
			},
			statusCall("approve", appPath), "",
		},
		"revoke a key": {
			func(ctx context.Context, c appkeys.Caller) error {
				return appkeys.SetStatus(ctx, c, portal, "k-1", appkeys.StatusRevoked)
			},
			withKey(statusCall("revoke", keyPath)), "",
		},
		"approve a product": {
			func(ctx context.Context, c appkeys.Caller) error {
				return appkeys.SetProductStatus(ctx, c, portal, "k-1", "gold $ 100%", appkeys.StatusApproved)
			},
			withKey(statusCall("approve", keyPath+"/apiproducts/gold%20$%20100%25")), "",
		},
	})
}

func TestRemovingRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, map[string]requestTest{
		"remove a product": {
			func(ctx context.Context, c appkeys.Caller) error {
				return appkeys.RemoveProduct(ctx, c, portal, "k-1", "maps")
			},
			withKey(appkeys.Request{Method: http.MethodDelete, Path: keyPath + "/apiproducts/maps"}), "",
		},
		"delete a key": {
			func(ctx context.Context, c appkeys.Caller) error {
				return appkeys.Delete(ctx, c, portal, "k-1")
			},
			withKey(appkeys.Request{Method: http.MethodDelete, Path: keyPath}), "",
		},
	})
}

type requestTest struct {
	call call
	want appkeys.Request
	body string
}

// checkRequests compares what is sent, and expects the caller's error back.
func checkRequests(t *testing.T, tests map[string]requestTest) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			apigee := &fakeApigee{answer: `{"name": "my portal/2", "appId": "a-1", "consumerKey": "k-1"}`}
			if err := tt.call(t.Context(), apigee); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, apigee.request); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if apigee.body != tt.body {
				t.Errorf("body %s, want %s", apigee.body, tt.body)
			}
			broken := errors.New("broken")
			if err := tt.call(t.Context(), &fakeApigee{err: broken}); !errors.Is(err, broken) {
				t.Errorf("error %v, want the caller's", err)
			}
		})
	}
}
