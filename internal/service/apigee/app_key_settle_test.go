package apigee

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// freshlyMade answers with an app that shows no key before so many reads.
type freshlyMade struct {
	hidden, reads int
	createdAt     time.Time
}

func (f *freshlyMade) RoundTrip(req *http.Request) (*http.Response, error) {
	f.reads++
	keys := `[{"consumerKey":"first"}]`
	if f.reads <= f.hidden {
		keys = "[]"
	}
	body := fmt.Sprintf(`{"name":"portal","appId":"a-1","createdAt":"%d","credentials":%s}`, f.createdAt.UnixMilli(), keys)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

// apigeeOn is Apigee as the transport answers.
func apigeeOn(t *testing.T, wire http.RoundTripper) *client.Apigee {
	t.Helper()
	google, err := client.NewGoogle(client.GoogleConfig{AccessToken: "token"}, client.TransportConfig{
		Base: wire, RequestTimeout: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	clouds := client.New()
	clouds.SetGoogle(google, nil)
	apigee, err := clouds.Apigee(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return apigee
}

// A new app is waited for until it shows its first key, and not for long.
func TestGetSettledApp(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		hidden int
		age    time.Duration
		keys   int
		most   time.Duration
	}{
		"settled":             {0, 0, 1, 0},
		"after two reads":     {2, 0, 1, time.Second},
		"never":               {1000, 0, 0, 8 * time.Second},
		"old, and has no key": {1000, time.Hour, 0, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				wire := &freshlyMade{hidden: c.hidden, createdAt: time.Now().Add(-c.age)}
				apigee := apigeeOn(t, wire)
				start := time.Now()
				app, err := getSettledApp(t.Context(), apigee, thePortalApp)
				if err != nil || len(app.Keys) != c.keys {
					t.Errorf("got %v, %v", app, err)
				}
				if waited := time.Since(start); waited > c.most {
					t.Errorf("waited %s", waited)
				}
			})
		})
	}
}

// A new key that is known by its fingerprint is looked for again where its app does not show it. An old one is gone.
func TestNewKeyIsLookedForAgain(t *testing.T) {
	t.Parallel()
	finds := map[string]func(context.Context, *client.Apigee, appKeyModel) error{
		"to refresh": func(ctx context.Context, a *client.Apigee, m appKeyModel) error {
			_, err := findKey(ctx, a, thePortalApp, m)
			return err
		},
		"to update": func(ctx context.Context, a *client.Apigee, m appKeyModel) error {
			_, err := getKey(ctx, a, thePortalApp, m)
			return err
		},
		"to delete": func(ctx context.Context, a *client.Apigee, m appKeyModel) error {
			_, err := consumerKeyOf(ctx, a, thePortalApp, m)
			return err
		},
	}
	cases := map[string]struct {
		age    time.Duration
		hidden int
		gone   bool
		reads  int
	}{
		"new, shown":             {0, 0, false, 1},
		"new, shown after a bit": {0, 2, false, 3},
		"new, never shown":       {0, 1000, true, 6},
		"old, not shown":         {time.Hour, 1000, true, 1},
	}
	for what, find := range finds {
		for name, c := range cases {
			t.Run(what+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					wire := &freshlyMade{hidden: c.hidden, createdAt: time.Now()}
					issuedAt := time.Now().Add(-c.age)
					err := find(t.Context(), apigeeOn(t, wire), appKeyModel{
						KeyFingerprint: types.StringValue(appkeys.Fingerprint("first")), IssuedAt: timeValue(&issuedAt),
					})
					if isGone(err) != c.gone || !c.gone && err != nil || wire.reads != c.reads {
						t.Errorf("%d reads, %v", wire.reads, err)
					}
				})
			})
		}
	}
}
