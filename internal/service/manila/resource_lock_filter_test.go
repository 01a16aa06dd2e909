package manila

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

func TestNewLockQuery(t *testing.T) {
	t.Parallel()
	unknown := types.StringUnknown()
	tests := map[string]struct {
		lock    lockAttributes
		filters lockFilters
		want    resourcelocks.ListOpts
	}{
		"nothing": {},
		"all": {
			lockAttributes{
				ResourceID: types.StringValue(shareIDUpper), ResourceType: types.StringValue("share"),
				ResourceAction: types.StringValue("delete"), LockContext: types.StringValue("user"),
				UserID: types.StringValue("u1"), ProjectID: types.StringValue("p1"), LockReason: types.StringValue("audit"),
			},
			lockFilters{
				AllProjects: types.BoolValue(true), LockReasonContains: types.StringValue("aud"),
				CreatedSince:  timetypes.NewRFC3339ValueMust("2026-11-22T21:12:44.691222+01:00"),
				CreatedBefore: timetypes.NewRFC3339ValueMust("2026-11-22T20:12:45Z"),
			},
			resourcelocks.ListOpts{
				ResourceID: shareID, ResourceType: "share", ResourceAction: "delete", Context: "user", UserID: "u1",
				ProjectID: "p1", Reason: "audit", ReasonContains: "aud", AllProjects: true,
				CreatedSince: created, CreatedBefore: time.Date(2026, 11, 22, 20, 12, 45, 0, time.UTC),
			},
		},
		"not known": {
			lockAttributes{ResourceID: unknown, ResourceType: unknown, UserID: unknown, LockReason: unknown},
			lockFilters{AllProjects: types.BoolUnknown(), CreatedSince: timetypes.NewRFC3339Unknown()},
			resourcelocks.ListOpts{},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			got := newLockQuery(tt.lock, tt.filters, &diags)
			if diff := cmp.Diff(tt.want, got.opts); diff != "" || len(diags) != 0 {
				t.Errorf("(-want +got):\n%s%v", diff, diags)
			}
		})
	}
}

func TestHeld(t *testing.T) {
	t.Parallel()
	lock := resourcelocks.Lock{
		ID: lockID, UserID: "u1", ProjectID: "p1", Context: "user", ResourceType: "share", ResourceID: shareID,
		ResourceAction: "delete", CreatedAt: created,
	}
	tests := map[string]struct {
		opts    resourcelocks.ListOpts
		ignored string
	}{
		"nothing": {resourcelocks.ListOpts{}, ""},
		"all that fit": {
			resourcelocks.ListOpts{
				ResourceID: shareIDUpper, ResourceType: "share", ResourceAction: "delete", Context: "user", UserID: "u1",
				ProjectID: "p1", CreatedSince: created, CreatedBefore: created, Reason: "not looked at here",
			}, "",
		},
		"another resource": {resourcelocks.ListOpts{ResourceID: lockID}, "resource_id"},
		"another type":     {resourcelocks.ListOpts{ResourceType: "access_rule"}, "resource_type"},
		"another action":   {resourcelocks.ListOpts{ResourceAction: "show"}, "resource_action"},
		"another context":  {resourcelocks.ListOpts{Context: "service"}, "lock_context"},
		"another user":     {resourcelocks.ListOpts{UserID: "u2"}, "user_id"},
		"another project":  {resourcelocks.ListOpts{ProjectID: "p2"}, "project_id"},
		"too old":          {resourcelocks.ListOpts{CreatedSince: created.Add(time.Microsecond)}, "created_since"},
		"too new":          {resourcelocks.ListOpts{CreatedBefore: created.Add(-time.Microsecond)}, "created_before"},
		"finer than the server's clock": {
			resourcelocks.ListOpts{CreatedSince: created.Add(999), CreatedBefore: created.Add(999)}, "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := lockQuery{opts: tt.opts}.held(lock)
			if tt.ignored == "" && err != nil {
				t.Errorf("error %v", err)
			}
			want := fmt.Sprintf("the server ignored the filter %s: it answered with resource lock %s, which does not match",
				tt.ignored, lockID)
			if tt.ignored != "" && (err == nil || err.Error() != want) {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

func TestMatchesReason(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		exact, contains string
		reason          *string
		want            bool
	}{
		"no filter, no reason":      {"", "", nil, true},
		"no filter, a reason":       {"", "", new("audit"), true},
		"the reason":                {"audit", "", new("audit"), true},
		"in other letters":          {"audit", "", new("Audit"), false},
		"no reason":                 {"audit", "", nil, false},
		"a part":                    {"", "udi", new("audit"), true},
		"a part in other letters":   {"", "UDI", new("audit"), false},
		"a wildcard, to the letter": {"", "50%", new("50 of 100"), false},
		"a part of no reason":       {"", "udi", nil, false},
		"both":                      {"audit", "udi", new("audit"), true},
		"one of both":               {"audit", "x", new("audit"), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			query := lockQuery{opts: resourcelocks.ListOpts{Reason: tt.exact, ReasonContains: tt.contains}}
			if got := query.matchesReason(resourcelocks.Lock{Reason: tt.reason}); got != tt.want {
				t.Errorf("matches %t, want %t", got, tt.want)
			}
		})
	}
}

func TestTheOne(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ids  string
		want string
	}{
		"none": {"", "no resource lock matches the filters"},
		"one":  {"a", ""},
		"two":  {"a b", "2 resource locks match the filters, and this data source reads one: a, b"},
		"five": {"a b c d e", "5 resource locks match the filters, and this data source reads one: a, b, c, d, e"},
		"seven": {
			"a b c d e f g", "7 resource locks match the filters, and this data source reads one: a, b, c, d, e, and 2 more",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found []resourcelocks.Lock
			for id := range strings.FieldsSeq(tt.ids) {
				found = append(found, resourcelocks.Lock{ID: id})
			}
			lock, err := theOne(found)
			if tt.want == "" && (err != nil || lock.ID != "a") {
				t.Errorf("lock %v, error %v", lock, err)
			}
			if tt.want != "" && (err == nil || err.Error() != tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestLockQueryRun(t *testing.T) {
	t.Parallel()
	const own, foreign = `"project_id": "p1"`, `"project_id": "p2"`
	tests := map[string]struct {
		query   lockQuery
		roles   []string
		request string
		answer  string
		found   string
		count   int64 // -1: not known
		err     string
	}{
		"all of the own project": {
			lockQuery{}, nil, "", pageJSON("", lockJSON("a", own), lockJSON("b", own)), "a b", -1, "",
		},
		"the own project by id": {
			lockQuery{opts: resourcelocks.ListOpts{ProjectID: "p1"}},
			nil, "project_id=p1",
			pageJSON("", lockJSON("a", own)), "a", -1, "",
		},
		"all projects, by an admin": {
			lockQuery{opts: resourcelocks.ListOpts{AllProjects: true}},
			[]string{"admin"},
			"all_projects=1",
			pageJSON("", lockJSON("a", own)), "a", -1, "",
		},
		"another project, asked for as the server allows it": {
			lockQuery{opts: resourcelocks.ListOpts{ProjectID: "p2"}},
			[]string{"service"},
			"all_projects=1&project_id=p2",
			pageJSON("", lockJSON("a", foreign)), "a", -1, "",
		},
		"all projects, by a policy of the cloud's own": {
			lockQuery{opts: resourcelocks.ListOpts{AllProjects: true}},
			[]string{"auditor"},
			"all_projects=1",
			pageJSON("", lockJSON("a", own), lockJSON("b", foreign)), "a b", -1, "",
		},
		"all projects, by a member": {
			lockQuery{opts: resourcelocks.ListOpts{AllProjects: true}},
			[]string{"member"},
			"all_projects=1",
			pageJSON("", lockJSON("a", own)), "", 0, "the provider's user has member in project p1",
		},
		"a filter that the server does not know": {
			lockQuery{opts: resourcelocks.ListOpts{UserID: "u2"}},
			nil, "user_id=u2",
			pageJSON("", lockJSON("a", own)), "", 0, "the server ignored the filter user_id",
		},
		"reasons to the letter": {
			lockQuery{opts: resourcelocks.ListOpts{Reason: "audit", WithCount: true}},
			nil, "lock_reason=audit&with_count=true",
			pageJSON(`"count": 2, `, lockJSON("a", own+`, "lock_reason": "AUDIT"`),
				lockJSON("b", own+`, "lock_reason": "audit"`)), "b", 1, "",
		},
		"no more than wanted of reasons to the letter": {
			lockQuery{opts: resourcelocks.ListOpts{Reason: "audit", Limit: 1, WithCount: true}, most: 1},
			nil, "limit=1&lock_reason=audit&with_count=true",
			pageJSON(`"count": 2, `, lockJSON("a", own+`, "lock_reason": "audit"`)), "a", -1, "",
		},
		"all that is wanted of parts of reasons": {
			lockQuery{opts: resourcelocks.ListOpts{ReasonContains: "aud", Limit: 1, WithCount: true}, most: 1},
			nil, "limit=1&lock_reason~=aud&with_count=true",
			pageJSON(`"count": 1, `, lockJSON("a", own+`, "lock_reason": "audit"`)), "a", 1, "",
		},
		"reasons to the letter, from an offset on": {
			lockQuery{opts: resourcelocks.ListOpts{Reason: "audit", Offset: 1, WithCount: true}},
			nil, "lock_reason=audit&offset=1&with_count=true",
			pageJSON(`"count": 2, `, lockJSON("a", own+`, "lock_reason": "audit"`)), "a", -1, "",
		},
		"no more than wanted": {
			lockQuery{opts: resourcelocks.ListOpts{Limit: 1, WithCount: true}, most: 1},
			nil, "limit=1&with_count=true",
			pageJSON(`"count": 9, `, lockJSON("a", own), lockJSON("b", own)), "a", 9, "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			manila := fakeManila(t, exchange{"GET /v2/resource-locks?" + tt.request, "", 200, tt.answer, nil})
			manila.Roles = tt.roles
			found, count, err := tt.query.run(t.Context(), manila)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) || found != nil {
					t.Errorf("found %v, error %v; want %q", found, err, tt.err)
				}
				return
			}
			var ids []string
			for _, lock := range found {
				ids = append(ids, lock.ID)
			}
			known := int64(-1)
			if count != nil {
				known = *count
			}
			if got := strings.Join(ids, " "); err != nil || got != tt.found || known != tt.count {
				t.Errorf("found %q of %d (error %v), want %q of %d", got, known, err, tt.found, tt.count)
			}
		})
	}
}
