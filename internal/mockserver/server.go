package mockserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// maxBody bounds what a request may carry, in bytes.
const maxBody = 10 << 20

// Server serves the APIs. Make it with New; it is an http.Handler, and Start makes it listen by itself.
type Server struct {
	// mu guards the state of every API. The adapters hold it while a handler works, exported methods take it;
	// hooks of faults run without it.
	mu sync.Mutex

	clock   *offsetClock
	mux     *http.ServeMux
	control *http.ServeMux
	routes  map[string]route
	// rewrites see every request before it is routed, for paths that no pattern of a ServeMux can tell apart.
	rewrites []func(*http.Request) *http.Request
	journal  journal
	faults   faults

	// ShareService is the share service of the first region.
	*ShareService
	shareServices []*ShareService
	keystone      *keystone
	openstack     openstackConfig

	listen sync.Mutex
	http   *http.Server
	url    string

	google googleAPIs
}

// route is what the journal says about a pattern of the mux.
type route struct {
	api string
	// fallback marks the pattern with which an API answers paths that it does not have.
	fallback bool
}

// Option changes a Server while New makes it.
type Option func(*Server)

// WithClock makes the server go by c; without it the machine's clock counts.
func WithClock(c Clock) Option {
	return func(s *Server) { s.clock.base = c }
}

// New returns a Server with its seed, listening nowhere yet.
func New(opts ...Option) *Server {
	s := &Server{
		clock:     &offsetClock{base: SystemClock{}},
		mux:       http.NewServeMux(),
		control:   http.NewServeMux(),
		routes:    map[string]route{},
		openstack: defaultOpenStackConfig(),
	}
	for _, opt := range opts {
		opt(s)
	}
	s.installGoogle()
	s.installControl()
	s.installOpenStack()
	return s
}

// Start listens on address, such as "127.0.0.1:0", and serves in the background until Close.
func (s *Server) Start(address string) error {
	s.listen.Lock()
	defer s.listen.Unlock()
	if s.http != nil {
		return errors.New("mockserver: already started")
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	s.url = "http://" + listener.Addr().String()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func(server *http.Server) { _ = server.Serve(listener) }(s.http)
	return nil
}

// URL returns the address that Start listens on, such as "http://127.0.0.1:40123"; "" before.
func (s *Server) URL() string {
	s.listen.Lock()
	defer s.listen.Unlock()
	return s.url
}

// Close stops listening and drops all connections. It may be called more than once.
func (s *Server) Close() {
	s.listen.Lock()
	defer s.listen.Unlock()
	if s.http != nil {
		_ = s.http.Close()
	}
}

// handle adds a route of an API. The pattern is one of http.ServeMux.
func (s *Server) handle(api, pattern string, h http.HandlerFunc) {
	s.routes[pattern] = route{api: api}
	s.mux.HandleFunc(pattern, h)
}

// handleUnknown adds the route with which an API answers paths that it does not have, in its own words. Such
// requests are also listed by UnknownRoutes.
func (s *Server) handleUnknown(api, pattern string, h http.HandlerFunc) {
	s.routes[pattern] = route{api: api, fallback: true}
	s.mux.HandleFunc(pattern, h)
}

// ServeHTTP records the request, lets faults have their way, and serves it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isControl(r.URL.Path) {
		s.control.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "mockserver: cannot read the body: "+err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	entry := s.journal.add(s.clock.Now(), r, body)
	for _, rewrite := range s.rewrites {
		r = rewrite(r)
	}
	_, pattern := s.mux.Handler(r)
	s.journal.routed(entry, pattern, s.routes[pattern])
	r = r.WithContext(context.WithValue(r.Context(), entryKey{}, entry))
	s.serveFaulty(&recordingWriter{ResponseWriter: w, journal: &s.journal, entry: entry}, r)
}

// now is the server's time.
func (s *Server) now() time.Time { return s.clock.Now() }
