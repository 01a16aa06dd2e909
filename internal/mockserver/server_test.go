package mockserver

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// started returns a server that listens until the test ends.
func started(t *testing.T, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// send posts body and returns status and body, or 0 and the error's text.
func send(t *testing.T, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestWriteFiles(t *testing.T) {
	t.Parallel()
	s := started(t)
	dir := filepath.Join(t.TempDir(), "new")
	if err := s.WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "clouds.yaml"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("clouds.yaml: %v %v, want mode 0600", info, err)
	}
	clouds, err := os.ReadFile(filepath.Join(dir, "clouds.yaml"))
	want := "  alice:\n    auth:\n      auth_url: " + s.URL() + "/identity/v3\n      username: alice\n      password: \"" +
		s.Password("alice") + "\"\n      project_name: demo\n"
	if err != nil || !strings.Contains(string(clouds), want) {
		t.Errorf("clouds.yaml lacks alice's cloud (%v)", err)
	}
	if s.Password("alice") == New().Password("alice") || s.Fixture().Users["alice"] == New().Fixture().Users["alice"] {
		t.Error("two servers share a password or an id")
	}
}

func TestUserProjectIsInTheJournal(t *testing.T) {
	t.Parallel()
	s := started(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/organizations/acme/apps", nil)
	r.Header.Set("Authorization", "Bearer "+s.IssueGoogleToken("ana@shop.test"))
	r.Header.Set("X-Goog-User-Project", "billed")
	s.ServeHTTP(httptest.NewRecorder(), r)
	got := s.Requests(core.Match{API: "apigee", Status: 200})
	if len(got) != 1 || got[0].Header.Get("X-Goog-User-Project") != "billed" || got[0].Actor != "ana@shop.test" {
		t.Errorf("journal: %+v", got)
	}
}

func TestStartAndClose(t *testing.T) {
	t.Parallel()
	s := New()
	if s.URL() != "" {
		t.Errorf("URL before Start: %s", s.URL())
	}
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if err := s.Start("127.0.0.1:0"); err == nil {
		t.Error("a second Start succeeded")
	}
	s.Close()
	s.Close()
	if status, _ := send(t, s.URL()+"/", ""); status != 0 {
		t.Errorf("answered %d after Close", status)
	}
}
