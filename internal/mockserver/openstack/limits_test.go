package openstack

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// TestRequestLimits was recorded from Manila 20.0.0-3+deb13u2.
func TestRequestLimits(t *testing.T) {
	t.Parallel()
	conformanceCloud(t).run(t, []exchange{
		{
			as: "alice", method: "POST", path: "/resource-locks", body: strings.Repeat("[", 114_689), wantStatus: 413,
			wantBody: tooLargePage, wantHeader: map[string]string{versionHeader: ""},
		},
		{as: "alice", method: "POST", path: "/resource-locks", body: strings.Repeat("[", 100_000), wantStatus: 500},
		{
			as: "alice", method: "POST", path: "/resource-locks", body: strings.Repeat("[", 900), wantStatus: 400,
			wantBody: `{"badRequest": {"code": 400, "message": "Malformed request body"}}`,
		},
	})
}

// TestQueryIsUTF8 was recorded from Manila 20.0.0-3+deb13u2: names count as values do.
func TestQueryIsUTF8(t *testing.T) {
	t.Parallel()
	const refused = `{"badRequest": {"code": 400, "message": "Query string is not UTF-8 encoded"}}`
	conformanceCloud(t).run(t, []exchange{
		{as: "alice", method: "GET", path: "/resource-locks?%ff=1", wantStatus: 400, wantBody: refused},
		{as: "alice", method: "GET", path: "/resource-locks?lock_reason~=%ff", wantStatus: 400, wantBody: refused},
		{as: "alice", method: "GET", path: "/resource-locks?lock_reason~=%00", wantStatus: 200, wantBody: `{"resource_locks": []}`},
	})
}

func TestPanicGivesTheLockBack(t *testing.T) {
	t.Parallel()
	s := started(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	for name, act := range map[string]func(){
		"manila": func() {
			_, _ = s.handle(&manilaCall{r: r}, func(*manilaCall) (manilaAnswer, error) { panic("mistake") })
		},
		"keystone": func() {
			_, _ = s.underLock(r, func(*http.Request) (keystoneAnswer, error) { panic("mistake") })
		},
	} {
		func() {
			defer func() { _ = recover() }()
			act()
		}()
		if !s.Mu.TryLock() {
			t.Fatalf("%s keeps the lock after a panic", name)
		}
		s.Mu.Unlock()
	}
}

func TestOldVersionDocument(t *testing.T) {
	t.Parallel()
	conformanceCloud(t).run(t, []exchange{
		{
			as: "alice", method: "GET", path: "{root}/v1/", version: "-", wantStatus: 200, wantBody: `{"versions": [` + v1Body + `]}`,
			wantHeader: map[string]string{versionHeader: "1.0"},
		},
		{method: "GET", path: "{root}/v1/", version: "-", wantStatus: 401},
	})
}

func TestProjectOfOthers(t *testing.T) {
	t.Parallel()
	refused := forbiddenBody("Not authorized.")
	list := func(query string, status int, body string) exchange {
		return exchange{as: "alice", method: "GET", path: "/resource-locks?id=none&" + query, wantStatus: status, wantBody: body}
	}
	steps := []exchange{
		list("project_id={project-other}", 403, refused),
		list("project_id={project-other}&all_tenants=1", 403, refused),
		list("project_id={project-other}&all_projects=1", 200, `{"resource_locks": []}`),
		list("project_id={project-demo}", 200, `{"resource_locks": []}`),
	}
	conformanceCloud(t).run(t, steps)
	mockCloud(t, started(t, WithOldProjectFilter())).run(t, []exchange{list("project_id={project-other}", 200, `{"resource_locks": []}`)})
}

func TestPublicShares(t *testing.T) {
	t.Parallel()
	put := func(as, body string, status int, want string) exchange {
		return exchange{as: as, method: "PUT", path: "/shares/{share-3}", body: body, wantStatus: status, wantBody: want}
	}
	mockCloud(t, started(t)).run(t, []exchange{
		put("alice", `{"share":{"is_public":true}}`, 403, forbiddenBody("User is not authorized to set 'is_public' to True in the request.")),
		put("alice", `{"share":{"is_public":false}}`, 200, `<any>"is_public": false<any>`),
		put("admin", `{"share":{"is_public":true}}`, 200, `<any>"is_public": true<any>`),
	})
}

// FuzzRequest sends any query and any body to the methods of both services.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][4]string{
		{"GET", "/share/v2/resource-locks", "limit=1&offset=1&with_count=true&sort_key=created_at&lock_reason~=%25", ""},
		{"GET", "/share/v2/resource-locks", "created_since=2026-13-45T99&created_before=2026-01-01T00:00:00%2B99:99", ""},
		{"POST", "/share/v2/resource-locks", "", `{"resource_lock":{"resource_id":"x","lock_reason":null}}`},
		{"POST", "/identity/v3/auth/tokens", "", `{"auth":{"identity":{"methods":["token"],"token":{"id":"x"}}}}`},
		{"POST", "/identity/v3/auth/tokens", "", strings.Repeat(`{"a":`, 20_000)},
		{"POST", "/share/v2/shares", "", `{"share":{"size":{},"share_proto":1}}`},
		{"POST", "/share/v2/shares/SHARE/action", "", `{"allow_access":{"access_type":"ip","access_to":"::1/129"}}`},
		{"POST", "/share/v2/shares/SHARE/action", "", `{"extend":{"new_size":[]}}`},
		{"PUT", "/share/v2/shares/SHARE", "", `{"share":[]}`},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		s := New(core.New(core.SystemClock{}))
		lock := s.CreateLock("alice", Lock{ResourceID: s.Fixture().Shares["share-1"]})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", strings.NewReader(body))
		path = strings.NewReplacer("SHARE", lock.ResourceID, "LOCK", lock.ID).Replace(path)
		r.Method, r.URL = method, &url.URL{Path: path, RawQuery: query}
		r.Header.Set("X-Auth-Token", s.IssueToken("alice"))
		r.Header.Set("X-OpenStack-Manila-API-Version", "2.82")
		r.Header.Set("Content-Type", "application/json")
		s.ServeHTTP(httptest.NewRecorder(), r)
	})
}
