package client

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// One 429 with Retry-After holds back all requests to its host, and none to others.
func TestRetryAfterHoldsBackTheHost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status     int
		retryAfter string
		other      string
		want       time.Duration
	}{
		"429":            {429, "20", "http://m/v2", 20 * time.Second},
		"503":            {503, "20", "http://m/v2", 20 * time.Second},
		"503 without":    {503, "", "http://m/v2", 0},
		"another host":   {429, "20", "http://other/v2", 0},
		"an hour's wait": {429, "3600", "http://m/v2", time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var sent atomic.Int32
				sender := newTransport(TransportConfig{
					MaxRetries: 1, RequestTimeout: time.Minute, Jitter: func(time.Duration) time.Duration { return 0 },
					Base: roundTripper(func(req *http.Request) (*http.Response, error) {
						resp := &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody, Request: req}
						if sent.Add(1) == 1 {
							resp.StatusCode = tt.status
							resp.Header.Set("Retry-After", tt.retryAfter)
						}
						return resp, nil
					}),
				}, nil)
				get := func(address string) {
					req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
					if err != nil {
						t.Fatal(err)
					}
					if resp, err := sender.RoundTrip(req); err != nil || resp.StatusCode != 200 {
						t.Errorf("%v, %v", resp, err)
					}
				}
				var group sync.WaitGroup
				group.Go(func() { get("http://m/v2") })
				synctest.Wait()
				start := time.Now()
				for range 9 {
					group.Go(func() {
						get(tt.other)
						if took := time.Since(start); took != tt.want {
							t.Errorf("a request was answered after %s, want %s", took, tt.want)
						}
					})
				}
				group.Wait()
			})
		})
	}
}
