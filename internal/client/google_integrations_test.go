package client

import (
	"net/url"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// integrations is the fake as the client's Application Integration, with an access token.
func (f *fakeGoogle) integrations(t *testing.T, config GoogleConfig, retries int) *Integrations {
	t.Helper()
	config.IntegrationsEndpoint = f.URL + config.IntegrationsEndpoint
	if config.Credentials == "" {
		config.AccessToken = "fixed-token"
	}
	google, err := NewGoogle(config, TransportConfig{RequestTimeout: DefaultRequestTimeout, MaxRetries: retries})
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	c.SetGoogle(google, nil)
	integrations, err := c.Integrations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return integrations
}

func TestIntegrationsCall(t *testing.T) {
	t.Parallel()
	read := integrationversions.Request{Method: "GET", APIVersion: "v1alpha", Path: "p"}
	tests := map[string]struct {
		endpoint string
		request  integrationversions.Request
		want     string
	}{
		"endpoint alone":              {"", read, "GET /v1alpha/p fixed-token"},
		"endpoint with v1":            {"/v1", read, "GET /v1alpha/p fixed-token"},
		"endpoint with v1alpha":       {"/v1alpha/", read, "GET /v1alpha/p fixed-token"},
		"endpoint with a prefix":      {"/int/", read, "GET /int/v1alpha/p fixed-token"},
		"endpoint with a longer word": {"/alpha-v1x", read, "GET /alpha-v1x/v1alpha/p fixed-token"},
		"query": {
			"",
			integrationversions.Request{
				Method: "GET", APIVersion: "v1", Path: "p", Query: url.Values{"filter": {"state=DRAFT"}},
			},
			"GET /v1/p?filter=state%3DDRAFT fixed-token",
		},
		"verb, without a body": {
			"",
			integrationversions.Request{Method: "POST", APIVersion: "v1", Path: "a%2Fb/c:takeoverEditLock"},
			"POST /v1/a%2Fb/c:takeoverEditLock fixed-token",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t)
			api := fake.integrations(t, GoogleConfig{IntegrationsEndpoint: tt.endpoint}, 0)
			var answer map[string]any
			if err := api.Call(t.Context(), tt.request, &answer); err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff([]string{tt.want}, fake.requests); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTakeoverIsSentOnce holds that an answer which others would try again after is
// the end of a takeover, and not of a request that is marked as repeatable.
func TestTakeoverIsSentOnce(t *testing.T) {
	t.Parallel()
	for _, repeatable := range []bool{false, true} {
		fake := newFakeGoogle(t, googleAnswer{503, `{"error": {"code": 503, "status": "UNAVAILABLE"}}`})
		var answer map[string]any
		err := fake.integrations(t, GoogleConfig{}, 1).Call(t.Context(), integrationversions.Request{
			Method: "POST", APIVersion: "v1", Path: "p:takeoverEditLock", Repeatable: repeatable,
		}, &answer)
		want := 1
		if repeatable {
			want = 2
		}
		if len(fake.requests) != want || (err == nil) != repeatable || !repeatable && !IsAnswerLost(err) {
			t.Errorf("repeatable %t: %d requests, error %v", repeatable, len(fake.requests), err)
		}
	}
}

func TestIntegrationsClock(t *testing.T) {
	t.Parallel()
	fake := newFakeGoogle(t)
	api := fake.integrations(t, GoogleConfig{}, 0)
	before := time.Now()
	if unknown := api.Clock.AtLeast(); before.Sub(unknown) < unknownSkew-time.Second {
		t.Errorf("before any answer the service's clock has reached %s", unknown)
	}
	var answer map[string]any
	request := integrationversions.Request{Method: "GET", APIVersion: "v1", Path: "p"}
	if err := api.Call(t.Context(), request, &answer); err != nil {
		t.Fatal(err)
	}
	// A Date has whole seconds.
	if known := api.Clock.AtLeast(); before.Sub(known) > 5*time.Second {
		t.Errorf("after an answer at %s the service's clock has reached %s", before, known)
	}
	if api.Now().Before(before) {
		t.Error("the time is not the machine's")
	}
}

func TestOwnEmail(t *testing.T) {
	t.Parallel()
	key := string(startMock(t).ServiceAccountKey(deploy))
	tests := map[string]struct {
		config GoogleConfig
		want   string
	}{
		"access token":        {GoogleConfig{}, ""},
		"service-account key": {GoogleConfig{Credentials: key}, deploy},
		"authorized user":     {GoogleConfig{Credentials: `{"type": "authorized_user"}`}, ""},
		"impersonation":       {GoogleConfig{ImpersonateServiceAccount: ci}, ci},
		"impersonation by a key": {
			GoogleConfig{Credentials: key, ImpersonateServiceAccount: ci}, ci,
		},
		"impersonation by the file": {
			GoogleConfig{Credentials: `{"type": "impersonated_service_account", "service_account_impersonation_url":
				"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/` + ci + `:generateAccessToken"}`},
			ci,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t)
			if got := fake.integrations(t, tt.config, 0).Email(); got != tt.want || len(fake.requests) > 0 {
				t.Errorf("%q after %d requests, want %q without any", got, len(fake.requests), tt.want)
			}
		})
	}
}
