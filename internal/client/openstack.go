package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// OpenStack is one OpenStack cloud as one user. It logs in on first use; the
// token is shared by everything that uses it and renewed once on a 401.
type OpenStack struct {
	config    OpenStackConfig
	resolved  resolved
	transport http.RoundTripper
	how       TransportConfig
	writes    *Writes

	// Made are the locks that this walk has made, by what they prevent.
	Made Made

	session Shared[*session]

	// Checks are what a plan looks at.
	Checks Checks

	mu sync.Mutex
	// regions are the endpoints in use, by URL: a region that is named and the one that is meant by default are one.
	regions map[string]*regionState
}

// regionState is what all that use one endpoint share for one walk.
type regionState struct {
	version  Shared[struct{}]
	creating KeyedMutex
	handled  Claims
	standing Shared[*resourcelocks.Standing]
	locks    resourcelocks.Reader
}

// session is a login.
type session struct {
	provider  *gophercloud.ProviderClient
	catalog   *tokens.ServiceCatalog
	userID    string
	projectID string
	roles     []string
}

// ChecksAtPlan says whether a plan may make requests, to see what would make an apply fail.
func (o *OpenStack) ChecksAtPlan() bool { return o.config.CheckAtPlan }

// NewOpenStack reads clouds.yaml and the certificates, and makes no request.
func NewOpenStack(config OpenStackConfig, how TransportConfig) (*OpenStack, error) {
	resolved, err := config.resolve()
	if err != nil {
		return nil, err
	}
	o := &OpenStack{
		config:   config,
		resolved: resolved,
		how:      how,
		writes:   &Writes{},
		regions:  map[string]*regionState{},
	}
	o.transport = &serviceTokenTransport{
		base:  &writesTransport{newTransport(how, resolved.tls), o.writes},
		token: config.ServiceToken,
		login: o.serviceLogin(how),
	}
	return o, nil
}

// Region is the region that was configured, empty if none was.
func (o *OpenStack) Region() string { return o.resolved.region }

func (o *OpenStack) login(ctx context.Context) (*session, error) {
	return o.session.Get(ctx, func(ctx context.Context) (*session, error) {
		return newSession(ctx, o.resolved.auth, o.transport)
	})
}

func newSession(ctx context.Context, auth gophercloud.AuthOptions, transport http.RoundTripper) (*session, error) {
	provider, err := openstack.NewClient(auth.IdentityEndpoint)
	if err != nil {
		return nil, &LoginError{auth: auth, Err: err}
	}
	provider.HTTPClient = http.Client{
		Transport: transport,
		// No API here redirects, and a redirect would carry the tokens to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	// The version of Keystone is known, so none is asked for: one request less.
	if err := openstack.AuthenticateV3(Repeatable(ctx), provider, &auth, gophercloud.EndpointOpts{}); err != nil {
		return nil, &LoginError{auth: auth, Err: err}
	}
	if renew := provider.ReauthFunc; renew != nil {
		provider.ReauthFunc = onceRefused(func(ctx context.Context) error { return renew(Repeatable(ctx)) })
	}
	s := &session{provider: provider}
	if err := s.read(provider.GetAuthResult()); err != nil {
		return nil, &LoginError{auth: auth, Err: err}
	}
	return s, nil
}

// onceRefused does not try a renewal again that was refused.
func onceRefused(renew func(context.Context) error) func(context.Context) error {
	var mu sync.Mutex
	var refusal error
	return func(ctx context.Context) error {
		mu.Lock()
		known := refusal
		mu.Unlock()
		if known != nil {
			return known
		}
		err := renew(ctx)
		if err != nil && isRefusal(err) {
			mu.Lock()
			refusal = err
			mu.Unlock()
		}
		return err
	}
}

// tokenDetails are what Keystone says of a token, new or handed in.
type tokenDetails interface {
	ExtractServiceCatalog() (*tokens.ServiceCatalog, error)
	ExtractUser() (*tokens.User, error)
	ExtractRoles() ([]tokens.Role, error)
	ExtractProject() (*tokens.Project, error)
}

func (s *session) read(result gophercloud.AuthResult) error {
	details, ok := result.(tokenDetails)
	if !ok {
		return fmt.Errorf("unexpected login result %T", result)
	}
	catalog, catalogErr := details.ExtractServiceCatalog()
	user, userErr := details.ExtractUser()
	roles, rolesErr := details.ExtractRoles()
	project, projectErr := details.ExtractProject()
	if err := errors.Join(catalogErr, userErr, rolesErr, projectErr); err != nil {
		return err
	}
	if user == nil {
		return errors.New("the answer is not a token of Keystone v3: it names no user")
	}
	s.catalog, s.userID = catalog, user.ID
	if project != nil {
		s.projectID = project.ID
	}
	for _, role := range roles {
		s.roles = append(s.roles, role.Name)
	}
	return nil
}

// LoginError is a login that failed. Its text names the user and the URL, never
// a password or a token.
type LoginError struct {
	auth gophercloud.AuthOptions
	Err  error
}

func (e *LoginError) Error() string {
	return fmt.Sprintf("login to OpenStack %s at %s failed: %s", e.Who(), e.auth.IdentityEndpoint, Describe(e.Err))
}

func (e *LoginError) Unwrap() error { return e.Err }

// Who says as whom the login was tried.
func (e *LoginError) Who() string {
	a := e.auth
	switch {
	case a.ApplicationCredentialID != "":
		return "with application credential " + a.ApplicationCredentialID
	case a.ApplicationCredentialName != "":
		return fmt.Sprintf("with application credential %q of user %q", a.ApplicationCredentialName, a.Username+a.UserID)
	case a.TokenID != "":
		return "with a token"
	}
	who := fmt.Sprintf("as user %q", a.Username+a.UserID)
	if domain := a.DomainName + a.DomainID; domain != "" {
		who += fmt.Sprintf(" of domain %q", domain)
	}
	if a.Scope != nil && a.Scope.ProjectName+a.Scope.ProjectID != "" {
		who += fmt.Sprintf(" for project %q", a.Scope.ProjectName+a.Scope.ProjectID)
	}
	return who
}

// SharedFileSystem is Manila in one region, with a version that knows resource locks.
type SharedFileSystem struct {
	*gophercloud.ServiceClient
	// Region is the region's name in the catalog; the configured one, possibly
	// empty, for an overridden endpoint.
	Region string
	// UserID and ProjectID are the token's.
	UserID, ProjectID string
	// Roles are the token's roles in the project.
	Roles []string
	// MaxRetries is the provider's.
	MaxRetries int
	// Timeout is for how long after a lost answer Manila may still be at work: the provider's request_timeout, and 30 s
	// at least.
	Timeout time.Duration
	// Jitter is the TransportConfig's.
	Jitter func(time.Duration) time.Duration
	// Handled are the ids of the locks that this walk has made, read, changed or lifted.
	Handled *Claims
	// Made are the locks that this walk has made, in all regions, by what they prevent.
	Made *Made
	// Creating has a mutex for locks that are alike but for their id.
	Creating *KeyedMutex

	standing *Shared[*resourcelocks.Standing]
	locks    *resourcelocks.Reader
}

// ReadLock reads a lock as resourcelocks.Get does. Reads that come together share list requests. What it answers is at
// most 5 s old and never older than a write of this provider. The project and the creation time are what is known of
// the lock, if anything is.
func (s *SharedFileSystem) ReadLock(
	ctx context.Context, id, projectID string, createdAt time.Time,
) (*resourcelocks.Lock, error) {
	return s.locks.Get(ctx, s.ServiceClient, resourcelocks.Known{
		ID: id, ProjectID: projectID, OwnProject: s.ProjectID, CreatedAt: createdAt,
	})
}

// Standing are the locks that the user held before the first that this walk makes. It asks once for each walk.
func (s *SharedFileSystem) Standing(ctx context.Context) (*resourcelocks.Standing, error) {
	return s.standing.Get(ctx, func(ctx context.Context) (*resourcelocks.Standing, error) {
		return resourcelocks.Stand(ctx, s.ServiceClient, s.UserID)
	})
}

// HasRole says whether the token has one of the roles.
func (s *SharedFileSystem) HasRole(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(s.Roles, name) })
}

// SharedFileSystem logs in if need be, finds Manila in the catalog and checks its
// version, each once in a walk. An empty region means the configured one.
func (o *OpenStack) SharedFileSystem(ctx context.Context, region string) (*SharedFileSystem, error) {
	session, err := o.login(ctx)
	if err != nil {
		return nil, err
	}
	if session.projectID == "" && o.config.SystemScope == "" {
		return nil, &LoginError{auth: o.resolved.auth, Err: errors.New(
			"the token is for no project, and Manila needs one: set project_name (with project_domain_name) or project_id")}
	}
	endpoint, err := o.sharedFileSystemEndpoint(session, cmp.Or(region, o.resolved.region))
	if err != nil {
		return nil, err
	}
	state := o.regionState(endpoint.url)
	s := newSharedFileSystem(&gophercloud.ServiceClient{
		ProviderClient: session.provider,
		Endpoint:       endpoint.url,
		Type:           "sharev2",
		Microversion:   ResourceLocksMicroversion,
	}, state)
	s.Made = &o.Made
	s.Region, s.UserID, s.ProjectID, s.Roles = endpoint.region, session.userID, session.projectID, session.roles
	s.MaxRetries, s.Timeout, s.Jitter = o.how.MaxRetries, o.how.work(), o.how.Jitter
	_, err = state.version.Get(ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, checkVersion(ctx, s.ServiceClient)
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// NewSharedFileSystem is Manila behind a client of it, of which nothing is known yet.
func NewSharedFileSystem(client *gophercloud.ServiceClient) *SharedFileSystem {
	return newSharedFileSystem(client, &regionState{})
}

func newSharedFileSystem(client *gophercloud.ServiceClient, state *regionState) *SharedFileSystem {
	return &SharedFileSystem{
		ServiceClient: client, Handled: &state.handled, Made: &Made{}, Creating: &state.creating, standing: &state.standing,
		locks: &state.locks,
	}
}

func (o *OpenStack) regionState(url string) *regionState {
	o.mu.Lock()
	defer o.mu.Unlock()
	state, ok := o.regions[url]
	if !ok {
		state = &regionState{locks: resourcelocks.Reader{Writes: o.writes.Count}}
		o.regions[url] = state
	}
	return state
}
