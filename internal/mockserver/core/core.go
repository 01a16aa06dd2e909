// Package core is what every API of the mock server stands on: routes with their unknown paths, the clock, the journal
// of requests, faults, the control routes under /_mock/, and the mutex over the state. It knows no API.
package core

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxBody bounds what a request may carry, in bytes.
const maxBody = 10 << 20

// Core takes the requests and hands them to the APIs. Make it with New; it is an http.Handler.
type Core struct {
	// Mu guards the state of every API. Adapters hold it while a handler works, exported methods of the APIs take
	// it; hooks of faults run without it.
	Mu sync.Mutex

	clock   *offsetClock
	mux     *http.ServeMux
	control *http.ServeMux
	help    []string
	routes  map[string]route
	// rewrites see every request before it is routed, for paths that no pattern of a ServeMux can tell apart.
	rewrites []func(*http.Request) *http.Request
	journal  journal
	faults   faults

	url struct {
		sync.Mutex
		text string
	}
	random struct {
		sync.Mutex
		source *rand.Rand
	}
}

// route is what the journal says about a pattern of the mux.
type route struct {
	api string
	// fallback marks the pattern with which an API answers paths that it does not have.
	fallback bool
}

// New returns a Core without any API, which goes by the clock.
func New(clock Clock) *Core {
	c := &Core{
		clock:   &offsetClock{base: clock},
		mux:     http.NewServeMux(),
		control: http.NewServeMux(),
		routes:  map[string]route{},
	}
	c.random.source = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	c.installControl()
	return c
}

// Now is the server's time, in UTC.
func (c *Core) Now() time.Time { return c.clock.Now() }

// BaseNow is the time that clients go by, in UTC: that of the clock that New was given, without what was added under
// /_mock/clock, or what a ClientClock says.
func (c *Core) BaseNow() time.Time {
	if clock, ok := c.clock.base.(ClientClock); ok {
		return clock.ClientNow().UTC()
	}
	return c.clock.base.Now().UTC()
}

// URL returns the address at which clients reach the server, such as "http://127.0.0.1:40123"; "" if it has none yet.
func (c *Core) URL() string {
	c.url.Lock()
	defer c.url.Unlock()
	return c.url.text
}

// SetURL sets the address at which clients reach the server.
func (c *Core) SetURL(url string) {
	c.url.Lock()
	defer c.url.Unlock()
	c.url.text = url
}

// SeedRandom makes Shuffle give the same orders for the same seed.
func (c *Core) SeedRandom(seed uint64) {
	c.random.Lock()
	defer c.random.Unlock()
	c.random.source = rand.New(rand.NewPCG(seed, seed))
}

// Shuffle puts n things into a random order, as rand.Shuffle does.
func (c *Core) Shuffle(n int, swap func(i, j int)) {
	c.random.Lock()
	defer c.random.Unlock()
	c.random.source.Shuffle(n, swap)
}

// Handle adds a route of an API. The pattern is one of http.ServeMux.
func (c *Core) Handle(api, pattern string, h http.HandlerFunc) {
	c.routes[pattern] = route{api: api}
	c.mux.HandleFunc(pattern, h)
}

// HandleUnknown adds the route with which an API answers paths that it does not have, in its own words. Such
// requests are also listed by UnknownRoutes.
func (c *Core) HandleUnknown(api, pattern string, h http.HandlerFunc) {
	c.routes[pattern] = route{api: api, fallback: true}
	c.mux.HandleFunc(pattern, h)
}

// apis returns the names of the APIs that have routes, sorted.
func (c *Core) apis() []string {
	names := []string{}
	for _, r := range c.routes {
		names = append(names, r.api)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Rewrite adds a function that sees every request before it is routed, and returns the request to route.
func (c *Core) Rewrite(rewrite func(*http.Request) *http.Request) {
	c.rewrites = append(c.rewrites, rewrite)
}

// ServeHTTP records the request, applies faults, and serves it.
func (c *Core) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isControl(r.URL.Path) {
		c.control.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "mockserver: cannot read the body: "+err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	entry := c.journal.add(c.Now(), r, body)
	for _, rewrite := range c.rewrites {
		r = rewrite(r)
	}
	_, pattern := c.mux.Handler(r)
	c.journal.routed(entry, pattern, c.routes[pattern])
	r = r.WithContext(context.WithValue(r.Context(), entryKey{}, entry))
	c.serveFaulty(&recordingWriter{ResponseWriter: w, journal: &c.journal, entry: entry}, r)
}
