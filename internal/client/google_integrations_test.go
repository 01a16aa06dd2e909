package client

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
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

// TestIntegrationsNow holds that the time which locks lapse by is the service's.
func TestIntegrationsNow(t *testing.T) {
	t.Parallel()
	machine := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	fake := newFakeGoogle(t)
	api := fake.integrations(t, GoogleConfig{Now: func() time.Time { return machine }}, 0)
	if got := api.Now(); !got.Equal(machine) {
		t.Errorf("before any answer it is %s, want the machine's %s", got, machine)
	}
	var answer map[string]any
	request := integrationversions.Request{Method: "GET", APIVersion: "v1", Path: "p"}
	if err := api.Call(t.Context(), request, &answer); err != nil {
		t.Fatal(err)
	}
	if got := api.Now(); time.Since(got).Abs() > time.Minute {
		t.Errorf("after an answer it is %s, want the answer's Date", got)
	}
}

func TestLearnedEmail(t *testing.T) {
	t.Parallel()
	api := newFakeGoogle(t).integrations(t, GoogleConfig{}, 0)
	if api.KnowsSelf() || api.IsSelf("") || api.IsSelf(ci) {
		t.Error("an access token tells an e-mail")
	}
	api.Learn(ci)
	if !api.KnowsSelf() || !api.IsSelf(strings.ToUpper(ci)) || api.IsSelf(deploy) || api.IsSelf("") {
		t.Errorf("%s is not learned", ci)
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
			api := fake.integrations(t, tt.config, 0)
			if api.KnowsSelf() != (tt.want != "") || tt.want != "" && !api.IsSelf(tt.want) || len(fake.requests) > 0 {
				t.Errorf("%q after %d requests, want %q without any", api.api.tokens.email, len(fake.requests), tt.want)
			}
		})
	}
}

func TestOwnEmailInDefaultCredentials(t *testing.T) {
	mock := startMock(t)
	tests := map[string]struct {
		file []byte
		want string
	}{
		"key of a service account": {mock.ServiceAccountKey(deploy), deploy},
		"a user's":                 {mock.AuthorizedUser("ana@shop.test"), ""},
		"no JSON":                  {[]byte("hunter2"), ""},
	}
	for name, tt := range tests {
		for _, atHome := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, at home: %t", name, atHome), func(t *testing.T) {
				home := t.TempDir()
				path := filepath.Join(home, ".config", "gcloud", "application_default_credentials.json")
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, tt.file, 0o600)); err != nil {
					t.Fatal(err)
				}
				t.Setenv("HOME", home)
				t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", map[bool]string{false: path}[atHome])
				google, err := NewGoogle(GoogleConfig{}, TransportConfig{RequestTimeout: DefaultRequestTimeout})
				if err != nil {
					t.Fatal(err)
				}
				if api := google.integrations; api.KnowsSelf() != (tt.want != "") || tt.want != "" && !api.IsSelf(tt.want) {
					t.Errorf("%q, want %q", api.api.tokens.email, tt.want)
				}
			})
		}
	}
}
