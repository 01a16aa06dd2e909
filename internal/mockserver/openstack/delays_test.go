package openstack

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// TestThingsThatTakeTime goes through the life of a share and of an access rule as the openstack provider does: create,
// wait for available, allow access, wait for active, deny, wait until it is gone, delete, wait until it is gone.
func TestThingsThatTakeTime(t *testing.T) {
	t.Parallel()
	clock := core.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	s := startedAt(t, clock, WithDelays(Delays{Create: 5 * time.Second, Apply: 2 * time.Second, Delete: 3 * time.Second}))
	token := s.IssueToken("alice")
	call := func(status int, method, path, body, want string) string {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), method, "/share/v2"+path, strings.NewReader(body))
		r.Header.Set("X-Auth-Token", token)
		r.Header.Set("X-OpenStack-Manila-API-Version", "2.82")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != status || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s %s: %d %s, want %d with %s", method, path, w.Code, w.Body, status, want)
		}
		return firstID(w.Body.String())
	}
	share := "/shares/" + call(200, "POST", "/shares", `{"share":{"share_proto":"nfs","size":1,"name":"s"}}`, `"status": "creating"`)
	call(200, "GET", share, "", `"status": "creating"`)
	clock.Advance(5 * time.Second)
	call(200, "GET", share, "", `"status": "available"`)
	rule := call(200, "POST", share+"/action", `{"allow_access":{"access_type":"ip","access_to":"203.0.113.7","access_level":"rw"}}`, `"queued_to_apply"`)
	call(200, "GET", "/share-access-rules/"+rule, "", `"queued_to_apply"`)
	clock.Advance(2 * time.Second)
	call(200, "GET", "/share-access-rules/"+rule, "", `"state": "active"`)
	call(202, "POST", share+"/action", `{"deny_access":{"access_id":"`+rule+`"}}`, "")
	call(200, "GET", "/share-access-rules/"+rule, "", `"queued_to_deny"`)
	call(409, "POST", "/resource-locks", `{"resource_lock":{"resource_id":"`+rule+`","resource_type":"access_rule"}}`, "not suitable for locking")
	clock.Advance(3 * time.Second)
	call(404, "GET", "/share-access-rules/"+rule, "", "")
	call(202, "DELETE", share, "", "")
	call(200, "GET", share, "", `"status": "deleting"`)
	call(409, "POST", "/resource-locks", `{"resource_lock":{"resource_id":"`+strings.TrimPrefix(share, "/shares/")+`","resource_type":"share"}}`,
		"Resource status not suitable for locking.")
	clock.Advance(3 * time.Second)
	call(404, "GET", share, "", "")
}

func TestDelaysFromOutside(t *testing.T) {
	t.Parallel()
	s := started(t)
	set := func(body string) (int, string) {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_mock/openstack/delays", strings.NewReader(body)))
		return w.Code, w.Body.String()
	}
	if code, body := set(`{"create": "5s", "apply": "1m", "delete": "1d"}`); code != 204 {
		t.Errorf("%d %s", code, body)
	}
	if want := (Delays{5 * time.Second, time.Minute, 24 * time.Hour}); s.config.delays != want {
		t.Errorf("delays %+v, want %+v", s.config.delays, want)
	}
	if code, body := set(`{"apply": "soon"}`); code != 400 || !strings.HasPrefix(body, `apply: "soon" is no duration`) {
		t.Errorf("%d %s", code, body)
	}
	s.Reset()
	if s.config.delays != (Delays{}) {
		t.Errorf("delays after Reset: %+v", s.config.delays)
	}
}
