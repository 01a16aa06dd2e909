package integrations

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

// listedServer has three versions of orders: 1 ACTIVE, 2 SNAPSHOT labelled "v 2", 3 DRAFT of ben, each a minute
// younger than the one before.
func listedServer(t *testing.T) *server {
	t.Helper()
	s, clock, _ := newIntegrations(t, Quirks{})
	clock.Advance(time.Minute)
	googletest.Step{
		Method: "PATCH",
		Path:   "/v1/" + OrdersIntegration + "/versions/" + s.Versions(OrdersIntegration)[1].ID + "?updateMask=userLabel",
		Body:   `{"userLabel":"v 2"}`, Status: 200,
	}.Run(t, s, ana)
	clock.Advance(time.Minute)
	s.TakeOver(ben, OrdersIntegration)
	return s
}

// numbers reads the snapshot numbers in a list.
func numbers(t *testing.T, w *httptest.ResponseRecorder) (found []string, token string) {
	t.Helper()
	var list struct {
		IntegrationVersions []struct{ SnapshotNumber string }
		NextPageToken       string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, version := range list.IntegrationVersions {
		found = append(found, version.SnapshotNumber)
	}
	return found, list.NextPageToken
}

func TestVersionFilter(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter string
		want   string // snapshot numbers; "!" if it is refused
	}{
		"none":                  {"", "1 2 3"},
		"state":                 {"state=DRAFT", "3"},
		"with spaces":           {" state = DRAFT ", "3"},
		"status":                {"status=ACTIVE", "1"},
		"not equal":             {"state!=DRAFT", "1 2"},
		"number in camel case":  {"snapshotNumber=3", "3"},
		"number in snake case":  {"snapshot_number>=2", "2 3"},
		"less":                  {"snapshotNumber<2", "1"},
		"less or equal":         {"snapshotNumber<=2", "1 2"},
		"greater":               {"snapshotNumber>1", "2 3"},
		"label, quoted":         {`userLabel="v 2"`, "2 3"},
		"contains":              {`description:"econ"`, "2 3"},
		"contains, bare":        {"lock_holder:ben", "3"},
		"holder":                {"lockHolder=ben@shop.test", "3"},
		"time":                  {"createTime>2026-09-21T14:14:00Z", "3"},
		"time in another zone":  {`createTime>"2026-09-21T16:14:00+02:00"`, "3"},
		"and":                   {"state!=DRAFT AND snapshotNumber>1", "2"},
		"or":                    {"state=DRAFT OR state=ACTIVE", "1 3"},
		"not":                   {"NOT state=DRAFT", "1 2"},
		"or binds closer":       {"snapshotNumber=1 AND state=DRAFT OR state=ACTIVE", "1"},
		"or binds closer, left": {"state=DRAFT OR state=ACTIVE AND snapshotNumber=1", "1"},
		"parentheses":           {"NOT (state=DRAFT OR (state=ACTIVE))", "2"},
		"none like that":        {"state=ARCHIVED", ""},
		"unknown field":         {"colour=red", "!"},
		"repeated field":        {"taskConfigs=x", "!"},
		"no value":              {"state=", "!"},
		"no operator":           {"state", "!"},
		"open":                  {"(state=DRAFT", "!"},
		"two in a row":          {"state=DRAFT state=ACTIVE", "!"},
		"no token":              {`state="`, "!"},
	}
	s := listedServer(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := googletest.Step{
				Method: "GET", Path: "/v1/" + OrdersIntegration + "/versions?filter=" + url.QueryEscape(tt.filter), Status: 200,
			}
			if tt.want == "!" {
				step.Status, step.Want = 400, invalidRequest
			}
			found, _ := numbers(t, step.Run(t, s, "viewer@shop.test"))
			if got := strings.Join(found, " "); got != strings.Trim(tt.want, "!") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVersionList(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path, want string
		status     int
	}{
		"newest first":          {OrdersIntegration + "/versions?orderBy=snapshot_number", "3 2 1", 200},
		"last modified":         {OrdersIntegration + "/versions?orderBy=last_modified_time,snapshot_number", "3 2 1", 200},
		"created":               {OrdersIntegration + "/versions?orderBy=created_time,snapshot_number", "3 2 1", 200},
		"other order":           {OrdersIntegration + "/versions?orderBy=colour", "", 400},
		"own direction":         {OrdersIntegration + "/versions?orderBy=snapshot_number%20asc", "", 400},
		"all of the region":     {"projects/shop/locations/europe-west1/integrations/-/versions", "1 2 3", 200},
		"all":                   {"projects/shop/locations/-/integrations/-/versions", "1 2 3", 200},
		"all of a product":      {"projects/123456789012/locations/-/products/apigee/integrations/-/versions", "1 2", 200},
		"no such integration":   {"projects/shop/locations/europe-west1/integrations/x/versions", "", 200},
		"at most so many":       {OrdersIntegration + "/versions?pageSize=2", "1 2", 200},
		"as many as there are":  {OrdersIntegration + "/versions?pageSize=2000", "1 2 3", 200},
		"less than none":        {OrdersIntegration + "/versions?pageSize=-1", "", 400},
		"unknown parameter":     {OrdersIntegration + "/versions?colour=red", "", 400},
		"a token of no request": {OrdersIntegration + "/versions?pageToken=MQ", "", 400},
	}
	s := listedServer(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := googletest.Step{Method: "GET", Path: "/v1/" + tt.path, Status: tt.status}.Run(t, s, ana)
			found, _ := numbers(t, w)
			if got := strings.Join(found, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if tt.want == "" && tt.status == 200 && strings.TrimSpace(w.Body.String()) != "{}" {
				t.Errorf("body %s, want {}", w.Body)
			}
		})
	}
}

func TestVersionOrderByName(t *testing.T) {
	t.Parallel()
	s := listedServer(t)
	w := googletest.Step{Method: "GET", Path: "/v1/" + OrdersIntegration + "/versions?orderBy=name", Status: 200}.Run(t, s, ana)
	want := s.Versions(OrdersIntegration)
	slices.SortFunc(want, func(a, b Version) int { return strings.Compare(a.ID, b.ID) })
	found, _ := numbers(t, w)
	for i, number := range found {
		if strconv.FormatInt(want[i].SnapshotNumber, 10) != number {
			t.Errorf("%v are not in the order of their names", found)
		}
	}
}

func TestVersionPages(t *testing.T) {
	t.Parallel()
	s, _, _ := newIntegrations(t, Quirks{})
	for range 60 {
		s.CreateDraft(ana, "projects/shop/locations/europe-west1/integrations/many", "")
	}
	const path = "/v1/projects/shop/locations/europe-west1/integrations/many/versions?orderBy=snapshot_number"
	first, token := numbers(t, googletest.Step{Method: "GET", Path: path, Status: 200}.Run(t, s, ana))
	second, end := numbers(t, googletest.Step{Method: "GET", Path: path + "&pageToken=" + token, Status: 200}.Run(t, s, ana))
	if len(first) != 50 || len(second) != 10 || first[49] != "11" || second[0] != "10" || end != "" {
		t.Errorf("pages of %d and %d, then %q", len(first), len(second), end)
	}
	googletest.Step{
		Method: "GET", Path: path + "&filter=snapshotNumber%3E0&pageToken=" + token, Status: 400, Want: invalidRequest,
	}.Run(t, s, ana)
}
