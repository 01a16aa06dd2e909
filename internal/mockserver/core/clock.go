package core

import (
	"errors"
	"sync"
	"time"
)

// Clock tells the server the time: token lifetimes, creation times and lock lapses all go by it.
type Clock interface {
	Now() time.Time
}

// ClientClock is a Clock that is apart from the clients', whose time it knows.
type ClientClock interface {
	Clock
	ClientNow() time.Time
}

// SystemClock is the Clock of the machine.
type SystemClock struct{}

// Now returns the machine's time in UTC.
func (SystemClock) Now() time.Time { return time.Now().UTC() }

// FakeClock is a Clock that stands still until it is set or advanced. It is safe for concurrent use.
type FakeClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewFakeClock returns a FakeClock that shows t.
func NewFakeClock(t time.Time) *FakeClock { return &FakeClock{now: t.UTC()} }

// Now returns the time that the clock shows, in UTC.
func (c *FakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set makes the clock show t.
func (c *FakeClock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.UTC()
}

// Advance moves the clock by d, which may be negative.
func (c *FakeClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// offsetClock shows another clock's time, moved by what POST /_mock/clock asked for.
type offsetClock struct {
	mu     sync.Mutex
	base   Clock
	offset time.Duration
}

func (c *offsetClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Now().UTC().Add(c.offset)
}

// maxOffset is how far the clock can be moved from its base: less than what a time.Duration holds.
const maxOffset = 100 * 365 * 24 * time.Hour

// advance moves the clock, and fails where that would lead more than maxOffset away.
func (c *offsetClock) advance(d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > maxOffset-c.offset || d < -maxOffset-c.offset {
		return errors.New("expected to stay within 100 years of the real time")
	}
	c.offset += d
	return nil
}

// ResetClock makes the server go by its clock as it is again.
func (c *Core) ResetClock() { c.clock.reset() }

func (c *offsetClock) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = 0
}
