package mockserver

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// googleAPIs is the state of Google's half.
type googleAPIs struct {
	accounts     googleAccounts
	apigee       apigeeStore
	integrations integrationStore
}

// installGoogle adds the routes of Google's APIs and the seed.
func (s *Server) installGoogle() {
	s.rewrites = append(s.rewrites, splitCustomVerb)
	s.handleUnknown("google", "/v1/", googleNotFoundPage)
	s.handleUnknown("google", "/v1alpha/", googleNotFoundPage)
	s.installGoogleTokens()
	s.installApigee()
	s.installIntegrations()
}

// googleCall is one authenticated request to a Google API.
type googleCall struct {
	*http.Request
	body   []byte
	caller string // the e-mail of the token's account
}

// googleRoute is a method of a Google API. It answers with what is to be written as JSON, or with a googleStatus.
type googleRoute struct {
	api, pattern string
	permission   string      // what the caller needs, such as "apigee.appkeys.get"; "" if the method decides
	query        []string    // the query parameters besides the ones that every method has
	missing      func() bool // says that the service does not have the method at the moment; nil: it always has
	handle       func(*googleCall) (any, error)
}

// googleStatus answers with a status and, as it is, a body.
type googleStatus struct {
	code int
	body string
}

// handleGoogle adds a route that asks for a bearer token, for the permission, and answers as Google's front end does.
func (s *Server) handleGoogle(route googleRoute) {
	s.handle(route.api, route.pattern, func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if route.missing != nil && route.missing() {
			googleNotFoundPage(w, r)
			return
		}
		answer, err := s.serveGoogle(route, r)
		if err != nil {
			writeGoogleError(w, err)
			return
		}
		writeGoogle(w, answer)
	})
}

func (s *Server) serveGoogle(route googleRoute, r *http.Request) (any, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	caller, err := s.identifyGoogle(r)
	if err != nil {
		return nil, err
	}
	if err := checkQuery(r.URL.Query(), route.query); err != nil {
		return nil, err
	}
	if route.permission != "" {
		if err := s.google.accounts.permit(caller, route.permission, googleResource(r)); err != nil {
			return nil, err
		}
	}
	return route.handle(&googleCall{Request: r, body: body, caller: caller})
}

func writeGoogle(w http.ResponseWriter, answer any) {
	if status, ok := answer.(googleStatus); ok {
		if status.body != "" {
			w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		}
		w.WriteHeader(status.code)
		_, _ = io.WriteString(w, status.body)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(answer)
}

// googleSystemParameters are the query parameters of every method, by the "parameters" of the discovery documents.
var googleSystemParameters = []string{
	"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser",
	"uploadType", "upload_protocol",
}

// checkQuery refuses query parameters that the method does not have.
func checkQuery(query url.Values, allowed []string) error {
	var problems fieldProblems
	for name := range query {
		if !slices.Contains(googleSystemParameters, name) && !slices.Contains(allowed, name) {
			problems.add("", `Invalid JSON payload received. Unknown name "`+name+`": Cannot bind query parameter. Field '`+
				name+`' could not be found in request message.`)
		}
	}
	return problems.err()
}

// splitCustomVerb gives the verb of a path such as …/versions/1:publish a segment of its own, as in
// …/versions/1/:publish, for a pattern of a ServeMux can only match whole segments. The colon counts where it stands
// literally.
func splitCustomVerb(r *http.Request) *http.Request {
	escaped := r.URL.EscapedPath()
	if !strings.HasPrefix(escaped, "/v1/projects/") && !strings.HasPrefix(escaped, "/v1alpha/projects/") {
		return r
	}
	colon := strings.LastIndexByte(escaped, ':')
	if colon < strings.LastIndexByte(escaped, '/') {
		return r
	}
	raw := escaped[:colon] + "/" + escaped[colon:]
	path, err := url.PathUnescape(raw)
	if err != nil {
		return r
	}
	split := *r
	split.URL = &url.URL{}
	*split.URL = *r.URL
	split.URL.Path, split.URL.RawPath = path, raw
	return &split
}

// googleResource names what a request is about, as far as an error may repeat it: keys are credentials.
func googleResource(r *http.Request) string {
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case len(segments) > 2 && segments[1] == "organizations":
		return strings.Join(segments[1:3], "/")
	case len(segments) > 4 && segments[1] == "projects":
		return strings.Join(segments[1:5], "/")
	}
	return r.URL.Path
}
