package openstack

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// TestListLocksValidation has what the schema of the query says.
func TestListLocksValidation(t *testing.T) {
	t.Parallel()
	const (
		booleans = "[True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', 'y', 't', False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no', 'n', 'f']"
		digits   = "does not match '^[0-9]*$'"
	)
	bad := func(value, message string) string { return fieldError("0", value, message) }
	tests := map[string]string{ // query to body of the 400; "" for 200
		"limit=-1":                       bad("-1", "'-1' "+digits),
		"limit=":                         bad("", "'' is too short"),
		"limit=1.5":                      bad("1.5", "'1.5' "+digits),
		"limit=99999999999":              bad("99999999999", "99999999999 is greater than the maximum of 2147483647"),
		"limit=1&limit=x":                fieldError("1", "x", "'x' "+digits),
		"limit=0":                        "",
		"offset=-1":                      bad("-1", "'-1' "+digits),
		"offset=":                        bad("", "'' is too short"),
		"user_id=x&limit=y":              bad("y", "'y' "+digits),
		"sort_key=none":                  badRequestBody("Invalid input received: Invalid sort key none."),
		"sort_key=links":                 badRequestBody("Invalid input received: Invalid sort key links."),
		"sort_key=updated_at":            "",
		"sort_key=deleted":               "",
		"sort_dir=none":                  "",
		"user_id=x":                      bad("x", "'x' is not a 'uuid'"),
		"project_id=x":                   bad("x", "'x' is not a 'uuid'"),
		"resource_id=x":                  bad("x", "'x' is not a 'uuid'"),
		"id=x":                           "",
		"resource_type=x":                bad("x", "'x' is not one of ['share', 'access_rule', None]"),
		"resource_action=":               bad("", "'' is not one of ['delete', 'show', None]"),
		"lock_context=12345678901":       bad("12345678901", "'12345678901' is too long"),
		"lock_context=1234567890":        "",
		"with_count=x":                   bad("x", "'x' is not one of "+booleans),
		"all_projects=x":                 bad("x", "'x' is not one of "+booleans),
		"created_since=x":                bad("x", "'x' is not a 'date-time'"),
		"created_before=":                bad("", "'' is not a 'date-time'"),
		"created_since=2026-13-22":       bad("2026-13-22", "'2026-13-22' is not a 'date-time'"),
		"created_since=2026-11-22":       "",
		"created_since=2026":             "",
		"created_since=20261122T000000Z": "",
		"created_since=2026-11-22T00:00:00%2B02:00": "",
		"created_since=2026-11-22T00:00:00+02:00":   bad("2026-11-22T00:00:00 02:00", "'2026-11-22T00:00:00 02:00' is not a 'date-time'"),
		"unknown=x":    "",
		"marker=x":     "",
		"unknown=%ff":  badRequestBody("Query string is not UTF-8 encoded"),
		"lock_reason=": "",
	}
	for query, want := range tests {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			status := 200
			if want != "" {
				status = 400
			}
			conformanceCloud(t).run(t, []exchange{{
				as: "alice", method: "GET", path: "/resource-locks?" + query,
				wantStatus: status, wantBody: want, wantHeader: echo82,
			}})
		})
	}
}

// TestListLocks makes three locks of alice's and one of carol's and says which of them a query finds, in order.
func TestListLocks(t *testing.T) {
	t.Parallel()
	s := startedAt(t, core.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 600000000, time.UTC)), WithMaxLimit(2))
	f := s.Fixture()
	text := func(reason string) *string { return &reason }
	hour := s.Now().Add(time.Hour)
	names := map[string]string{
		s.CreateLock("alice", Lock{ResourceID: f.Shares["share-1"], LockReason: text("Abc d")}).ID:                                               "a",
		s.CreateLock("alice", Lock{ResourceID: f.Shares["share-2"], LockReason: text(""), CreatedAt: hour}).ID:                                   "b",
		s.CreateLock("alice", Lock{ResourceID: f.AccessRule.ID, ResourceType: "access_rule", CreatedAt: hour.Add(1), LockContext: "service"}).ID: "c",
		s.CreateLock("carol", Lock{ResourceID: f.Shares["share-carol"], CreatedAt: hour.Add(2000)}).ID:                                           "o",
	}
	tests := map[string]struct {
		as, query, want string
		count           int
		next            bool
	}{
		"newest first":                  {as: "alice", want: "c b a"},
		"reader":                        {as: "reader", want: "c b a"},
		"own project alone":             {as: "carol", want: "o"},
		"admin, own project alone":      {as: "admin", want: ""},
		"all_projects":                  {as: "admin", query: "all_projects=1", want: "o c b a"},
		"all_projects is always true":   {as: "admin", query: "all_projects=false", want: "o c b a"},
		"all_projects, role service":    {as: "svc", query: "all_projects=1", want: "o c b a"},
		"all_projects ignored":          {as: "alice", query: "all_projects=1", want: "c b a"},
		"and project_id beside it":      {as: "alice", query: "all_projects=1&project_id=" + f.Projects["other"], want: "c b a"},
		"project_id for everyone":       {as: "alice", query: "project_id=" + f.Projects["other"], want: "o"},
		"all_tenants for everyone":      {as: "alice", query: "all_tenants=1", want: "o c b a"},
		"both for admin":                {as: "admin", query: "all_projects=1&project_id=" + f.Projects["other"], want: "o"},
		"resource_id without case":      {as: "alice", query: "resource_id=" + strings.ToUpper(f.Shares["share-1"]), want: "a"},
		"resource_id without dashes":    {as: "alice", query: "resource_id=" + strings.ReplaceAll(f.Shares["share-1"], "-", ""), want: ""},
		"resource_type":                 {as: "alice", query: "resource_type=access_rule", want: "c"},
		"resource_action":               {as: "alice", query: "resource_action=show", want: ""},
		"user_id":                       {as: "alice", query: "user_id=" + f.Users["bob"], want: ""},
		"lock_context":                  {as: "alice", query: "lock_context=service", want: "c"},
		"first of two":                  {as: "alice", query: "resource_type=share&resource_type=access_rule", want: "b a"},
		"lock_reason without case":      {as: "alice", query: "lock_reason=aBC%20D%20", want: "a"},
		"lock_reason empty, not null":   {as: "alice", query: "lock_reason=", want: "b"},
		"lock_reason~":                  {as: "alice", query: "lock_reason~=C", want: "a"},
		"lock_reason~ with wildcards":   {as: "alice", query: "lock_reason~=a_c%25d", want: "a"},
		"lock_reason~ empty":            {as: "alice", query: "lock_reason~=", want: "b a"},
		"created_since, inclusive":      {as: "alice", query: "created_since=2026-01-02T04:04:05.600000", want: "c b"},
		"created_since with a zone":     {as: "alice", query: "created_since=2026-01-02T06:04:05.6%2B02:00", want: "c b"},
		"created_before, inclusive":     {as: "alice", query: "created_before=2026-01-02T03:04:05.600000Z", want: "a"},
		"unknown filter finds all":      {as: "alice", query: "resource=" + f.Shares["share-1"], want: "c b a"},
		"ascending":                     {as: "alice", query: "sort_dir=up", want: "a b c"},
		"by reason, null first":         {as: "alice", query: "sort_key=lock_reason&sort_dir=asc", want: "c b a"},
		"limit":                         {as: "alice", query: "limit=1", want: "c", next: true},
		"limit cut to the maximum":      {as: "alice", query: "limit=5", want: "c b"},
		"limit of exactly the maximum":  {as: "alice", query: "limit=2", want: "c b", next: true},
		"limit 0":                       {as: "alice", query: "limit=0", want: ""},
		"last of two limits":            {as: "alice", query: "limit=1&limit=2", want: "c b", next: true},
		"offset":                        {as: "alice", query: "offset=1", want: "b a"},
		"offset behind the end":         {as: "alice", query: "offset=9", want: ""},
		"next on the last full page":    {as: "alice", query: "limit=1&offset=2", want: "a", next: true},
		"no next on a page that is not": {as: "alice", query: "limit=2&offset=2", want: "a"},
		"marker ignored":                {as: "alice", query: "limit=1&marker=" + f.Shares["share-1"], want: "c", next: true},
		"count of all":                  {as: "alice", query: "limit=1&with_count=true", want: "c", count: 3, next: true},
		"count left out when 0":         {as: "alice", query: "id=none&with_count=1", want: ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &cloud{fixture: s.Fixture(), tokens: map[string]string{tt.as: s.IssueToken(tt.as)}}
			status, _, body := c.send(t, exchange{as: tt.as, method: "GET", path: "/resource-locks?" + tt.query}, nil)
			var got listedLocks
			if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 {
				t.Fatalf("%d %s: %v", status, body, err)
			}
			got.check(t, names, tt.want, tt.count, tt.next)
		})
	}
}

// listedLocks is what a test looks at in a list.
type listedLocks struct {
	Locks []struct{ ID string }   `json:"resource_locks"`
	Count *int                    `json:"count"`
	Links []struct{ Href string } `json:"resource_locks_links"`
}

// check compares the locks, by the names of their ids, the count (0: left out) and whether there is a next link.
func (got listedLocks) check(t *testing.T, names map[string]string, want string, count int, next bool) {
	t.Helper()
	found := []string{}
	for _, l := range got.Locks {
		found = append(found, names[l.ID])
	}
	if joined := strings.Join(found, " "); joined != want {
		t.Errorf("found %q, want %q", joined, want)
	}
	if (got.Count != nil) != (count > 0) || got.Count != nil && *got.Count != count {
		t.Errorf("count %v, want %d (0: left out)", got.Count, count)
	}
	if (len(got.Links) == 1) != next {
		t.Errorf("links %v, want one: %v", got.Links, next)
	}
}

func TestNextLinkLeadsNowhere(t *testing.T) {
	t.Parallel()
	conformanceCloud(t).run(t, []exchange{
		lockBy("alice", "", "lock", 200, ""),
		{
			as: "alice", method: "GET", path: "/resource-locks?id={lock}&limit=1&note=a%20b", wantStatus: 200,
			wantBody: `<any>], "resource_locks_links": [{"rel": "next", "href": "{manila}/resource_locks?id={lock}&limit=1&note=a b&marker={lock}"}]}`,
		},
		{as: "alice", method: "GET", path: "/resource_locks?limit=1&marker={lock}", wantStatus: 404},
	})
}

// TestListIsWhole shows that a list without a limit is not cut to the maximum.
func TestListIsWhole(t *testing.T) {
	t.Parallel()
	s := started(t)
	want := []string{}
	for i := range 1002 {
		l := s.CreateLock("alice", Lock{ResourceID: s.Fixture().Shares["share-1"], CreatedAt: s.Now().Add(time.Duration(i) * time.Second)})
		want = append(want, l.ID)
	}
	slices.Reverse(want)
	c := &cloud{fixture: s.Fixture(), tokens: map[string]string{"alice": s.IssueToken("alice")}}
	for query, n := range map[string]int{"": 1002, "?limit=1001": 1000} {
		_, _, body := c.send(t, exchange{as: "alice", method: "GET", path: "/resource-locks" + query}, nil)
		if got := strings.Count(body, `"lock_context"`); got != n {
			t.Errorf("%q lists %s locks, want %d", query, strconv.Itoa(got), n)
		}
		if firstID(body) != want[0] {
			t.Errorf("%q begins with %s, want %s", query, firstID(body), want[0])
		}
	}
}
