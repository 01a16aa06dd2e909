package simulation

import (
	"sync"
	"time"
)

// serverClock is the time of the servers, which may be apart from the machine's, and from one request to the next
// where several hosts serve.
type serverClock struct {
	mu     sync.Mutex
	offset time.Duration
	// apart is how far the second of two hosts is ahead of the first.
	apart time.Duration
	ahead bool
}

// Now implements core.Clock.
func (c *serverClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now().UTC().Add(c.offset)
	if c.ahead {
		now = now.Add(c.apart)
	}
	return now
}

// ClientNow implements core.ClientClock.
func (c *serverClock) ClientNow() time.Time { return time.Now() }

// turn lets the hosts take turns.
func (c *serverClock) turn(request int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = request%2 == 1
}
