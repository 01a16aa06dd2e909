// Package google is what the mocks of Google's APIs share: accounts, OAuth 2.0 tokens and impersonation, proto3 JSON,
// errors, and the front end that checks a request before a method sees it.
package google

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// Google is what all of Google's APIs share: accounts and their tokens, and the front end that checks a request and
// writes its answer.
type Google struct {
	*core.Core
	accounts accounts
}

// New adds the token endpoints to c, and the pages that answer unknown paths.
func New(c *core.Core, quirks TokenQuirks) *Google {
	g := &Google{Core: c, accounts: accounts{quirks: quirks}}
	g.Rewrite(splitCustomVerb)
	g.HandleUnknown("google", "/v1/", NotFoundPage)
	g.HandleUnknown("google", "/v1alpha/", NotFoundPage)
	g.installTokens()
	return g
}

// Call is one authenticated request to a Google API.
type Call struct {
	*http.Request
	Content []byte // the body
	Caller  string // the e-mail of the token's account
}

// Route is a method of a Google API. It answers with what is to be written as JSON, or with a Status.
type Route struct {
	API, Pattern string
	Permission   string      // what the caller needs, such as "apigee.appkeys.get"; "" if the method decides
	Query        []string    // the query parameters besides the ones that every method has
	Missing      func() bool // says that the service does not have the method at the moment; nil: it always has
	Handle       func(*Call) (any, error)
}

// Status answers with a status and, as it is, a body.
type Status struct {
	Code int
	Body string
}

// Handle adds a route that asks for a bearer token, for the permission, and answers as Google's front end does.
func (g *Google) Handle(route Route) {
	g.Core.Handle(route.API, route.Pattern, func(w http.ResponseWriter, r *http.Request) {
		g.Mu.Lock()
		defer g.Mu.Unlock()
		if route.Missing != nil && route.Missing() {
			NotFoundPage(w, r)
			return
		}
		answer, err := g.serve(route, r)
		if err != nil {
			writeError(w, err)
			return
		}
		writeAnswer(w, answer)
	})
}

func (g *Google) serve(route Route, r *http.Request) (any, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	caller, err := g.identify(r)
	if err != nil {
		return nil, err
	}
	if err := checkQuery(r.URL.Query(), route.Query); err != nil {
		return nil, err
	}
	if route.Permission != "" {
		if err := g.accounts.permit(caller, route.Permission, resourceOf(r)); err != nil {
			return nil, err
		}
	}
	return route.Handle(&Call{Request: r, Content: body, Caller: caller})
}

func writeAnswer(w http.ResponseWriter, answer any) {
	if status, ok := answer.(Status); ok {
		if status.Body != "" {
			w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		}
		w.WriteHeader(status.Code)
		_, _ = io.WriteString(w, status.Body)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(answer)
}

// systemParameters are the query parameters of every method, by the "parameters" of the discovery documents.
var systemParameters = []string{
	"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser",
	"uploadType", "upload_protocol",
}

// checkQuery refuses query parameters that the method does not have.
func checkQuery(query url.Values, allowed []string) error {
	var problems FieldProblems
	for name := range query {
		if !slices.Contains(systemParameters, name) && !slices.Contains(allowed, name) {
			problems.Add("", `Invalid JSON payload received. Unknown name "`+name+`": Cannot bind query parameter. Field '`+
				name+`' could not be found in request message.`)
		}
	}
	return problems.Err()
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

// resourceOf names what a request is about, as far as an error may repeat it: keys are credentials.
func resourceOf(r *http.Request) string {
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case len(segments) > 2 && segments[1] == "organizations":
		return strings.Join(segments[1:3], "/")
	case len(segments) > 4 && segments[1] == "projects":
		return strings.Join(segments[1:5], "/")
	}
	return r.URL.Path
}
