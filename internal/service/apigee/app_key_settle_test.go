package apigee

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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
				start := time.Now()
				name := appkeys.Developer("acme", "dev@acme.test").App("portal")
				app, err := getSettledApp(t.Context(), apigee, name)
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
