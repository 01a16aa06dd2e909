package openstack

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const keystone401 = `{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}`

func expecting(attribute, target string) string {
	return `{"error":{"code":400,"message":"Expecting to find ` + attribute + ` in ` + target + `. The server could not ` +
		`comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in ` +
		`error.","title":"Bad Request"}}`
}

func passwordAuth(user, password, scope string) string {
	return `{"auth":{"identity":{"methods":["password"],"password":{"user":{` + user + `,"password":"` + password + `"}}}` + scope + `}}`
}

// squeeze takes out the blanks between JSON tokens.
func squeeze(body string) string {
	return strings.NewReplacer(`": `, `":`, `, "`, `,"`, `}, {`, `},{`).Replace(strings.TrimSpace(body))
}

func TestKeystoneLogin(t *testing.T) {
	t.Parallel()
	c := conformanceCloud(t)
	const alice = `"name":"alice","domain":{"id":"default"}`
	secret := c.passwords["alice"]
	credential := func(ref, secret, scope string) string {
		return `{"auth":{"identity":{"methods":["application_credential"],"application_credential":{` + ref +
			`,"secret":"` + secret + `"}}` + scope + `}}`
	}
	byID := `"id":"` + c.fixture.ApplicationCredentialID + `"`
	tests := map[string]struct {
		body   string
		status int
		want   string // the whole body of an error, a part of a token
	}{
		"by name":            {passwordAuth(alice, secret, ""), 201, `"methods":["password"],"user":{"domain":{"id":"default","name":"Default"},"id":"` + c.fixture.Users["alice"] + `","name":"alice","password_expires_at":null}`},
		"by domain name":     {passwordAuth(`"name":"alice","domain":{"name":"Default"}`, secret, ""), 201, `"name":"alice"`},
		"by id":              {passwordAuth(`"id":"`+c.fixture.Users["alice"]+`"`, secret, ""), 201, `"name":"alice"`},
		"project by name":    {passwordAuth(alice, secret, `,"scope":{"project":{"name":"demo","domain":{"id":"default"}}}`), 201, `"project":{"domain":{"id":"default","name":"Default"},"id":"` + c.fixture.Projects["demo"] + `","name":"demo"},"is_domain":false,"roles":[{`},
		"project by id":      {passwordAuth(alice, secret, `,"scope":{"project":{"id":"`+c.fixture.Projects["demo"]+`"}}`), 201, `"catalog":[{"endpoints":[{"id":"`},
		"system":             {passwordAuth(`"name":"admin","domain":{"id":"default"}`, c.passwords["admin"], `,"scope":{"system":{"all":true}}`), 201, `"system":{"all":true}`},
		"credential by id":   {credential(byID, c.passwords["alice-appcred"], ""), 201, `"application_credential":{"id":"` + c.fixture.ApplicationCredentialID + `","name":"alice-appcred","restricted":true}`},
		"credential by name": {credential(`"name":"alice-appcred","user":{`+alice+`}`, c.passwords["alice-appcred"], ""), 201, `"name":"demo"`},
		"credential, scoped": {credential(byID, c.passwords["alice-appcred"], `,"scope":{"project":{"id":"`+c.fixture.Projects["demo"]+`"}}`), 401, `{"error":{"code":401,"identity":{},"message":"Error authenticating with application credential: Application credentials cannot request a scope.","title":"Unauthorized"}}`},
		"credential, wrong":  {credential(byID, "wrong", ""), 401, keystone401},
		"wrong password":     {passwordAuth(alice, "wrong", ""), 401, keystone401},
		"unknown user":       {passwordAuth(`"name":"nobody","domain":{"id":"default"}`, "x", ""), 401, keystone401},
		"domain, no role":    {passwordAuth(alice, secret, `,"scope":{"domain":{"id":"default"}}`), 401, keystone401},
		"system, no role":    {passwordAuth(alice, secret, `,"scope":{"system":{"all":true}}`), 401, keystone401},
		"project, no role":   {passwordAuth(alice, secret, `,"scope":{"project":{"name":"other","domain":{"id":"default"}}}`), 401, keystone401},
		"unknown project":    {passwordAuth(alice, secret, `,"scope":{"project":{"name":"none","domain":{"id":"default"}}}`), 401, keystone401},
		"no domain":          {passwordAuth(`"name":"alice"`, "x", ""), 400, expecting("domain", "user")},
		"unknown method":     {`{"auth":{"identity":{"methods":["foo"]}}}`, 400, expecting("foo", "identity")},
		"no auth":            {`{}`, 400, expecting("auth", "request body")},
		"broken":             {`{`, 400, expecting("valid JSON", "request body")},
		"unknown token":      {`{"auth":{"identity":{"methods":["token"],"token":{"id":"x"}}}}`, 404, `{"error":{"code":404,"message":"Could not recognize Fernet token","title":"Not Found"}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, header, body := c.login(t, tt.body)
			body = squeeze(body)
			if status != tt.status || status == 201 && !strings.Contains(body, tt.want) || status != 201 && body != tt.want {
				t.Errorf("%d %s, want %d %s", status, body, tt.status, tt.want)
			}
			if challenge := `Keystone uri="` + c.fixture.Keystone + `"`; status == 401 && header.Get("WWW-Authenticate") != challenge {
				t.Errorf("WWW-Authenticate %q, want %q", header.Get("WWW-Authenticate"), challenge)
			}
		})
	}
}

// tokenRequest asks about tokens at /v3/auth/tokens and returns the squeezed body.
func (c *cloud) tokenRequest(t *testing.T, method, caller, subject string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.fixture.Keystone+"/auth/tokens", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Auth-Token", caller)
	if subject != "" {
		req.Header.Set("X-Subject-Token", subject)
	}
	status, header, body := roundTrip(t, req)
	return status, header, squeeze(body)
}

func TestKeystoneTokens(t *testing.T) {
	t.Parallel()
	c := conformanceCloud(t)
	alice, bob, admin := c.token(t, "alice"), c.token(t, "bob"), c.token(t, "admin")
	const notFound = `{"error":{"code":404,"message":"%","title":"Not Found"}}`
	forbidden := `{"error":{"code":403,"message":"You are not authorized to perform the requested action: identity:validate_token.","title":"Forbidden"}}`
	steps := []struct {
		method, caller, subject string
		status                  int
		want                    string
	}{
		{"GET", alice, alice, 200, `{"token":{"methods":["password"]`},
		{"HEAD", alice, alice, 200, ""},
		{"GET", admin, alice, 200, `"name":"alice"`},
		{"GET", alice, bob, 403, forbidden},
		{"GET", alice, "", 403, forbidden},
		{"GET", "nobody", alice, 401, keystone401},
		{"GET", alice, "nobody", 404, strings.Replace(notFound, "%", "Could not recognize Fernet token", 1)},
		{"DELETE", bob, bob, 204, ""},
		{"GET", alice, bob, 404, strings.Replace(notFound, "%", "Failed to validate token", 1)},
		{"GET", bob, alice, 401, keystone401},
	}
	for i, step := range steps {
		status, header, body := c.tokenRequest(t, step.method, step.caller, step.subject)
		// A real Keystone of several processes may know a revoked token for a moment longer.
		for try := 0; step.status == 401 && status != 401 && try < 50; try++ {
			status, header, body = c.tokenRequest(t, step.method, step.caller, step.subject)
		}
		if status != step.status || !strings.Contains(body, step.want) {
			t.Errorf("step %d: %d %s, want %d with %s", i, status, body, step.status, step.want)
		}
		if status == 200 && header.Get("X-Subject-Token") != step.subject {
			t.Errorf("step %d: no X-Subject-Token", i)
		}
	}
}

func TestTokenForToken(t *testing.T) {
	t.Parallel()
	c := conformanceCloud(t)
	parent := c.token(t, "alice")
	status, _, body := c.login(t, `{"auth":{"identity":{"methods":["token"],"token":{"id":"`+parent+`"}},"scope":{"project":{"id":"`+c.fixture.Projects["demo"]+`"}}}}`)
	var child, first struct {
		Token struct {
			Methods   []string
			AuditIDs  []string  `json:"audit_ids"`
			ExpiresAt time.Time `json:"expires_at"`
		}
	}
	_, _, parentBody := c.tokenRequest(t, "GET", parent, parent)
	if err := json.Unmarshal([]byte(parentBody), &first); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(body), &child); err != nil || status != 201 {
		t.Fatalf("%d %s: %v", status, body, err)
	}
	slices.Sort(child.Token.Methods)
	if !slices.Equal(child.Token.Methods, []string{"password", "token"}) || !child.Token.ExpiresAt.Equal(first.Token.ExpiresAt) ||
		len(child.Token.AuditIDs) != 2 || child.Token.AuditIDs[1] != first.Token.AuditIDs[0] {
		t.Errorf("token %+v for %+v", child.Token, first.Token)
	}
}

func TestKeystoneDiscovery(t *testing.T) {
	t.Parallel()
	c := conformanceCloud(t)
	root := strings.TrimSuffix(c.fixture.Keystone, "/v3")
	version := `{"id":"v3.14","status":"stable","updated":"2020-04-07T00:00:00Z","links":[{"rel":"self","href":"` + root +
		`/v3/"}],"media-types":[{"base":"application/json","type":"application/vnd.openstack.identity-v3+json"}]}`
	tests := map[string]struct {
		status int
		want   string
	}{
		"/":        {300, `{"versions":{"values":[` + version + `]}}`},
		"/v3":      {200, `{"version":` + version + `}`},
		"/v3/":     {200, `{"version":` + version + `}`},
		"/v3/none": {404, "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>"},
	}
	for path, tt := range tests {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, root+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if status, _, body := roundTrip(t, req); status != tt.status || squeeze(body) != tt.want {
				t.Errorf("%d %s, want %d %s", status, squeeze(body), tt.status, tt.want)
			}
		})
	}
}

func TestTokensExpireAndAreRevoked(t *testing.T) {
	t.Parallel()
	clock := core.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	s := startedAt(t, clock)
	old := s.IssueToken("alice")
	list := func(token string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/share/v2/shares", nil)
		r.Header.Set("X-Auth-Token", token)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	clock.Advance(tokenLifetime - time.Second)
	if got := list(old); got != 200 {
		t.Errorf("a second before its end: %d, want 200", got)
	}
	clock.Advance(time.Second)
	if got := list(old); got != 401 {
		t.Errorf("at its end: %d, want 401", got)
	}
	fresh := s.IssueToken("alice")
	if got := list(fresh); got != 200 {
		t.Errorf("a new one: %d, want 200", got)
	}
	s.RevokeTokens()
	if got := list(fresh); got != 401 {
		t.Errorf("after RevokeTokens: %d, want 401", got)
	}
	if actor := s.Journal()[2].Actor; actor != "alice" {
		t.Errorf("actor %q, want alice", actor)
	}
}
