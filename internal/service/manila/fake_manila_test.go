package manila

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// exchange is one request that a fake Manila expects, and its answer or the error
// that comes instead.
type exchange struct {
	request, body string
	status        int
	answer        string
	err           error
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// fakeManila expects the exchanges in their order and no other request. The user
// is u1 in project p1.
func fakeManila(t *testing.T, exchanges ...exchange) *client.SharedFileSystem {
	t.Helper()
	next := 0
	network := roundTripper(func(r *http.Request) (*http.Response, error) {
		got := r.Method + " " + r.URL.Path + "?" + r.URL.RawQuery
		if next >= len(exchanges) {
			t.Errorf("unexpected request %s", got)
			return nil, http.ErrHandlerTimeout
		}
		want := exchanges[next]
		next++
		var body []byte
		if r.Body != nil {
			body, _ = io.ReadAll(r.Body)
		}
		if diff := cmp.Diff([]string{want.request, want.body}, []string{got, string(body)}); diff != "" {
			t.Errorf("request %d (-want +got):\n%s", next, diff)
		}
		if want.err != nil {
			return nil, want.err
		}
		return &http.Response{
			StatusCode: want.status, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(want.answer)), Request: r,
		}, nil
	})
	t.Cleanup(func() {
		if next != len(exchanges) {
			t.Errorf("%d requests came, want %d", next, len(exchanges))
		}
	})
	manila := client.NewSharedFileSystem(&gophercloud.ServiceClient{
		ProviderClient: &gophercloud.ProviderClient{HTTPClient: http.Client{Transport: network}},
		Endpoint:       "http://manila.invalid/v2/", Type: "sharev2", Microversion: client.ResourceLocksMicroversion,
	})
	manila.UserID, manila.ProjectID, manila.MaxRetries = "u1", "p1", 3
	return manila
}

// lockJSON is a lock of u1 as JSON, with more fields or other values for the same.
func lockJSON(id, more string) string {
	return `{"id": "` + id + `", "user_id": "u1", "project_id": "p1", "lock_context": "user", "resource_type": "share",
		"resource_id": "` + shareID + `", "resource_action": "delete", "lock_reason": null,
		"created_at": "2026-11-22T20:12:44.691222", "updated_at": null, ` + more + `}`
}

// pageJSON is a page of locks, with a count or an empty text before them.
func pageJSON(count string, locks ...string) string {
	return `{` + count + `"resource_locks": [` + strings.Join(locks, ", ") + `]}`
}
