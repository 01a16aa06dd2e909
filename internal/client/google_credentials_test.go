package client

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const (
	deploy = "deploy@shop.iam.gserviceaccount.test"
	ci     = "ci@shop.iam.gserviceaccount.test"
)

var readPortal = appkeys.Request{
	Method: "GET", Path: "organizations/acme/developers/dev@acme.test/apps/portal",
}

func startMock(t *testing.T) *mockserver.Server {
	t.Helper()
	mock := mockserver.New()
	if err := mock.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(mock.Close)
	return mock
}

func apigeeOf(t *testing.T, mock *mockserver.Server, config GoogleConfig) *Apigee {
	t.Helper()
	config.ApigeeEndpoint, config.IAMCredentialsEndpoint = mock.URL(), mock.URL()
	google, err := NewGoogle(config, TransportConfig{RequestTimeout: DefaultRequestTimeout})
	if err != nil {
		t.Fatal(err)
	}
	return google.apigee
}

// inFile writes a credentials file.
func inFile(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "credentials.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCredentials logs in twice in each way: at first use, and after the token was
// refused. Nothing of the credentials is in the log.
func TestCredentials(t *testing.T) {
	tests := map[string]struct {
		config func(*testing.T, *mockserver.Server) GoogleConfig
		actor  string
	}{
		"key of a service account": {func(_ *testing.T, mock *mockserver.Server) GoogleConfig {
			return GoogleConfig{Credentials: string(mock.ServiceAccountKey(deploy))}
		}, deploy},
		"key of a service account in a file": {func(t *testing.T, mock *mockserver.Server) GoogleConfig {
			return GoogleConfig{Credentials: inFile(t, mock.ServiceAccountKey(deploy))}
		}, deploy},
		"a file at home": {func(t *testing.T, mock *mockserver.Server) GoogleConfig {
			path := inFile(t, mock.ServiceAccountKey(deploy))
			t.Setenv("HOME", filepath.Dir(path))
			return GoogleConfig{Credentials: "~/" + filepath.Base(path)}
		}, deploy},
		"a user's": {func(_ *testing.T, mock *mockserver.Server) GoogleConfig {
			return GoogleConfig{Credentials: string(mock.AuthorizedUser("ana@shop.test"))}
		}, "ana@shop.test"},
		"a service account as another": {func(_ *testing.T, mock *mockserver.Server) GoogleConfig {
			return GoogleConfig{Credentials: string(mock.ServiceAccountKey(deploy)), ImpersonateServiceAccount: ci}
		}, ci},
		"application default credentials": {func(t *testing.T, mock *mockserver.Server) GoogleConfig {
			t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", inFile(t, mock.AuthorizedUser("ben@shop.test")))
			return GoogleConfig{}
		}, "ben@shop.test"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			mock := startMock(t)
			apigee := apigeeOf(t, mock, tt.config(t, mock))
			if got := len(mock.Journal()); got != 0 {
				t.Errorf("%d requests before the first use", got)
			}
			var output bytes.Buffer
			ctx := tflogtest.RootLogger(t.Context(), &output)
			for range 2 {
				if _, err := appkeys.GetApp(ctx, apigee, appkeys.Developer("acme", "dev@acme.test").App("portal")); err != nil {
					t.Fatal(err)
				}
				mock.RevokeGoogleTokens()
			}
			reads := mock.Requests(core.Match{Path: ".*/apps/portal", Status: 200})
			for _, read := range reads {
				if read.Actor != tt.actor {
					t.Errorf("read as %s, want %s", read.Actor, tt.actor)
				}
			}
			if logins := mock.Requests(core.Match{Path: "/token"}); len(reads) != 2 || len(logins) != 2 {
				t.Errorf("%d reads and %d logins, want 2 of each", len(reads), len(logins))
			}
			if !strings.Contains(output.String(), "/token") || strings.Contains(output.String(), "google-") {
				t.Errorf("the log should have the login in it, and no token:\n%s", &output)
			}
		})
	}
}

func TestRefusedCredentials(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	changed := func(content []byte, field, value string) string {
		var file map[string]string
		if err := json.Unmarshal(content, &file); err != nil {
			t.Fatal(err)
		}
		file[field] = value
		text, _ := json.Marshal(file)
		return string(text)
	}
	key, user := mock.ServiceAccountKey(deploy), mock.AuthorizedUser("ana@shop.test")
	tests := map[string]struct {
		credentials string
		want        string // with the mock's address as URL
		kind        string
	}{
		"a key of another": {
			changed(key, "client_email", ci),
			"login to Google as " + ci + " failed: POST URL/token answered 400 Bad Request: Invalid JWT Signature.", "invalid_grant",
		},
		"a user's that ended": {
			changed(user, "refresh_token", "hunter2"),
			"login to Google with credentials of the type authorized_user failed: POST URL/token answered 400 Bad Request: " +
				"Token has been expired or revoked.", "invalid_grant",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := apigeeOf(t, mock, GoogleConfig{Credentials: tt.credentials}).Call(t.Context(), readPortal, nil)
			answer, ok := AsAPIError(err)
			if !ok || answer.Kind != tt.kind {
				t.Fatalf("error %v, want %s", err, tt.kind)
			}
			if diff := gocmp.Diff(strings.ReplaceAll(tt.want, "URL", mock.URL()), err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMissingDefaultCredentials(t *testing.T) {
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "none.json"))
	err := apigeeOf(t, startMock(t), GoogleConfig{}).Call(t.Context(), readPortal, nil)
	if err == nil || !strings.Contains(err.Error(), "login to Google with application default credentials failed: ") ||
		!strings.Contains(err.Error(), "set credentials (or GOOGLE_CREDENTIALS)") {
		t.Errorf("error %v, want one that says what to set", err)
	}
}

func TestMalformedCredentials(t *testing.T) {
	t.Parallel()
	const empty = "-----BEGIN PRIVATE KEY-----\\naHVudGVyMg==\\n-----END PRIVATE KEY-----\\n"
	tests := map[string]struct{ credentials, want string }{
		"no file":      {"hunter2", "neither JSON nor a file that can be read: no such file or directory"},
		"cut":          {`{"private_key": "hunter2`, "not valid JSON: unexpected end of JSON input"},
		"no type":      {`{}`, "the type is none of service_account"},
		"another type": {`{"type": "hunter2"}`, "the type is none of service_account"},
		"nobody's key": {`{"type": "service_account"}`, "has no client_email"},
		"universe": {
			`{"type": "authorized_user", "universe_domain": "cloud.test"}`, `the universe domain "cloud.test"`,
		},
		"no PEM": {`{"type": "service_account", "client_email": "a", "private_key": "hunter2"}`, "is not in PEM"},
		"no key in a PEM": {
			`{"type": "service_account", "client_email": "a", "private_key": "` + empty + `"}`, "is malformed",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := NewGoogle(GoogleConfig{Credentials: tt.credentials}, TransportConfig{})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// TestExternalAccount logs in with a token of another identity provider.
func TestExternalAccount(t *testing.T) {
	t.Parallel()
	fake := newFakeGoogle(t, googleAnswer{200, `{"access_token": "t1", "issued_token_type":
		"urn:ietf:params:oauth:token-type:access_token", "token_type": "Bearer", "expires_in": 3600}`})
	subject := inFile(t, []byte("subject-token"))
	file, err := json.Marshal(map[string]any{
		"type": "external_account", "audience": "pool", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
		"token_url": fake.URL + "/sts", "credential_source": map[string]string{"file": subject},
	})
	if err != nil {
		t.Fatal(err)
	}
	google, err := NewGoogle(GoogleConfig{Credentials: string(file), ApigeeEndpoint: fake.URL}, TransportConfig{
		RequestTimeout: DefaultRequestTimeout,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := google.apigee.Call(t.Context(), appkeys.Request{Method: "GET", Path: "p"}, nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"POST /sts", "GET /v1/p t1"}
	if got := fake.requests; len(got) != 2 || !strings.HasPrefix(got[0], want[0]) || got[1] != want[1] {
		t.Errorf("requests %q, want %q", got, want)
	}
}

func TestLoginIsRepeated(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	mock.AddFault(core.Fault{Match: core.Match{Path: "/token"}, Times: 1, CutBefore: true})
	google, err := NewGoogle(
		GoogleConfig{Credentials: string(mock.ServiceAccountKey(deploy)), ApigeeEndpoint: mock.URL()},
		TransportConfig{RequestTimeout: DefaultRequestTimeout, MaxRetries: 1},
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := google.apigee.Call(t.Context(), readPortal, nil); err != nil {
		t.Error(err)
	}
}
