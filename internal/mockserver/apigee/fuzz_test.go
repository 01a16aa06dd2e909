package apigee

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// fuzzServer is a server of a fuzz target, with a token.
func fuzzServer() (*server, string) {
	c := core.New(core.SystemClock{})
	g := google.New(c)
	s := &server{c, g, New(g, Quirks{})}
	return s, s.IssueGoogleToken("ana@shop.test")
}

// fuzzSend sends a request, and fails if the server says that it is broken or its answer is no JSON.
func fuzzSend(t *testing.T, s *server, token string, r *http.Request) {
	t.Helper()
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	isJSON := strings.HasPrefix(w.Header().Get("Content-Type"), "application/json")
	if w.Code >= 500 || isJSON && !json.Valid(w.Body.Bytes()) {
		t.Errorf("%s %s: %d %s", r.Method, r.URL, w.Code, w.Body)
	}
	s.ResetJournal()
}

// FuzzBodies sends bodies to every method that has one.
func FuzzBodies(f *testing.F) {
	paths := []string{
		"POST " + devApps, "POST " + devApps + "/portal", "PUT " + devApps + "/portal", "POST " + devApps + "/portal/keys",
		"POST " + devApps + "/portal/attributes", "POST " + developers, "PUT " + developers + "/ops+keys@acme.test",
		"POST " + products, "PUT " + products + "/maps", "POST " + groups, "PUT " + storefront,
		"POST " + storefront + "/apps", "PUT " + storefront + "/apps/shop", "POST " + storefront + "/apps/shop/keys",
		"POST " + storefront + "/apps/shop/keys/own", "PUT " + devApps + "/portal/keys/own",
	}
	f.Add(0, `{"name":"new","apiProducts":["weather"],"keyExpiresIn":"60","scopes":null}`)
	f.Add(13, `{"consumerKey":"own","consumerSecret":"s","expiresInSeconds":9223372036854775807}`)
	f.Add(14, `{"apiProducts":["maps"],"appGroupAppKey":{"attributes":[{"name":"a","value":"b"}]}}`)
	f.Add(7, `{"name":"p","displayName":"P","operationGroup":{"operationConfigs":[{"operations":[{"methods":["GET"]}]}]}}`)
	f.Add(5, `{"email":"x@y","firstName":"F","lastName":"L","userName":"U","attributes":[{}]}`)
	f.Add(6, `[[[[[[[[`)
	f.Fuzz(func(t *testing.T, at int, body string) {
		s, token := fuzzServer()
		method, path, _ := strings.Cut(paths[uint(at)%uint(len(paths))], " ")
		fuzzSend(t, s, token, httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body)))
		fuzzSend(t, s, token, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/organizations/acme/apps?expand=true", nil))
	})
}

// FuzzQueries sends query parameters to every list.
func FuzzQueries(f *testing.F) {
	s, token := fuzzServer()
	paths := []string{acme + "/apps", devApps, developers, products, groups, storefront + "/apps"}
	for i, query := range []string{
		"filter=consumerKey=k&pageSize=1&pageToken=MQ==", "count=1&startKey=a&expand=true", "ids=a,b&app=x",
		"attributename=a&attributevalue=b&space=c&count=-1", "filter=channelId%3Dx&pageToken=LTE=", "pageSize=0&pageToken=OTk5",
	} {
		f.Add(i, query)
	}
	f.Fuzz(func(t *testing.T, at int, query string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, paths[uint(at)%uint(len(paths))], nil)
		r.URL.RawQuery = query
		fuzzSend(t, s, token, r)
	})
}

// FuzzPaths sends requests with any path segment in the place of a name.
func FuzzPaths(f *testing.F) {
	f.Add("GET", "dev@acme.test", "portal", "k")
	f.Add("DELETE", "%2540", "a/b", "create")
	f.Add("POST", "appgroups/storefront", "%", "")
	f.Fuzz(func(t *testing.T, method, owner, app, key string) {
		s, token := fuzzServer()
		path := developers + "/" + url.PathEscape(owner) + "/apps/" + url.PathEscape(app) + "/keys/" + url.PathEscape(key)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Method, r.URL.Path = method, path
		if plain, err := url.PathUnescape(path); err == nil {
			r.URL.Path, r.URL.RawPath = plain, path
		}
		fuzzSend(t, s, token, r)
	})
}

// FuzzMoves sends bodies to the moves.
func FuzzMoves(f *testing.F) {
	paths := []string{
		acmeMoves + "/apiproducts/maps", acmeMoves + "/developers/dev@acme.test", acmeMoves + "/appgroups/storefront",
		acmeMoves + "/appgroups/storefront/apps/shop", acmeMoves + "/developers/dev@acme.test/apps/portal/keys/own",
	}
	f.Add(0, `{"scopes":["a"],"approval_type":"manual"}`)
	f.Add(1, `{"status":"inactive","apps":[{"name":"x","keys":[{"api_products":[{"name":"maps"}]}]}]}`)
	f.Add(2, `{"attributes":null,"created_at":"2026-01-01T00:00:00Z"}`)
	f.Add(4, `{"issued_at":null,"expires_at":"9999-01-01T00:00:00Z"}`)
	f.Fuzz(func(t *testing.T, at int, body string) {
		s, token := fuzzServer()
		path := paths[uint(at)%uint(len(paths))]
		fuzzSend(t, s, token, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body)))
		fuzzSend(t, s, token, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/organizations/acme/apps?expand=true", nil))
	})
}

// FuzzSeed loads seeds.
func FuzzSeed(f *testing.F) {
	f.Add(fullSeed)
	f.Add(`{"organizations":[{"name":"o","developers":[{}]}]}`)
	f.Add(`{"organizations":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		var seed Seed
		if core.DecodeSeed([]byte(text), &seed) != nil {
			return
		}
		s, _ := fuzzServer()
		if s.Apigee.Load(seed) == nil {
			s.Apigee.Reset()
			s.ApigeeFixture()
		}
	})
}
