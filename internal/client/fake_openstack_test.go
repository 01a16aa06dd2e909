package client

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	alicePassword = "correct-horse"
	aliceToken    = "token-of-alice"
)

// aliceTokenJSON is Keystone's answer to a login; CLOUD stands for the fake's address.
const aliceTokenJSON = `{"token": {
	"methods": ["password"], "issued_at": "2026-11-22T20:12:44.000000Z", "expires_at": "2026-11-22T21:12:44.000000Z",
	"user": {"id": "alice-id", "name": "alice", "domain": {"id": "default", "name": "Default"}},
	"project": {"id": "demo-id", "name": "demo", "domain": {"id": "default", "name": "Default"}},
	"roles": [{"id": "r1", "name": "member"}, {"id": "r2", "name": "reader"}],
	"catalog": [{"id": "s1", "type": "sharev2", "name": "manilav2", "endpoints": [{"id": "e1", "interface": "public",
		"region": "north", "region_id": "north", "url": "CLOUD/v2/demo-id"}]}]}}`

const versionsJSON = `{"versions": [
	{"id": "v1.0", "status": "DEPRECATED", "version": "", "min_version": "", "links": []},
	{"id": "v2.0", "status": "CURRENT", "version": "2.89", "min_version": "2.0", "links": []}]}`

// received is a request that the fake has answered.
type received struct {
	Line   string
	Header http.Header
	Body   string
}

// fakeOpenStack is a Keystone and a Manila at one address. Each route answers with
// its script one after another, the last for ever.
type fakeOpenStack struct {
	url string

	mu       sync.Mutex
	routes   map[string][]answer
	received []received
	// service are the answers to the logins of the user svc.
	service []answer
}

type answer struct {
	status int
	header map[string]string
	body   string
}

const (
	loginRoute    = "POST /v3/auth/tokens"
	validateRoute = "GET /v3/auth/tokens"
	rootRoute     = "GET /"
	lockRoute     = "GET /v2/demo-id/resource-locks/x"
)

var (
	aliceLogin   = answer{201, map[string]string{"X-Subject-Token": aliceToken}, aliceTokenJSON}
	versions     = answer{300, map[string]string{"Date": ""}, versionsJSON}
	unauthorized = answer{401, nil, `{"error": {"code": 401, "title": "Unauthorized", "message": "Who are you?"}}`}
)

// startOpenStack starts the fake, in which alice can log in and Manila is new
// enough; routes add to that or replace it.
func startOpenStack(t *testing.T, routes map[string][]answer) *fakeOpenStack {
	t.Helper()
	f := &fakeOpenStack{routes: map[string][]answer{loginRoute: {aliceLogin}, rootRoute: {versions}}}
	for route, answers := range routes {
		f.routes[route] = answers
	}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fakeOpenStack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	line := r.Method + " " + r.URL.Path
	f.mu.Lock()
	f.received = append(f.received, received{line, r.Header, string(body)})
	answers := f.next(line, string(body))
	f.mu.Unlock()
	if len(answers) == 0 {
		answers = []answer{{status: 404, header: map[string]string{"Content-Type": "text/html"}, body: "<html></html>"}}
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range answers[0].header {
		w.Header()[name] = nil
		if value != "" {
			w.Header().Set(name, value)
		}
	}
	w.WriteHeader(answers[0].status)
	_, _ = io.WriteString(w, strings.ReplaceAll(answers[0].body, "CLOUD", f.url))
}

// next is called with f.mu held. It gives the answers of which the first is next.
func (f *fakeOpenStack) next(line, body string) []answer {
	if line == loginRoute && strings.Contains(body, `"svc"`) {
		answers := f.service
		f.service = answers[min(1, len(answers)-1):]
		return answers
	}
	answers := f.routes[line]
	if len(answers) > 1 {
		f.routes[line] = answers[1:]
	}
	return answers
}

// lines are the method and path of each request.
func (f *fakeOpenStack) lines() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	lines := make([]string, len(f.received))
	for i, r := range f.received {
		lines[i] = r.Line
	}
	return lines
}

// to are the requests of a route.
func (f *fakeOpenStack) to(route string) []received {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.received), func(r received) bool { return r.Line != route })
}

// config is how alice reaches the fake.
func (f *fakeOpenStack) config() OpenStackConfig {
	return OpenStackConfig{AuthURL: f.url + "/v3", OpenStackCredentials: OpenStackCredentials{
		UserName: "alice", Password: alicePassword, ProjectName: "demo", DefaultDomain: "default",
	}}
}

func (f *fakeOpenStack) open(t *testing.T, config OpenStackConfig, how TransportConfig) *OpenStack {
	t.Helper()
	if how.RequestTimeout == 0 {
		how.RequestTimeout = DefaultRequestTimeout
	}
	cloud, err := NewOpenStack(config, how)
	if err != nil {
		t.Fatal(err)
	}
	return cloud
}

// equalJSON compares two JSON texts.
func equalJSON(t *testing.T, want, got string) {
	t.Helper()
	var decoded [2]any
	for i, text := range []string{want, got} {
		if err := json.Unmarshal([]byte(text), &decoded[i]); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	if diff := cmp.Diff(decoded[0], decoded[1]); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

// noSecret looks for anything that must not be in a text.
func noSecret(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range append(secrets, alicePassword, aliceToken) {
		if strings.Contains(text, secret) {
			t.Errorf("the secret %q is in the text: %s", secret, text)
		}
	}
}
