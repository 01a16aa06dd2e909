package mockserver

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

func TestParseSeed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ seed, want string }{
		"default":       {string(DefaultSeed().JSON()), ""},
		"nothing":       {`{}`, ""},
		"one part":      {`{"google": {"accounts": [{"email": "a@b.test", "role": "editor"}]}}`, ""},
		"unknown part":  {`{"azure": {}}`, `line 1, column 9: azure: unknown name; expected one of apigee, google, integrations, openstack`},
		"openstack":     {`{"openstack": {"projects": [], "users": [{"name": "u", "project": "p"}], "regions": []}}`, `openstack.users[0].project: "p" is not expected here`},
		"google":        {`{"google": {"accounts": [{"email": "x"}]}}`, `google.accounts[0].email: "x" is no e-mail`},
		"apigee":        {`{"apigee": {"organizations": [{"name": ""}]}}`, `apigee.organizations[0].name: `},
		"integrations":  {`{"integrations": {"integrations": [{"name": "x"}]}}`, `integrations.integrations[0].name: "x" is no name`},
		"no JSON":       {`{`, `line 1, column 2: not JSON`},
		"wrong type":    {`{"openstack": {"users": {}}}`, `line 1, column 26: openstack.users: expected a list`},
		"trailing text": {`{} x`, `line 1`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseSeed([]byte(tt.seed))
			if (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestWithSeed(t *testing.T) {
	t.Parallel()
	seed, err := ParseSeed([]byte(`{
		"openstack": {"projects": [{"name": "p"}], "users": [{"name": "u", "project": "p", "roles": ["member"]}], "regions": []},
		"google": {"accounts": [{"email": "a@b.test", "role": "editor"}, {"email": "r@p.iam.gserviceaccount.test", "role": "editor"}]},
		"integrations": {"integrations": [{"name": "projects/shop/locations/europe-west1/integrations/i", "versions": [{}]}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	s := started(t, WithSeed(seed))
	if err := s.WriteFiles(t.TempDir()); err != nil {
		t.Error(err)
	}
	variables := map[string]string{}
	for _, v := range s.Variables("/x") {
		variables[v.Name] = v.Value
	}
	if f := s.Fixture(); variables["OS_CLOUD"] != "u" || variables["MOCKSERVER_URL"] != s.URL() || len(f.Users) != 1 || len(f.Integrations) != 1 {
		t.Errorf("variables %v, fixture %+v", variables, f)
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	s := started(t)
	fixture := s.Fixture()
	s.AddFault(core.Fault{Status: 500})
	s.TakeOver("ben@shop.test", integrations.OrdersIntegration)
	s.CreateShare("alice", "more")
	for _, move := range [][2]string{{"clock", `{"advance":"90d"}`}, {"reset", ""}} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_mock/"+move[0], strings.NewReader(move[1])))
		if w.Code >= 300 {
			t.Fatalf("%s: %d %s", move[0], w.Code, w.Body)
		}
	}
	if got := s.Fixture(); !reflect.DeepEqual(got, fixture) {
		t.Errorf("after reset: %+v\nwant %+v", got, fixture)
	}
	if off := time.Until(s.Now()); off > time.Hour {
		t.Errorf("the clock is %s ahead", off)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/share/", nil))
	if w.Code != http.StatusMultipleChoices || len(s.Journal()) != 1 {
		t.Errorf("status %d, %d requests in the journal; the fault or the journal is still there", w.Code, len(s.Journal()))
	}
}
