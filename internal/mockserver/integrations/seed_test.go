package integrations

import (
	"encoding/json"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

func TestSeedIsHonoured(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	var seed Seed
	text := `{"project":{"id":"p","number":"7","locations":["us"]},"integrations":[
		{"name":"projects/p/locations/us/products/apigee/integrations/i","versions":[
			{"id":"00000000-0000-4000-8000-000000000001","state":"SNAPSHOT","snapshot_number":4,"description":"d","user_label":"l",
				"last_modifier_email":"x@p.test","create_time":"2026-01-02T03:04:05Z","update_time":"2026-01-02T03:04:06Z"},
			{"lock_holder":"y@p.test"}]}]}`
	if err := core.DecodeSeed([]byte(text), &seed); err != nil {
		t.Fatal(err)
	}
	if err := s.Integrations.Load(seed); err != nil {
		t.Fatal(err)
	}
	got := s.Versions("projects/7/locations/us/products/apigee/integrations/i")
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	want := []Version{
		{
			Name: "projects/7/locations/us/products/apigee/integrations/i/versions/00000000-0000-4000-8000-000000000001",
			ID:   "00000000-0000-4000-8000-000000000001", State: "SNAPSHOT", SnapshotNumber: 4, Description: "d", UserLabel: "l",
			LastModifierEmail: "x@p.test", CreateTime: at, UpdateTime: at.Add(time.Second),
		},
		{
			Name: got[1].Name, ID: got[1].ID, State: "DRAFT", SnapshotNumber: 5, LockHolder: "y@p.test", Locked: true,
			LastModifierEmail: "y@p.test", CreateTime: s.Now(), UpdateTime: s.Now(),
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestSeedMistakes(t *testing.T) {
	t.Parallel()
	const head = `{"integrations":[{"name":"projects/shop/locations/europe-west1/integrations/i","versions":[`
	tests := map[string]struct{ seed, want string }{
		"no name":         {`{"integrations":[{"name":"i"}]}`, `integrations[0].name: "i" is no name of an integration; expected one such as "projects/shop/locations/europe-west1/integrations/orders"`},
		"a version":       {`{"integrations":[{"name":"projects/shop/locations/europe-west1/integrations/i/versions/1"}]}`, `integrations[0].name: "projects/`},
		"other project":   {`{"integrations":[{"name":"projects/x/locations/europe-west1/integrations/i"}]}`, `integrations[0].name: expected the project "shop" and one of its locations europe-west1`},
		"bad project":     {`{"project":{"id":"x"}}`, `project: expected an id, a number and at least one location`},
		"bad id":          {head + `{"id":"1"}]}]}`, `integrations[0].versions[0].id: "1" is no UUID in lower case`},
		"bad state":       {head + `{"state":"draft"}]}]}`, `integrations[0].versions[0].state: "draft" is no state; expected one of DRAFT, ACTIVE, SNAPSHOT, ARCHIVED`},
		"lock of active":  {head + `{"state":"ACTIVE","lock_holder":"a"}]}]}`, `integrations[0].versions[0].lock_holder: expected none: only a draft has an edit lock`},
		"same number":     {head + `{"snapshot_number":2},{"snapshot_number":2}]}]}`, `integrations[0].versions[1].snapshot_number: 2 is the number of another version of the integration`},
		"negative number": {head + `{"snapshot_number":-2}]}]}`, `integrations[0].versions[0].snapshot_number: expected a number from 1 on`},
		"same id": {
			head + `{"id":"00000000-0000-4000-8000-000000000001"},{"id":"00000000-0000-4000-8000-000000000001"}]}]}`,
			`integrations[0].versions[1].id: "00000000-0000-4000-8000-000000000001" is the id of another version`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t, Quirks{})
			before := s.Versions(OrdersIntegration)
			var seed Seed
			if err := core.DecodeSeed([]byte(tt.seed), &seed); err != nil {
				t.Fatal(err)
			}
			if err := s.Integrations.Load(seed); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if !reflect.DeepEqual(before, s.Versions(OrdersIntegration)) {
				t.Error("a refused seed has changed something")
			}
		})
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	before := s.Versions(OrdersIntegration)
	s.TakeOver(ben, OrdersIntegration)
	s.Integrations.Reset()
	if got := s.Versions(OrdersIntegration); !reflect.DeepEqual(got, before) || len(s.Mails()) != 0 {
		t.Errorf("after Reset: %+v, mails %v", got, s.Mails())
	}
	s.TakeOver(ben, OrdersIntegration)
	s.Integrations.Reset()
	if got := s.Versions(OrdersIntegration); !reflect.DeepEqual(got, before) {
		t.Errorf("after another Reset: %+v", got)
	}
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

// control sends a request to a control route and returns status and body.
func control(t *testing.T, s *server, method, path, body string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body)))
	return w.Code, w.Body.String()
}

func TestMovesOfOthers(t *testing.T) {
	t.Parallel()
	name := `"name":"` + OrdersIntegration + `"`
	tests := map[string]struct {
		moves []string // path and body
		want  string   // in the last answer
	}{
		"takeover":    {[]string{`takeover {` + name + `,"email":"ben@shop.test"}`}, `"lock_holder": "ben@shop.test"`},
		"edit":        {[]string{`edit {` + name + `,"description":"by ana"}`}, `"description": "by ana"`},
		"publish":     {[]string{`publish {` + name + `}`}, `"state": "ACTIVE"`},
		"delete":      {[]string{`delete {` + name + `}`}, `"state": "ARCHIVED"`},
		"release":     {[]string{`release {` + name + `}`}, `"locked": false`},
		"lapse":       {[]string{`lapse {` + name + `}`}, `"locked": false`},
		"create":      {[]string{`create {"name":"projects/shop/locations/europe-west1/integrations/new"}`}, `"snapshot_number": 1`},
		"unpublish":   {[]string{`unpublish {` + name + `}`}, "The version is not in ACTIVE but in DRAFT."},
		"not mine":    {[]string{`edit {` + name + `,"email":"ben@shop.test"}`}, "The version is locked by ana@shop.test."},
		"no draft":    {[]string{`delete {` + name + `}`, `edit {` + name + `}`}, "name: the integration has no draft"},
		"no version":  {[]string{`edit {"name":"` + OrdersIntegration + `/versions/1"}`}, "name: there is no such version"},
		"no name":     {[]string{`edit {}`}, `name: "" is no name of an integration or of a version`},
		"create what": {[]string{`create {"name":"x"}`}, `name: "x" is no name of an integration`},
		"wrong field": {[]string{`edit {"nam":"x"}`}, "nam: unknown name; expected one of description, email, name"},
	}
	for title, tt := range tests {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t, Quirks{})
			got := ""
			for _, move := range tt.moves {
				path, body, _ := strings.Cut(move, " ")
				_, got = control(t, s, "POST", "/_mock/integrations/"+path, body)
			}
			if !strings.Contains(got, tt.want) {
				t.Errorf("got %s, want %s in it", got, tt.want)
			}
		})
	}
}

func TestVersionsAreShown(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	if code, body := control(t, s, "GET", "/_mock/integrations/versions?integration="+OrdersIntegration, ""); code != 200 ||
		strings.Count(body, `"id"`) != 2 {
		t.Errorf("%d %s", code, body)
	}
	if code, body := control(t, s, "GET", "/_mock/integrations/versions", ""); code != 400 || !strings.HasPrefix(body, "integration:") {
		t.Errorf("%d %s", code, body)
	}
	if fixture := s.IntegrationsFixture(); len(fixture) != 2 || fixture[OrdersIntegration][1].LockHolder != ana {
		t.Errorf("fixture %+v", fixture)
	}
	if _, help := control(t, s, "GET", "/_mock/", ""); !strings.Contains(help, "POST /_mock/integrations/lapse") {
		t.Errorf("GET /_mock/ does not show the moves: %s", help)
	}
}
