package openstack

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// keystone is the state of the identity service: domain Default, users, projects, roles, tokens.
type keystone struct {
	roleIDs    map[string]string
	projects   map[string]*project // by name
	users      map[string]*user    // by name
	tokens     map[string]*token
	serviceIDs map[string]string // ids of services and endpoints in the catalog, by what they are
}

type project struct{ id, name string }

type user struct {
	id, name, password string
	home               *project // the project that clouds.yaml and IssueToken use
	grants             map[*project][]string
	systemRoles        []string
	appCredentials     []*appCredential
}

type appCredential struct {
	id, name, secret string
	project          *project
	roles            []string
}

const (
	domainID   = "default"
	domainName = "Default"
)

// impliedRoles are those that "keystone-manage bootstrap" sets up.
var impliedRoles = map[string][]string{
	"admin":   {"manager", "member", "reader"},
	"manager": {"member", "reader"},
	"member":  {"reader"},
}

func newKeystone() *keystone {
	k := &keystone{
		roleIDs: map[string]string{}, projects: map[string]*project{}, users: map[string]*user{},
		tokens: map[string]*token{}, serviceIDs: map[string]string{},
	}
	for _, role := range []string{"admin", "manager", "member", "reader", "service"} {
		k.roleIDs[role] = newHexID()
	}
	return k
}

// Errors of the identity service.
var (
	errUnauthorized   = errors.New("The request you have made requires authentication.")
	errUnknownToken   = errors.New("Could not recognize Fernet token")
	errInvalidToken   = errors.New("Failed to validate token")
	errScopedAppCred  = errors.New("Error authenticating with application credential: Application credentials cannot request a scope.")
	errMayNotValidate = errors.New("You are not authorized to perform the requested action: identity:validate_token.")
	errMayNotRevoke   = errors.New("You are not authorized to perform the requested action: identity:revoke_token.")
)

// expectedError says what a request lacks, in Keystone's words.
type expectedError struct{ attribute, target string }

func (e expectedError) Error() string {
	return fmt.Sprintf("Expecting to find %s in %s. The server could not comply with the request since it is either "+
		"malformed or otherwise incorrect. The client is assumed to be in error.", e.attribute, e.target)
}

// keystoneAnswer is what a handler of the identity service returns.
type keystoneAnswer struct {
	status int
	header map[string]string
	body   any
}

// keystoneStatus maps an error to its status.
func keystoneStatus(err error) int {
	var expected expectedError
	switch {
	case errors.As(err, &expected):
		return http.StatusBadRequest
	case errors.Is(err, errUnknownToken), errors.Is(err, errInvalidToken):
		return http.StatusNotFound
	case errors.Is(err, errMayNotValidate), errors.Is(err, errMayNotRevoke):
		return http.StatusForbidden
	}
	return http.StatusUnauthorized
}

func (o *OpenStack) installKeystone() {
	handle := func(pattern string, h func(*http.Request) (keystoneAnswer, error)) {
		o.Handle("keystone", pattern, o.keystoneAdapter(h))
	}
	handle("GET "+keystonePrefix, o.keystoneVersions)
	handle("GET "+keystonePrefix+"/{$}", o.keystoneVersions)
	handle("GET "+keystonePrefix+"/v3", o.keystoneVersion)
	handle("GET "+keystonePrefix+"/v3/{$}", o.keystoneVersion)
	handle("POST "+keystonePrefix+"/v3/auth/tokens", o.createToken)
	handle("GET "+keystonePrefix+"/v3/auth/tokens", o.showToken) // HEAD too
	handle("DELETE "+keystonePrefix+"/v3/auth/tokens", o.revokeToken)
	o.HandleUnknown("keystone", keystonePrefix+"/", o.keystoneUnknown)
}

// keystoneAdapter runs a handler under the lock and writes its answer or error as Keystone does.
func (o *OpenStack) keystoneAdapter(h func(*http.Request) (keystoneAnswer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		o.Mu.Lock()
		answer, err := h(r)
		o.Mu.Unlock()
		o.keystoneHeader(w)
		if err != nil {
			answer = keystoneFailure(w, r, err)
		}
		for name, value := range answer.header {
			w.Header().Set(name, value)
		}
		body := []byte{}
		if answer.body != nil {
			w.Header().Set("Content-Type", "application/json")
			body = pythonJSON(answer.body)
		}
		w.WriteHeader(answer.status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(body)
		}
	}
}

func (o *OpenStack) keystoneHeader(w http.ResponseWriter) {
	o.prepareHeader(w)
	w.Header().Set("Vary", "X-Auth-Token")
	w.Header().Set("X-Openstack-Request-Id", "req-"+core.NewUUID())
}

func keystoneFailure(w http.ResponseWriter, r *http.Request, err error) keystoneAnswer {
	status := keystoneStatus(err)
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Keystone uri="`+baseURL(r)+keystonePrefix+`/v3"`)
	}
	content := object{{"code", status}, {"message", err.Error()}, {"title", http.StatusText(status)}}
	if errors.Is(err, errScopedAppCred) {
		content = append(object{content[0], {"identity", object{}}}, content[1:]...)
	}
	return keystoneAnswer{status: status, body: object{{"error", content}}}
}

func keystoneVersionBody(r *http.Request) object {
	return object{
		{"id", "v3.14"},
		{"status", "stable"},
		{"updated", "2020-04-07T00:00:00Z"},
		{"links", []any{object{{"rel", "self"}, {"href", baseURL(r) + keystonePrefix + "/v3/"}}}},
		{"media-types", []any{object{
			{"base", "application/json"}, {"type", "application/vnd.openstack.identity-v3+json"},
		}}},
	}
}

// keystoneVersions is the root: a list of versions with status 300 (Keystone 27.0.0, api/discovery.py).
func (o *OpenStack) keystoneVersions(r *http.Request) (keystoneAnswer, error) {
	return keystoneAnswer{
		status: http.StatusMultipleChoices,
		header: map[string]string{"Location": baseURL(r) + keystonePrefix + "/v3/"},
		body:   object{{"versions", object{{"values", []any{keystoneVersionBody(r)}}}}},
	}, nil
}

func (o *OpenStack) keystoneVersion(r *http.Request) (keystoneAnswer, error) {
	return keystoneAnswer{status: http.StatusOK, body: object{{"version", keystoneVersionBody(r)}}}, nil
}

// keystoneUnknown is the 404 of Flask, on which Keystone stands.
func (o *OpenStack) keystoneUnknown(w http.ResponseWriter, _ *http.Request) {
	o.keystoneHeader(w)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte("<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n" +
		"<p>The requested URL was not found on the server. If you entered the URL manually please check your " +
		"spelling and try again.</p>\n"))
}
