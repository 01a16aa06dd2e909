package resourcelocks_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// endless answers each request for a page with one more lock and a count that is never reached.
type endless int

func (e *endless) RoundTrip(req *http.Request) (*http.Response, error) {
	*e++
	body := fmt.Sprintf(`{"count": 1000000000000, "resource_locks": [
		{"id": "%d", "created_at": "2026-11-22T20:12:44.691222"}]}`, *e)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

func TestAllIsBounded(t *testing.T) {
	t.Parallel()
	var pages endless
	manila := &gophercloud.ServiceClient{
		ProviderClient: &gophercloud.ProviderClient{HTTPClient: http.Client{Transport: &pages}},
		Endpoint:       "http://manila.invalid/v2/",
	}
	_, err := resourcelocks.All(t.Context(), manila, resourcelocks.ListOpts{Limit: 10},
		func(resourcelocks.Lock) bool { return true })
	if err == nil || !strings.Contains(err.Error(), "does not end after 10000 pages") || pages != 10_000 {
		t.Errorf("%d pages, error %v", pages, err)
	}
}
