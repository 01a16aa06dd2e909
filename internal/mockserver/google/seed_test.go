package google

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

func TestSeedMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ seed, want string }{
		"no e-mail":  {`{"accounts":[{"email":"ana","role":"editor"}]}`, `accounts[0].email: "ana" is no e-mail in lower case`},
		"capitals":   {`{"accounts":[{"email":"Ana@x.test","role":"editor"}]}`, `accounts[0].email: "Ana@x.test" is no e-mail in lower case`},
		"twice":      {`{"accounts":[{"email":"a@x","role":"none"},{"email":"a@x","role":"none"}]}`, `accounts[1].email: "a@x" is there twice`},
		"no role":    {`{"accounts":[{"email":"a@x"}]}`, `accounts[0].role: "" is no role; expected none, viewer or editor`},
		"no account": {`{"accounts":[{"email":"a@x","role":"none","impersonates":["b@x"]}]}`, `accounts[0].impersonates[0]: there is no service account "b@x"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t)
			var seed Seed
			if err := core.DecodeSeed([]byte(tt.seed), &seed); err != nil {
				t.Fatal(err)
			}
			if err := s.Load(seed); err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			s.IssueGoogleToken("ana@shop.test")
		})
	}
}

func TestSeedIsHonoured(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	err := s.Load(Seed{Accounts: []SeedAccount{
		{Email: "x@shop.test", Role: "viewer", Impersonates: []string{"r@p.iam.gserviceaccount.test"}},
		{Email: "r@p.iam.gserviceaccount.test", Role: "editor"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.accounts.permit("x@shop.test", "a.get", ""); err != nil {
		t.Error(err)
	}
	if err := s.accounts.permit("x@shop.test", "a.update", ""); err == nil {
		t.Error("a viewer may update")
	}
	ask := httptest.NewRequestWithContext(t.Context(), http.MethodPost,
		"/v1/projects/-/serviceAccounts/r@p.iam.gserviceaccount.test:generateAccessToken", strings.NewReader(`{"scope":["x"]}`))
	ask.Header.Set("Authorization", "Bearer "+s.IssueGoogleToken("x@shop.test"))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, ask)
	if w.Code != http.StatusOK {
		t.Errorf("impersonation: %d %s", w.Code, w.Body)
	}
}

func TestMovesAndReset(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	post := func(path, body string) (int, string) {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body)))
		return w.Code, w.Body.String()
	}
	if code, body := post("/_mock/google/role", `{"email":"ana@shop.test","role":"none"}`); code != 204 {
		t.Errorf("%d %s", code, body)
	}
	if s.accounts.permit("ana@shop.test", "a.get", "") == nil {
		t.Error("ana may read still")
	}
	if code, body := post("/_mock/google/role", `{"email":"x"}`); code != 400 || !strings.Contains(body, "expected one of ana@shop.test") {
		t.Errorf("%d %s", code, body)
	}
	if code, body := post("/_mock/google/role", `{"email":"ana@shop.test","role":"x"}`); code != 400 || !strings.HasPrefix(body, "role:") {
		t.Errorf("%d %s", code, body)
	}
	s.IssueGoogleToken("ben@shop.test")
	if code, _ := post("/_mock/google/revoke-tokens", ""); code != 204 || len(s.accounts.tokens) != 0 {
		t.Errorf("%d, %d tokens are left", code, len(s.accounts.tokens))
	}
	s.IssueGoogleToken("ben@shop.test")
	s.Reset()
	if len(s.accounts.tokens) != 0 || s.accounts.permit("ana@shop.test", "a.update", "") != nil {
		t.Error("Reset leaves tokens or roles")
	}
}

func TestMoveOfImpersonation(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	move := func(email, target, more string, status int) {
		t.Helper()
		googletest.Step{
			Method: "POST", Path: "/_mock/google/impersonation", Status: status,
			Body: `{"email":"` + email + `","service_account":"` + target + `"` + more + `}`,
		}.Run(t, s, "")
	}
	ask := googletest.Step{
		Method: "POST", Path: "/v1/projects/-/serviceAccounts/" + ciAccount + ":generateAccessToken", Body: `{"scope":["s"]}`,
	}
	move("ana@shop.test", ciAccount, "", 204)
	ask.Status = 200
	ask.Run(t, s, "ana@shop.test")
	move("ana@shop.test", ciAccount, `,"allow":false`, 204)
	ask.Status = 403
	ask.Run(t, s, "ana@shop.test")
	move("x@shop.test", ciAccount, "", 400)
	move("ana@shop.test", "ben@shop.test", "", 400)
	move("ana@shop.test", ciAccount, `,"permit":true`, 400)
}

func TestDefaultSeedIsJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(DefaultSeed())
	if err != nil {
		t.Fatal(err)
	}
	var seed Seed
	if err := core.DecodeSeed(text, &seed); err != nil || !reflect.DeepEqual(seed, DefaultSeed()) {
		t.Errorf("%v: %+v", err, seed)
	}
}

func TestOperationsAreTheRoutes(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	told := []string{}
	for _, operation := range Operations() {
		told = append(told, operation.Routes...)
	}
	slices.Sort(told)
	if routes := s.Routes("google"); !slices.Equal(told, routes) {
		t.Errorf("told   %q\nroutes %q", told, routes)
	}
}
