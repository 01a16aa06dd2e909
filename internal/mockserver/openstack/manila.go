package openstack

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// ShareService is OpenStack's share service, Manila, of one region: shares and access rules as far as they can be
// locked, and resource locks in full. Its methods look at the state and change it as somebody else would, without
// a request. It behaves as Manila 20.0.0 with its default policies on MariaDB.
type ShareService struct {
	cloud  *OpenStack
	region string
	prefix string // before /v2 in every path
	shares []*share
	rules  []*accessRule
	locks  []*Lock
	typeID string
}

func newShareService(o *OpenStack, region, prefix string) *ShareService {
	return &ShareService{cloud: o, region: region, prefix: prefix, typeID: core.NewUUID()}
}

// manilaError is an error in the words of the share service.
type manilaError struct {
	kind    errorKind
	message string
}

type errorKind int

const (
	kindInternal errorKind = iota // something that Manila does not catch
	kindBadRequest
	kindForbidden
	kindNotFound
	kindConflict
	kindUnsupportedVersion
	kindUnprocessable
)

func (e manilaError) Error() string { return e.message }

var (
	errInternal = manilaError{
		kindInternal,
		"The server has either erred or is incapable of performing the requested operation.",
	}
	errAccessDenied  = manilaError{kindForbidden, "Access was denied to this resource."}
	errNotAuthorized = manilaError{kindForbidden, "Not authorized."}
	errNoResource    = manilaError{kindNotFound, "The resource could not be found."}
	errUnprocessable = manilaError{kindUnprocessable, "Unable to process the contained instructions"}
	errNoToken       = errors.New("The request you have made requires authentication.")
)

func badRequest(message string) error { return manilaError{kindBadRequest, message} }

func policyError(action string) error {
	return manilaError{kindForbidden, "Policy doesn't allow " + action + " to be performed."}
}

// faultOf has Manila's names of statuses (20.0.0, api/openstack/wsgi.py, class Fault); any other status is a
// computeFault.
var faultOf = map[errorKind]struct {
	status int
	name   string
}{
	kindInternal:           {http.StatusInternalServerError, "computeFault"},
	kindBadRequest:         {http.StatusBadRequest, "badRequest"},
	kindForbidden:          {http.StatusForbidden, "forbidden"},
	kindNotFound:           {http.StatusNotFound, "itemNotFound"},
	kindConflict:           {http.StatusConflict, "conflictingRequest"},
	kindUnsupportedVersion: {http.StatusNotAcceptable, "computeFault"},
	kindUnprocessable:      {http.StatusUnprocessableEntity, "computeFault"},
}

// caller is whoever makes a request.
type caller struct {
	userID, userName, projectID string
	roles                       []string
	system                      bool
	// service is set by a valid X-Service-Token alone; the role "service" in the user's own token does not do it.
	service bool
}

func (c caller) has(role string) bool { return slices.Contains(c.roles, role) }
func (c caller) isAdmin() bool        { return c.has("admin") }
func (c caller) adminOrService() bool { return c.has("admin") || c.has("service") }

// may is the check against the default policies, in which every rule has scope type "project". role is "reader" or
// "member".
func (c caller) may(role string) bool {
	return c.projectID != "" && (c.adminOrService() || c.has(role))
}

// manilaCall is one request to a controller.
type manilaCall struct {
	r       *http.Request
	caller  caller
	version microversion
	base    string // URL up to and without /v2
	// project is the project id of the path, with a slash behind it; "" if there is none.
	project string
	body    any
	// hasBody is false without a body, and for one that is not declared as JSON.
	hasBody bool
}

// manilaAnswer is what a handler returns; no body is an empty one.
type manilaAnswer struct {
	status int
	body   any
}

type manilaHandler func(*manilaCall) (manilaAnswer, error)

type projectKey struct{}

var projectPath = regexp.MustCompile(`^/([0-9a-f]{32})(/.+)$`)

func (m *ShareService) install() {
	o := m.cloud
	if o.config.htmlEndpoint {
		o.Handle("manila", m.prefix+"/", m.serveHTMLPage)
		return
	}
	o.Rewrite(m.takeProject)
	o.Handle("manila", m.prefix, m.serveVersions)
	o.Handle("manila", m.prefix+"/{$}", m.serveVersions)
	o.Handle("manila", m.prefix+"/v2", m.authenticated(m.redirect))
	o.HandleUnknown("manila", m.prefix+"/v2/", m.authenticated(m.routerNotFound))
	o.HandleUnknown("manila", m.prefix+"/", func(w http.ResponseWriter, r *http.Request) {
		m.routerNotFound(w, r, caller{})
	})
	m.route("GET", "/{$}", microversion{}, m.showVersion)
	m.installLocks()
	m.installShares()
	m.installAccessRules()
}

// takeProject moves a project id behind /v2/ from the path into the context: no pattern can tell /v2/PROJECT/shares
// from /v2/shares/ID.
func (m *ShareService) takeProject(r *http.Request) *http.Request {
	rest, ok := strings.CutPrefix(r.URL.Path, m.prefix+"/v2")
	if !ok {
		return r
	}
	found := projectPath.FindStringSubmatch(rest)
	if found == nil || found[2] == "/" {
		return r
	}
	r = r.Clone(context.WithValue(r.Context(), projectKey{}, found[1]))
	r.URL.Path, r.URL.RawPath = m.prefix+"/v2"+found[2], ""
	return r
}

// route adds a controller's method, which exists from microversion since on.
func (m *ShareService) route(method, path string, since microversion, h manilaHandler) {
	serve := m.authenticated(func(w http.ResponseWriter, r *http.Request, c caller) {
		if r.Method != method { // a GET pattern takes HEAD too; Manila's router does not
			m.routerNotFound(w, r, c)
			return
		}
		m.serveController(w, r, c, since, h)
	})
	m.cloud.Handle("manila", method+" "+m.prefix+"/v2"+path, serve)
}

// authenticated does what keystonemiddleware does in front of Manila. An X-Service-Token that does not hold, or is
// of somebody without the role "service", is a 401 too (service_token_roles_required).
func (m *ShareService) authenticated(h func(http.ResponseWriter, *http.Request, caller)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m.cloud.prepareHeader(w)
		m.cloud.Mu.Lock()
		c, err := m.cloud.identify(r)
		m.cloud.Mu.Unlock()
		if err != nil {
			w.Header().Set("WWW-Authenticate", `Keystone uri="`+baseURL(r)+keystonePrefix+`/v3"`)
			writePython(w, http.StatusUnauthorized, object{{"error", object{
				{"code", http.StatusUnauthorized}, {"title", "Unauthorized"}, {"message", err.Error()},
			}}})
			return
		}
		m.cloud.SetActor(r, c.userName)
		h(w, r, c)
	}
}

// identify tells the caller from the request's tokens.
func (o *OpenStack) identify(r *http.Request) (caller, error) {
	t, err := o.keystone.validate(r.Header.Get("X-Auth-Token"), o.Now())
	if err != nil {
		return caller{}, errNoToken
	}
	c := caller{userID: t.user.id, userName: t.user.name, roles: t.roles, system: t.system}
	if t.project != nil {
		c.projectID = t.project.id
	}
	if id := r.Header.Get("X-Service-Token"); id != "" {
		service, err := o.keystone.validate(id, o.Now())
		if err != nil || !slices.Contains(service.roles, "service") {
			return caller{}, errNoToken
		}
		c.service = true
	}
	return c, nil
}

// serveController checks the microversion and the path's project, reads the body, runs the handler under the lock
// and writes its answer or error.
func (m *ShareService) serveController(w http.ResponseWriter, r *http.Request, c caller, since microversion,
	h manilaHandler,
) {
	w.Header().Set("X-Compute-Request-Id", "req-"+core.NewUUID())
	version, err := m.requestedVersion(r)
	if version != (microversion{}) {
		w.Header().Set(versionHeader, version.String())
		w.Header().Set("Vary", "X-OpenStack-Manila-API-Version")
	}
	call := &manilaCall{r: r, caller: c, version: version, base: baseURL(r) + m.prefix}
	project, _ := r.Context().Value(projectKey{}).(string)
	if project != "" {
		call.project = project + "/"
	}
	answer := manilaAnswer{}
	switch {
	case err != nil:
	case project != "" && project != c.projectID:
		err = badRequest("Malformed request url")
	case call.readBody() != nil:
		err = badRequest("Malformed request body")
	case version.less(since):
		err = errNoResource
	default:
		m.cloud.Mu.Lock()
		answer, err = h(call)
		m.cloud.Mu.Unlock()
	}
	if err != nil {
		writeManilaError(w, err)
		return
	}
	if answer.body == nil {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		w.WriteHeader(answer.status)
		return
	}
	writePython(w, answer.status, answer.body)
}

// readBody decodes a body that is declared as JSON. Every other body counts as none.
func (c *manilaCall) readBody() error {
	raw, _ := io.ReadAll(c.r.Body) // a buffer
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if len(raw) == 0 || kind != "application/json" {
		return nil
	}
	if !utf8.Valid(raw) {
		return errors.New("not UTF-8")
	}
	body, err := decodeJSON(raw)
	c.body, c.hasBody = body, err == nil
	return err
}

func writeManilaError(w http.ResponseWriter, err error) {
	failure := errInternal
	_ = errors.As(err, &failure) // anything else is a 500, as in Manila
	fault := faultOf[failure.kind]
	writePython(w, fault.status, object{{fault.name, object{{"code", fault.status}, {"message", failure.message}}}})
}

func writePython(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(pythonJSON(document))
}
