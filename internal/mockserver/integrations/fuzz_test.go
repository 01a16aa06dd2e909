package integrations

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzRequest sends requests with any query and any body to the methods that read one.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][3]string{
		{"GET", "filter=state=DRAFT AND NOT (snapshot_number<3 OR user_label:x)&orderBy=name", ""},
		{"GET", "filter=" + strings.Repeat("(", 50_000), ""},
		{"GET", "filter=" + strings.Repeat("NOT ", 50_000), ""},
		{"GET", "pageSize=1&pageToken=eCAtMQ", ""},
		{"GET", "pageSize=9223372036854775808", ""},
		{"POST", "newIntegration=true", `{"description":"x","taskConfigs":[{}]}`},
		{"POST", "", strings.Repeat("[", 50_000)},
		{"PATCH", "updateMask=user_label,name", `{"userLabel":"l"}`},
		{"PATCH", "updateMask=*", `{"databasePersistencePolicy":"x"}`},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, query, body string) {
		s, _ := newServer(t, Quirks{})
		token := s.IssueGoogleToken(ana)
		draft := s.Versions(OrdersIntegration)[1].ID
		for _, path := range []string{"", "/" + draft, "/" + draft + ":takeoverEditLock", ":upload"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", strings.NewReader(body))
			r.Method, r.URL = method, &url.URL{Path: "/v1/" + ApigeeOrdersIntegration + "/versions" + path, RawQuery: query}
			r.Header.Set("Authorization", "Bearer "+token)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code == http.StatusInternalServerError {
				t.Errorf("%s %s: %d %s", method, r.URL, w.Code, w.Body)
			}
		}
	})
}

// FuzzMove sends any body to the moves.
func FuzzMove(f *testing.F) {
	f.Add("takeover", `{"name":"`+OrdersIntegration+`"}`)
	f.Add("lapse", `{"name":"projects/shop/locations/x/integrations/y/versions/z"}`)
	f.Add("create", `{"name":"projects//locations//integrations/"}`)
	f.Fuzz(func(t *testing.T, move, body string) {
		s, _ := newServer(t, Quirks{})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.URL.Path = "/_mock/integrations/" + move
		s.ServeHTTP(httptest.NewRecorder(), r)
	})
}
