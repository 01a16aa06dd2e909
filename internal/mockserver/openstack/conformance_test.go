package openstack

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// cloud is where a conformance case runs: the mock, or the real cloud of the files that OS_CLIENT_CONFIG_FILE and
// CUSTODY_ACC_FIXTURE name. The real one has to have the users, shares and the rule of a fresh mock server.
type cloud struct {
	fixture   Fixture
	passwords map[string]string
	tokens    map[string]string
}

// cloudPassword finds a cloud's password or secret in a clouds.yaml as CloudsYAML writes it.
var cloudPassword = regexp.MustCompile(`(?m)^  ([\w-]+):\n(?:    .*\n)*?      (?:password|` +
	`application_credential_secret): "?([^"\n]*)"?$`)

func readCloud(t *testing.T, clouds, fixture []byte) *cloud {
	t.Helper()
	c := &cloud{passwords: map[string]string{}, tokens: map[string]string{}}
	if err := json.Unmarshal(fixture, &c.fixture); err != nil {
		t.Fatal(err)
	}
	for _, found := range cloudPassword.FindAllSubmatch(clouds, -1) {
		c.passwords[string(found[1])] = string(found[2])
	}
	if len(c.passwords) != 7 {
		t.Fatalf("%d clouds with a password in clouds.yaml, want 7", len(c.passwords))
	}
	return c
}

// conformanceCloud is the real cloud if the variables name one, else a mock server of the test's own.
func conformanceCloud(t *testing.T) *cloud {
	t.Helper()
	cloudsFile, fixtureFile := os.Getenv("OS_CLIENT_CONFIG_FILE"), os.Getenv("CUSTODY_ACC_FIXTURE")
	if cloudsFile == "" || fixtureFile == "" {
		return mockCloud(t, started(t))
	}
	return cloudOfFiles(t, cloudsFile, fixtureFile)
}

// started returns a cloud that listens until the test ends.
func started(t *testing.T, opts ...Option) *OpenStack {
	t.Helper()
	return startedAt(t, core.SystemClock{}, opts...)
}

func startedAt(t *testing.T, clock core.Clock, opts ...Option) *OpenStack {
	t.Helper()
	s := New(core.New(clock), opts...)
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	s.SetURL(listening.URL)
	return s
}

// mockCloud is a mock cloud as it describes itself.
func mockCloud(t *testing.T, s *OpenStack) *cloud {
	t.Helper()
	fixture, err := json.Marshal(s.Fixture())
	if err != nil {
		t.Fatal(err)
	}
	return readCloud(t, []byte(s.CloudsYAML()), fixture)
}

func cloudOfFiles(t *testing.T, cloudsFile, fixtureFile string) *cloud {
	t.Helper()
	clouds, err := os.ReadFile(cloudsFile)
	if err != nil {
		t.Fatal(err)
	}
	fixture, err := os.ReadFile(fixtureFile)
	if err != nil {
		t.Fatal(err)
	}
	return readCloud(t, clouds, fixture)
}

// exchange is one request as somebody and what has to come of it. {name} in path, body and wants stands for an id:
// a share's, a user's or a project's name, "rule", or what an earlier exchange saved. In wantBody, which is compared
// as text without blanks at the ends, <uuid>, <time> and <any> stand for what differs from server to server.
type exchange struct {
	as, method, path, body string
	service                string // user whose token goes into X-Service-Token
	version                string // "": 2.82; "-": no header
	contentType            string // "": application/json; "-": none
	accept                 string
	save                   string // name for the id in the answer
	wantStatus             int
	wantBody               string // "": not compared
	wantHeader             map[string]string
}

// run does the exchanges one after another, and deletes the locks that they saved.
func (c *cloud) run(t *testing.T, steps []exchange) {
	t.Helper()
	ids := map[string]string{"rule": c.fixture.AccessRule.ID}
	for _, names := range []map[string]string{
		c.fixture.Shares, prefixed("project-", c.fixture.Projects),
		prefixed("user-", c.fixture.Users),
	} {
		for name, id := range names {
			ids[name], ids[name+"-upper"] = id, strings.ToUpper(id)
			ids[name+"-plain"] = strings.ReplaceAll(id, "-", "")
		}
	}
	ids["manila"], ids["root"] = c.fixture.Manila, strings.TrimSuffix(c.fixture.Manila, "/v2")
	saved := []string{}
	defer func() {
		for _, id := range saved {
			_, _, _ = c.send(t, exchange{as: "admin", method: "DELETE", path: "/resource-locks/" + id}, ids)
		}
	}()
	for i, step := range steps {
		status, header, body := c.send(t, step, ids)
		if step.save != "" {
			id := firstID(body)
			ids[step.save], ids[step.save+"-upper"], saved = id, strings.ToUpper(id), append(saved, id)
		}
		where := fmt.Sprintf("step %d: %s %s %s %s", i, step.as, step.method, step.path, step.body)
		if status != step.wantStatus {
			// Stop here: a later step may rely on a lock that is not there, in a cloud that is not ours.
			t.Fatalf("%s: status %d, want %d: %s", where, status, step.wantStatus, body)
		}
		if want := fill(step.wantBody, ids); step.wantBody != "" && !sameBody(want, body) {
			t.Errorf("%s:\n got %s\nwant %s", where, body, want)
		}
		for name, want := range step.wantHeader {
			if got := header.Get(name); got != fill(want, ids) {
				t.Errorf("%s: header %s is %q, want %q", where, name, got, fill(want, ids))
			}
		}
	}
}

func prefixed(prefix string, names map[string]string) map[string]string {
	out := map[string]string{}
	for name, id := range names {
		out[prefix+name] = id
	}
	return out
}

func fill(text string, ids map[string]string) string {
	for name, id := range ids {
		text = strings.ReplaceAll(text, "{"+name+"}", id)
	}
	return text
}

// sameBody compares a body with a text that has placeholders.
func sameBody(want, got string) bool {
	pattern := strings.NewReplacer(
		"<uuid>", `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`,
		"<time>", `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}`,
		"<any>", `.*`,
	).Replace(regexp.QuoteMeta(strings.TrimSpace(want)))
	return regexp.MustCompile(`(?s)^` + pattern + `$`).MatchString(strings.TrimSpace(got))
}

func firstID(body string) string {
	return strings.TrimPrefix(regexp.MustCompile(`"id": "[^"]*`).FindString(body), `"id": "`)
}

func (c *cloud) send(t *testing.T, x exchange, ids map[string]string) (int, http.Header, string) {
	t.Helper()
	target := c.fixture.Manila + fill(x.path, ids)
	if strings.HasPrefix(x.path, "{") {
		target = fill(x.path, ids)
	}
	req, err := http.NewRequestWithContext(t.Context(), x.method, target, strings.NewReader(fill(x.body, ids)))
	if err != nil {
		t.Fatal(err)
	}
	if x.as != "" {
		req.Header.Set("X-Auth-Token", c.token(t, x.as))
	}
	if x.service != "" {
		req.Header.Set("X-Service-Token", c.token(t, x.service))
	}
	if x.version != "-" {
		req.Header.Set(versionHeader, orElse(x.version, "2.82"))
	}
	if x.body != "" && x.contentType != "-" {
		req.Header.Set("Content-Type", orElse(x.contentType, "application/json"))
	}
	req.Header.Set("Accept", orElse(x.accept, "*/*"))
	return roundTrip(t, req)
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func roundTrip(t *testing.T, req *http.Request) (int, http.Header, string) {
	t.Helper()
	// A test server that closes also closes idle connections of http.DefaultTransport, which parallel tests would share.
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(body)
}

// token logs a user in once; "" is no token, "nobody" one that does not exist, "unscoped-" and "system-" before a
// name ask for another scope.
func (c *cloud) token(t *testing.T, name string) string {
	t.Helper()
	if name == "nobody" {
		return "gAAAAABnobody"
	}
	if token, ok := c.tokens[name]; ok {
		return token
	}
	user, scope := name, `,"scope":{"project":{"id":"`+c.fixture.Projects[homeOf(name)]+`"}}`
	if found, ok := strings.CutPrefix(name, "unscoped-"); ok {
		user, scope = found, ""
	}
	if found, ok := strings.CutPrefix(name, "system-"); ok {
		user, scope = found, `,"scope":{"system":{"all":true}}`
	}
	identity := `{"methods":["password"],"password":{"user":{"name":"` + user +
		`","domain":{"id":"default"},"password":"` + c.passwords[user] + `"}}}`
	if user == "alice-appcred" {
		scope = ""
		identity = `{"methods":["application_credential"],"application_credential":{"id":"` +
			c.fixture.ApplicationCredentialID + `","secret":"` + c.passwords[user] + `"}}`
	}
	status, header, body := c.login(t, `{"auth":{"identity":`+identity+scope+`}}`)
	if status != http.StatusCreated {
		t.Fatalf("login of %s: %d %s", name, status, body)
	}
	c.tokens[name] = header.Get("X-Subject-Token")
	return c.tokens[name]
}

func homeOf(name string) string {
	for _, seed := range DefaultSeed().Users {
		if seed.Name == name {
			return seed.Project
		}
	}
	return ""
}

func (c *cloud) login(t *testing.T, body string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.fixture.Keystone+"/auth/tokens",
		strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	return roundTrip(t, req)
}
