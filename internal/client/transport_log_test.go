package client

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

func TestTransportLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var output bytes.Buffer
		tries := 0
		network := scripted(&tries, outcome{err: refusedDial}, outcome{
			status: 201,
			header: http.Header{"X-Compute-Request-Id": {"req-1"}, "X-Subject-Token": {"answered-token"}},
			body:   strings.NewReader(`{"token": {"id": "body-token"}}`),
		})
		req := newRequest(t, tflogtest.RootLogger(t.Context(), &output), http.MethodPost, `{"password": "hunter2"}`)
		req.URL.User = url.UserPassword("alice", "hunter2")
		req.Header.Set("X-Auth-Token", "sent-token")
		req.Header.Set("X-Service-Token", "service-token")
		if _, err := over(network, TransportConfig{MaxRetries: 1}).RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"hunter2", "sent-token", "service-token", "answered-token", "body-token", "private"} {
			if strings.Contains(output.String(), secret) {
				t.Errorf("the log has %q in it:\n%s", secret, &output)
			}
		}
		entries, err := tflogtest.MultilineJSONDecode(&output)
		if err != nil {
			t.Fatal(err)
		}
		common := map[string]any{
			"@level": "debug", "@message": "API request", "@module": "provider", "duration_ms": 0.0,
			"method": "POST", "url": "http://manila.invalid/v2/resource-locks",
		}
		want := []map[string]any{
			{"attempt": 1.0, "error": "dial: connection refused"},
			{"attempt": 2.0, "status": 201.0, "request_id": "req-1"},
		}
		for _, entry := range want {
			maps.Copy(entry, common)
		}
		if diff := cmp.Diff(want, entries); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		header http.Header
		want   string
	}{
		"Keystone's":     {http.Header{"X-Openstack-Request-Id": {"req-1"}}, "req-1"},
		"Manila's":       {http.Header{"X-Compute-Request-Id": {"req-2"}}, "req-2"},
		"of anyone else": {http.Header{"X-Request-Id": {"req-3"}}, "req-3"},
		"none":           {http.Header{"Date": {"today"}}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := requestID(tt.header); got != tt.want {
				t.Errorf("request id %q, want %q", got, tt.want)
			}
		})
	}
}
