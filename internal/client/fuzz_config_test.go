package client

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzCredentialsFile reads anything as a credentials file of Google and logs in with it to a service that refuses:
// there is an error, and no SECRET of the file in it.
func FuzzCredentialsFile(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "null", "{", `{"type": "service_account"}`, `{"type": "service_account", "client_email": "a", "private_key": "SECRET"}`,
		`{"type": "authorized_user", "client_id": "i", "client_secret": "SECRET", "refresh_token": "SECRET"}`,
		`{"type": "impersonated_service_account", "service_account_impersonation_url": "https://SECRET@x/serviceAccounts/a:g",
			"source_credentials": {"type": "authorized_user", "client_id": "i", "client_secret": "SECRET",
			"refresh_token": "SECRET"}}`,
		`{"type": "external_account", "audience": "a", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
			"token_url": "https://sts.googleapis.com/v1/token", "credential_source": {"url": "https://x/SECRET"}}`,
		`{"type": "external_account", "token_url": "://SECRET", "credential_source": {"file": "/SECRET"}}`,
		`{"type": "external_account_authorized_user", "refresh_token": "SECRET", "token_url": "https://x/"}`,
		`{"type": "external_account", "credential_source": {"environment_id": "aws1", "regional_cred_verification_url": "SECRET"}}`,
		`{"type": ["SECRET"]}`, `{"type": "SECRET"}`, `SECRET`, `{"type": "service_account", "private_key": {"a": "SECRET"}}`,
	} {
		f.Add(seed)
	}
	refused := fuzzed{status: 300, contentType: "application/json", body: []byte(`{"error": "invalid_client"}`)}
	f.Fuzz(func(t *testing.T, content string) {
		if !strings.HasPrefix(strings.TrimSpace(content), "{") {
			content = "{" + content // what is no JSON is a path, and the file would be anybody's
		}
		content = strings.ReplaceAll(content, "SECRET", fuzzedSecret)
		ctx, log := logged(t)
		google, err := NewGoogle(GoogleConfig{Credentials: content}, TransportConfig{
			RequestTimeout: DefaultRequestTimeout, Base: roundTripper(func(req *http.Request) (*http.Response, error) {
				return refused.answer(req), nil
			}),
		})
		told(t, err, log, fuzzedSecret)
		if err != nil {
			return
		}
		token, err := google.apigee.api.tokens.current(ctx, "")
		if isHidden(content) {
			told(t, err, log, fuzzedSecret)
		}
		if _, ok := errors.AsType[*GoogleLoginError](err); !ok {
			t.Errorf("token %q and error %v from a service that refuses", token, err)
		}
	})
}

// isHidden says that the secret of a credentials file is nowhere but in the attributes that are for secrets: addresses
// are shown.
func isHidden(content string) bool {
	file, ok := decodeAny([]byte(content))
	if !ok {
		return false
	}
	hiddenOnly := true
	eachText(file, "", func(field, text string) string {
		isSecret := slices.Contains([]string{"client_secret", "refresh_token", "private_key"}, field)
		hiddenOnly = hiddenOnly && (isSecret || !strings.Contains(text, fuzzedSecret))
		return text
	})
	return hiddenOnly
}

// FuzzCloudsYAML reads anything as clouds.yaml and secure.yaml: there is an error without a SECRET of the files, or a
// configuration with which a login can be tried.
func FuzzCloudsYAML(f *testing.F) {
	for _, seed := range [][2]string{
		{cloudFiles["clouds.yaml"], cloudFiles["secure.yaml"]},
		{"clouds: {full: {auth: {auth_url: 'http://k/v3', username: bob, password: SECRET}}}", "clouds: {full: {auth: null}}"},
		{"clouds: {full: {auth: {auth_url: 'http://bob:SECRET@k/v3'}}}", ""},
		{"clouds: {full: {auth: {auth_url: 'http://bob:SECRET@k:port/v3'}}}", ""},
		{"clouds: {full: {auth: {password: {a: SECRET}}}}", "SECRET: ["},
		{"clouds: {full: null}", "clouds: null"},
		{"clouds: {full: {auth: &a {auth_url: 'http://k', token: SECRET}, profile: *a}}", "- SECRET"},
		{"clouds: [SECRET]", ""},
		{"\t", "\t"},
		{"clouds: {full: {verify: SECRET, cacert: SECRET, key: SECRET, cert: SECRET}}", ""},
		{"clouds: {full: {cloud: other, auth_type: v3oidc, interface: SECRET, region_name: [a]}}", ""},
	} {
		f.Add(seed[0], seed[1])
	}
	dir := f.TempDir()
	f.Setenv("OS_CLIENT_CONFIG_FILE", filepath.Join(dir, "clouds.yaml"))
	f.Fuzz(func(t *testing.T, clouds, secure string) {
		for name, content := range map[string]string{"clouds.yaml": clouds, "secure.yaml": secure} {
			content = strings.ReplaceAll(content, "SECRET", fuzzedSecret)
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ctx, log := logged(t)
		cloud, err := NewOpenStack(OpenStackConfig{Cloud: "full"}, TransportConfig{
			RequestTimeout: DefaultRequestTimeout, Base: roundTripper(func(req *http.Request) (*http.Response, error) {
				return fuzzed{status: 301}.answer(req), nil
			}),
		})
		told(t, err, log, fuzzedSecret)
		if err != nil {
			return
		}
		_, err = cloud.SharedFileSystem(ctx, "")
		told(t, err, log, fuzzedSecret)
		if err == nil {
			t.Error("a cloud that refuses has a Manila")
		}
	})
}
