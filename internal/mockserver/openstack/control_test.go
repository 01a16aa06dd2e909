package openstack

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

func TestMovesOfOthers(t *testing.T) {
	t.Parallel()
	const no = `is not expected here; expected one of `
	tests := map[string]struct {
		moves []string // method, path below /_mock/openstack/ and body; {id} is the first id of the answer before
		code  int
		want  string
	}{
		"make a lock": {
			[]string{`POST locks {"user":"bob","resource":"share-1","lock_reason":"mine"}`}, 200, `"lock_reason": "mine"`,
		},
		"change a lock": {
			[]string{`POST locks {"user":"bob","resource":"share-1"}`, `PATCH locks/{id} {"lock_reason":"changed"}`}, 200, `"changed"`,
		},
		"delete a lock": {
			[]string{`POST locks {"user":"bob","resource":"share-1"}`, `DELETE locks/{id}`, `GET locks`}, 200, `[]`,
		},
		"make a share":        {[]string{`POST shares {"user":"alice","name":"more"}`, `PATCH shares/more {"status":"error"}`}, 204, ""},
		"delete a share":      {[]string{`DELETE shares/share-1`, `DELETE shares/share-1`}, 400, `share: "share-1" ` + no + `share-2, share-3, share-carol`},
		"make a rule":         {[]string{`POST access-rules {"share":"share-2","access_to":"203.0.113.9"}`, `PATCH access-rules/{id} {"state":"error"}`}, 204, ""},
		"delete a rule":       {[]string{`POST access-rules {"share":"share-2","access_to":"203.0.113.9"}`, `DELETE access-rules/{id}`}, 204, ""},
		"revoke":              {[]string{`POST revoke-tokens`}, 204, ""},
		"revoke one user's":   {[]string{`POST revoke-tokens {"user":"bob"}`}, 204, ""},
		"revoke nobody's":     {[]string{`POST revoke-tokens {"user":"dave"}`}, 400, `user: "dave" ` + no},
		"no new password":     {[]string{`POST password {"user":"bob"}`}, 400, `password: expected the new password`},
		"nobody's password":   {[]string{`POST password {"user":"dave","password":"x"}`}, 400, `user: "dave" ` + no},
		"no such user":        {[]string{`POST locks {"user":"dave","resource":"share-1"}`}, 400, `user: "dave" ` + no},
		"no such lock":        {[]string{`DELETE locks/x`}, 400, `id: "x" ` + no},
		"no such rule":        {[]string{`PATCH access-rules/x {}`}, 400, `id: "x" ` + no},
		"no such state":       {[]string{`POST access-rules {"share":"share-2","access_to":"203.0.113.9"}`, `PATCH access-rules/{id} {"state":"x"}`}, 400, `state: "x" ` + no + `active`},
		"no status":           {[]string{`PATCH shares/share-1 {}`}, 400, `status: expected a status`},
		"unknown field":       {[]string{`POST shares {"nam":"x"}`}, 400, `nam: unknown name; expected one of`},
		"no JSON":             {[]string{`POST shares x`}, 400, `not JSON`},
		"no body to a lock":   {[]string{`POST locks {"user":"bob","resource":"share-1"}`, `PATCH locks/{id} x`}, 400, `not JSON`},
		"another region":      {[]string{`GET locks?region=Two`}, 400, `region: "Two" ` + no + `RegionOne`},
		"taken name":          {[]string{`POST shares {"user":"alice","name":"share-1"}`}, 400, `name: "share-1" is empty or there twice`},
		"rule that is there":  {[]string{`POST access-rules {"share":"share-1","access_to":"203.0.113.10"}`}, 400, `access_to: Share access ip:203.0.113.10 exists.`},
		"rule without a body": {[]string{`POST access-rules x`}, 400, `not JSON`},
	}
	firstID := regexp.MustCompile(`"id": "([^"]*)"`)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, id := started(t), ""
			var w *httptest.ResponseRecorder
			for _, move := range tt.moves {
				parts := strings.SplitN(strings.ReplaceAll(move, "{id}", id)+" ", " ", 3)
				w = httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), parts[0], "/_mock/openstack/"+parts[1], strings.NewReader(parts[2])))
				if found := firstID.FindStringSubmatch(w.Body.String()); found != nil {
					id = found[1]
				}
			}
			if w.Code != tt.code || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%d %s, want %d with %s", w.Code, w.Body, tt.code, tt.want)
			}
		})
	}
}

func TestUsersAreChanged(t *testing.T) {
	t.Parallel()
	s := started(t)
	c := mockCloud(t, s)
	move := func(path, body string) {
		t.Helper()
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_mock/openstack/"+path, strings.NewReader(body)))
		if w.Code != 204 {
			t.Errorf("%s %s: %d %s", path, body, w.Code, w.Body)
		}
	}
	list := func(as string, status int) {
		t.Helper()
		c.run(t, []exchange{{as: as, method: "GET", path: "/resource-locks", wantStatus: status}})
	}
	list("alice", 200)
	list("bob", 200)
	move("revoke-tokens", `{"user":"bob"}`)
	list("alice", 200)
	list("bob", 401)
	old := c.passwords["alice"]
	move("password", `{"user":"alice","password":"changed"}`)
	list("alice", 401)
	login := func(password string) int {
		status, _, _ := c.login(t, passwordAuth(`"name":"alice","domain":{"id":"default"}`, password, ""))
		return status
	}
	if got := login("changed"); got != 201 {
		t.Errorf("login with the new password: %d", got)
	}
	if got := login(old); got != 401 {
		t.Errorf("login with the old password: %d", got)
	}
	s.Reset()
	if got := login(old); got != 201 {
		t.Errorf("login with the seed's password after Reset: %d", got)
	}
}

// FuzzMove sends any body to the moves.
func FuzzMove(f *testing.F) {
	f.Add("POST", "locks", `{"user":"bob","resource":"share-1"}`)
	f.Add("POST", "shares", `{"user":"bob","name":"x","size":-1}`)
	f.Add("POST", "access-rules", `{"share":"share-1","access_to":"::/0"}`)
	f.Add("PATCH", "shares/share-1", `{"status":"x"}`)
	f.Add("POST", "revoke-tokens", `{"user":"bob"}`)
	f.Add("POST", "password", `{"user":"bob","password":"x"}`)
	f.Add("POST", "delays", `{"create":"9999999999d"}`)
	f.Fuzz(func(t *testing.T, method, path, body string) {
		s := New(core.New(core.SystemClock{}))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", strings.NewReader(body))
		r.Method, r.URL.Path = method, "/_mock/openstack/"+path
		s.ServeHTTP(httptest.NewRecorder(), r)
	})
}
