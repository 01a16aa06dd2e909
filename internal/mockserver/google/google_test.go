package google

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

// newServer returns the token endpoints, which listen, with a clock that stands still.
func newServer(t *testing.T) (*Google, *core.FakeClock) {
	t.Helper()
	clock := core.NewFakeClock(googletest.Time)
	g := New(core.New(clock))
	listening := httptest.NewServer(g)
	t.Cleanup(listening.Close)
	g.SetURL(listening.URL)
	return g, clock
}

func TestUnknownPathsArePages(t *testing.T) {
	t.Parallel()
	tests := map[string]googletest.Step{
		"no such collection": {Method: "GET", Path: "/v1/organizations/acme/cats", Status: 404},
		"no such method":     {Method: "PATCH", Path: "/v1/organizations/acme/developers/d/apps/a", Status: 404},
		"no such verb":       {Method: "POST", Path: "/v1/projects/-/serviceAccounts/x:dance", Status: 404},
		"no such version":    {Method: "GET", Path: "/v1alpha/cats", Status: 404},
		"escaped colon": {
			Method: "POST", Path: "/v1/projects/-/serviceAccounts/x%3AgenerateAccessToken", Status: 404,
		},
	}
	for name, step := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t)
			w := step.Run(t, s, "ana@shop.test")
			if got := w.Header().Get("Content-Type"); got != "text/html; charset=UTF-8" {
				t.Errorf("Content-Type %s, want a page", got)
			}
			if got := s.UnknownRoutes(); len(got) != 1 {
				t.Errorf("unknown routes %v, want one", got)
			}
		})
	}
}

// postForm posts a form and returns status and body.
func postForm(t *testing.T, g *Google, path, form string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, g.URL()+path, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// A test server that closes also closes idle connections of http.DefaultClient, which parallel tests would share.
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
