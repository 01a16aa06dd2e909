package mockserver

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// googleTime is when the tests of Google's half take place: 1790000000000 ms, as in 2026-09-21T14:13:20Z.
var googleTime = time.UnixMilli(1790000000000).UTC()

// googleServer returns a server that listens, with a clock that stands still.
func googleServer(t *testing.T, opts ...Option) (*Server, *FakeClock) {
	t.Helper()
	clock := NewFakeClock(googleTime)
	s := New(append([]Option{WithClock(clock)}, opts...)...)
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, clock
}

// googleStep is a request and what is to come back: a status and, unless want is "", the whole body as JSON, in which
// the string "*" stands for anything.
type googleStep struct {
	method, path, body string
	status             int
	want               string
	contentType        string // application/json if empty; "-" for none
}

// run sends the request as email, or without a token if that is "".
func (step googleStep) run(t *testing.T, s *Server, email string) *httptest.ResponseRecorder {
	t.Helper()
	token := ""
	if email != "" {
		token = s.IssueGoogleToken(email)
	}
	w := step.send(t, s, token)
	if w.Code != step.status {
		t.Errorf("%s %s %s: status %d, want %d: %s", step.method, step.path, step.body, w.Code, step.status, w.Body)
	}
	if step.want != "" {
		if diff := diffJSON(t, step.want, w.Body.Bytes()); diff != "" {
			t.Errorf("%s %s %s: %s\nin %s", step.method, step.path, step.body, diff, w.Body)
		}
	}
	return w
}

func (step googleStep) send(t *testing.T, s *Server, token string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), step.method, "http://mock.test"+step.path, strings.NewReader(step.body))
	switch step.contentType {
	case "":
		r.Header.Set("Content-Type", "application/json")
	case "-":
	default:
		r.Header.Set("Content-Type", step.contentType)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// diffJSON says where got differs from want.
func diffJSON(t *testing.T, want string, got []byte) string {
	t.Helper()
	var wanted, have any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatalf("%v in %s", err, want)
	}
	if err := json.Unmarshal(got, &have); err != nil {
		return err.Error()
	}
	return diffValues("$", wanted, have)
}

func diffValues(at string, want, got any) string {
	switch want := want.(type) {
	case string:
		if want == "*" && got != nil {
			return ""
		}
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want an object", at, got)
		}
		for name := range have {
			if _, ok := want[name]; !ok {
				return fmt.Sprintf("%s.%s is there: %v", at, name, have[name])
			}
		}
		for name, value := range want {
			if diff := diffValues(at+"."+name, value, have[name]); diff != "" {
				return diff
			}
		}
		return ""
	case []any:
		have, _ := got.([]any)
		if len(have) != len(want) {
			return fmt.Sprintf("%s has %d items, want %d", at, len(have), len(want))
		}
		for i := range want {
			if diff := diffValues(fmt.Sprintf("%s[%d]", at, i), want[i], have[i]); diff != "" {
				return diff
			}
		}
		return ""
	}
	if want != got {
		return fmt.Sprintf("%s is %v, want %v", at, got, want)
	}
	return ""
}

func TestGoogleUnknownPathsArePages(t *testing.T) {
	t.Parallel()
	tests := map[string]googleStep{
		"no such collection": {method: "GET", path: "/v1/organizations/acme/cats", status: 404},
		"no such method":     {method: "PATCH", path: "/v1/organizations/acme/developers/d/apps/a", status: 404},
		"no such verb":       {method: "POST", path: "/v1/projects/-/serviceAccounts/x:dance", status: 404},
		"no such version":    {method: "GET", path: "/v1alpha/cats", status: 404},
		"escaped colon": {
			method: "POST", path: "/v1/projects/-/serviceAccounts/x%3AgenerateAccessToken", status: 404,
		},
	}
	for name, step := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New()
			w := step.run(t, s, "ana@shop.test")
			if got := w.Header().Get("Content-Type"); got != "text/html; charset=UTF-8" {
				t.Errorf("Content-Type %s, want a page", got)
			}
			if got := s.UnknownRoutes(); len(got) != 1 {
				t.Errorf("unknown routes %v, want one", got)
			}
		})
	}
}

func TestUserProjectIsInTheJournal(t *testing.T) {
	t.Parallel()
	s, _ := googleServer(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/organizations/acme/apps", nil)
	r.Header.Set("Authorization", "Bearer "+s.IssueGoogleToken("ana@shop.test"))
	r.Header.Set("X-Goog-User-Project", "billed")
	s.ServeHTTP(httptest.NewRecorder(), r)
	got := s.Requests(Match{API: "apigee", Status: 200})
	if len(got) != 1 || got[0].Header.Get("X-Goog-User-Project") != "billed" || got[0].Actor != "ana@shop.test" {
		t.Errorf("journal: %+v", got)
	}
}

// postForm posts a form and returns status and body.
func postForm(t *testing.T, s *Server, path, form string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+path, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
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
