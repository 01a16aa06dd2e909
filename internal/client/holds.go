package client

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// holds are until when hosts are to be left alone: a host that answers one request with Retry-After means all of them.
// The zero value is ready to use.
type holds struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// note takes note of an answer that asks for a pause: status 429 or 503 with the header Retry-After. A pause lasts a
// minute at most.
func (h *holds) note(host string, resp *http.Response) {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return
	}
	pause, asked := retryAfter(resp.Header.Get("Retry-After"))
	if !asked {
		return
	}
	until := time.Now().Add(min(pause, longestDelay))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = map[string]time.Time{}
	}
	if until.After(h.until[host]) {
		h.until[host] = until
	}
}

// wait passes the pause that a host asked for. It fails only when ctx ends first.
func (h *holds) wait(ctx context.Context, host string) error {
	for {
		h.mu.Lock()
		left := time.Until(h.until[host])
		h.mu.Unlock()
		if left <= 0 {
			return nil
		}
		if err := wait(ctx, left); err != nil {
			return err
		}
	}
}
