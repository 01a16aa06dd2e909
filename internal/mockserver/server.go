package mockserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// Server serves the APIs. Make it with New; it is an http.Handler, and Start makes it listen by itself. Each API is a
// room of its own, whose methods look at the state and change it as somebody else would.
type Server struct {
	*core.Core
	*openstack.OpenStack
	*google.Google
	*apigee.Apigee
	*integrations.Integrations

	listen sync.Mutex
	http   *http.Server
}

// settings is what options change.
type settings struct {
	clock        core.Clock
	url          string
	seed         *uint64
	openstack    []openstack.Option
	tokens       google.TokenQuirks
	apigee       apigee.Quirks
	integrations integrations.Quirks
}

// Option changes a Server while New makes it.
type Option func(*settings)

// WithClock makes the server go by c; without it the machine's clock counts.
func WithClock(c core.Clock) Option { return func(s *settings) { s.clock = c } }

// WithURL sets the address at which clients reach a server that does not listen by itself.
func WithURL(url string) Option { return func(s *settings) { s.url = url } }

// WithRandom makes the server shuffle in the same way for the same seed.
func WithRandom(seed uint64) Option { return func(s *settings) { s.seed = &seed } }

// WithOpenStack changes the OpenStack half.
func WithOpenStack(opts ...openstack.Option) Option {
	return func(s *settings) { s.openstack = append(s.openstack, opts...) }
}

// WithGoogleTokens sets how Google gives out tokens.
func WithGoogleTokens(q google.TokenQuirks) Option { return func(s *settings) { s.tokens = q } }

// WithApigee sets the quirks of Apigee.
func WithApigee(q apigee.Quirks) Option { return func(s *settings) { s.apigee = q } }

// WithIntegrations sets the quirks of Application Integration.
func WithIntegrations(q integrations.Quirks) Option { return func(s *settings) { s.integrations = q } }

// New returns a Server with its seed, listening nowhere yet.
func New(opts ...Option) *Server {
	set := settings{clock: core.SystemClock{}}
	for _, opt := range opts {
		opt(&set)
	}
	c := core.New(set.clock)
	c.SetURL(set.url)
	if set.seed != nil {
		c.SeedRandom(*set.seed)
	}
	platform := google.New(c, set.tokens)
	return &Server{
		Core:         c,
		Google:       platform,
		Apigee:       apigee.New(platform, set.apigee),
		Integrations: integrations.New(platform, set.integrations),
		OpenStack:    openstack.New(c, set.openstack...),
	}
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
	s.SetURL("http://" + listener.Addr().String())
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func(server *http.Server) { _ = server.Serve(listener) }(s.http)
	return nil
}

// Close stops listening and drops all connections. It may be called more than once.
func (s *Server) Close() {
	s.listen.Lock()
	defer s.listen.Unlock()
	if s.http != nil {
		_ = s.http.Close()
	}
}
