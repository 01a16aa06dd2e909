package openstack

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// catalogOf logs alice in and returns "type region url" of every public endpoint.
func catalogOf(t *testing.T, s *OpenStack) []string {
	t.Helper()
	c := mockCloud(t, s)
	status, _, body := c.login(t, passwordAuth(`"name":"alice","domain":{"id":"default"}`, s.Password("alice"),
		`,"scope":{"project":{"id":"`+c.fixture.Projects["demo"]+`"}}`))
	var got struct {
		Token struct {
			Catalog []struct {
				Type      string
				Endpoints []struct{ Interface, Region, URL string }
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != 201 {
		t.Fatalf("%d %s: %v", status, body, err)
	}
	list := []string{}
	for _, service := range got.Token.Catalog {
		for _, e := range service.Endpoints {
			if e.Interface == "public" {
				list = append(list, service.Type+" "+e.Region+" "+strings.TrimPrefix(e.URL, s.URL()))
			}
		}
	}
	return list
}

func TestCatalogOptions(t *testing.T) {
	t.Parallel()
	const identity = "identity RegionOne /identity/v3"
	tests := map[string]struct {
		opts []Option
		want []string // PROJECT stands for the id of demo
	}{
		"default":     {nil, []string{"sharev2 RegionOne /share/v2", identity}},
		"other type":  {[]Option{WithShareServiceType("shared-file-system")}, []string{"shared-file-system RegionOne /share/v2", identity}},
		"project":     {[]Option{WithProjectIDInEndpoint()}, []string{"sharev2 RegionOne /share/v2/PROJECT", identity}},
		"two regions": {[]Option{WithRegions("RegionOne", "Two")}, []string{"sharev2 RegionOne /share/v2", "sharev2 Two /share-Two/v2", identity, "identity Two /identity/v3"}},
		"no shares":   {[]Option{WithoutShareService()}, []string{identity}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := started(t, tt.opts...)
			want := slices.Clone(tt.want)
			for i := range want {
				want[i] = strings.Replace(want[i], "PROJECT", s.Fixture().Projects["demo"], 1)
			}
			if got := catalogOf(t, s); !slices.Equal(got, want) {
				t.Errorf("catalog %q, want %q", got, want)
			}
		})
	}
}

func TestRegionsAreApart(t *testing.T) {
	t.Parallel()
	s := started(t, WithRegions("RegionOne", "Two"))
	second := s.Region("Two")
	if s.Region("RegionOne") != s.ShareService || s.Region("Three") != nil {
		t.Error("Region does not find the regions by name")
	}
	lock := second.CreateLock("alice", Lock{ResourceID: second.CreateShare("alice", "far")})
	if _, ok := s.Lock(lock.ID); ok || len(s.Locks()) != 0 {
		t.Error("the first region has the second one's lock")
	}
	c := mockCloud(t, s)
	c.fixture.Manila = s.URL() + "/share-Two/v2"
	c.run(t, []exchange{{
		as: "alice", method: "GET", path: "/resource-locks/" + lock.ID, wantStatus: 200,
		wantBody: `<any>"{root}/resource_locks/` + lock.ID + `"}]}}`,
	}})
}

func TestMaxMicroversion(t *testing.T) {
	t.Parallel()
	c := mockCloud(t, started(t, WithMaxMicroversion("2.78")))
	c.run(t, []exchange{
		{method: "GET", path: "{root}/", wantStatus: 300, wantBody: `<any>"version": "2.78"<any>`},
		{
			as: "alice", method: "GET", path: "/resource-locks", version: "2.81", wantStatus: 406,
			wantBody: strings.Replace(notSupported("2.81"), "2.89", "2.78", 1),
		},
		{as: "alice", method: "GET", path: "/resource-locks", version: "2.78", wantStatus: 404, wantBody: noSuchAPI},
	})
}

func TestHTMLEndpoint(t *testing.T) {
	t.Parallel()
	page := []exchange{{
		as: "alice", method: "GET", path: "/resource-locks", wantStatus: 200, wantBody: "<!DOCTYPE html><any>",
		wantHeader: map[string]string{"Content-Type": "text/html; charset=UTF-8", versionHeader: ""},
	}}
	mockCloud(t, started(t, WithHTMLEndpoint())).run(t, page)
}

func TestActingAsOthers(t *testing.T) {
	t.Parallel()
	s := New(core.New(core.SystemClock{}))
	share := s.CreateShare("alice", "mine")
	reason := "why"
	l := s.CreateLock("admin", Lock{ResourceID: share, LockReason: &reason})
	if l.LockContext != "admin" || l.ProjectID != s.Fixture().Projects["admin"] || l.ResourceType != "share" {
		t.Errorf("admin's lock: %+v", l)
	}
	if !s.UpdateLock(l.ID, func(l *Lock) { l.ResourceAction = "" }) || s.UpdateLock("none", nil) {
		t.Error("UpdateLock does not report what it found")
	}
	reason = "changed outside"
	if got, ok := s.Lock(l.ID); !ok || got.ResourceAction != "" || *got.LockReason != "why" || got.UpdatedAt.IsZero() {
		t.Errorf("after the update: %+v", got)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/_mock/locks/"+l.ID, nil))
	if w.Code != 204 || len(s.Locks()) != 0 || s.DeleteLock(l.ID) {
		t.Errorf("DELETE /_mock/locks: %d, left %v", w.Code, s.Locks())
	}
	s.CreateLock("alice", Lock{ResourceID: share})
	if !s.DeleteShare(share) || s.DeleteShare(share) || s.SetShareStatus(share, "error") || len(s.Locks()) != 0 {
		t.Error("a deleted share is still there, or its lock is")
	}
}
