package client

import (
	"sync"
	"time"
)

const (
	// unknownSkew is how far a server's clock may be behind ours when nothing tells.
	unknownSkew = 5 * time.Minute
	// cloudSkew is how far the clocks of one cloud's servers may be apart.
	cloudSkew = 10 * time.Second
)

// ServerClock tells a server's time from what the server said: the Date header
// where a server or the proxy before it sends one (Manila's own web server does
// not), the time at which its cloud issued a token, and the times of objects that
// it made.
type ServerClock struct {
	mu     sync.Mutex
	known  bool
	offset time.Duration
}

// Observe takes note that the server's clock had reached serverTime by now.
func (c *ServerClock) Observe(serverTime time.Time) {
	offset := time.Until(serverTime)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || offset > c.offset {
		c.known, c.offset = true, offset
	}
}

// AtLeast is a time that the server's clock has certainly reached.
func (c *ServerClock) AtLeast() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	behind := -unknownSkew
	if c.known {
		behind = max(behind, c.offset)
	}
	return time.Now().Add(behind).UTC()
}
