package manila_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

const locksAddress = "data.custody_resource_locks.test"

func locksData(lines ...string) string {
	return "data \"custody_resource_locks\" \"test\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

// twentyLocks are 20 locks of alice, a minute apart from each other: number 0 is the
// newest. Even ones are of share-1, odd ones of share-2. carol has one more, and
// bob one on share-3.
func twentyLocks(cloud *acctest.OpenStack) (created []time.Time) {
	for i := range 20 {
		share := cloud.Fixture.Shares[fmt.Sprintf("share-%d", i%2+1)]
		lock := cloud.Mock.CreateLock("alice", openstack.Lock{ResourceID: share, LockReason: new(fmt.Sprintf("Reason %02d", i))})
		at := lock.CreatedAt.Add(-time.Duration(i) * time.Minute)
		cloud.Mock.UpdateLock(lock.ID, func(l *openstack.Lock) { l.CreatedAt = at })
		created = append(created, at)
	}
	for user, share := range map[string]string{"carol": "share-carol", "bob": "share-3"} {
		lock := cloud.Mock.CreateLock(user, openstack.Lock{ResourceID: cloud.Fixture.Shares[share], LockReason: &user})
		cloud.Mock.UpdateLock(lock.ID, func(l *openstack.Lock) { l.CreatedAt = l.CreatedAt.Add(-time.Hour) })
	}
	return created
}

func TestAccResourceLocksDataSource_filters(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	created := twentyLocks(cloud)
	at := func(i int) string { return created[i].UTC().Format(time.RFC3339Nano) }
	cases := []struct {
		user, lines string
		reasons     []string
	}{
		{"alice", attribute("user_id", cloud.Fixture.Users["bob"]), []string{"bob"}},
		{"alice", attribute("lock_reason", "Reason 07"), []string{"Reason 07"}},
		{"alice", attribute("lock_reason", "reason 07"), nil},
		{"alice", attribute("lock_reason_contains", "son 0") + "\n  limit = 2", []string{"Reason 00", "Reason 01"}},
		{"alice", attribute("created_since", at(1)), []string{"Reason 00", "Reason 01"}},
		{
			"alice", attribute("created_since", at(4)) + "\n" + attribute("created_before", at(3)),
			[]string{"Reason 03", "Reason 04"},
		},
		{"alice", "limit = 2\n  offset = 3", []string{"Reason 03", "Reason 04"}},
		{
			"alice", "limit = 1\n" + attribute("sort_key", "lock_reason") + "\n" + attribute("sort_dir", "desc"),
			[]string{"Reason 19"},
		},
		{"alice", attribute("resource_type", "access_rule"), nil},
		{"alice", attribute("lock_context", "admin"), nil},
		{
			"alice", attribute("resource_id", strings.ToUpper(cloud.Fixture.Shares["share-2"])) + "\n  limit = 2",
			[]string{"Reason 01", "Reason 03"},
		},
		{"admin", "all_projects = true\n" + attribute("user_id", cloud.Fixture.Users["carol"]), []string{"carol"}},
		{"admin", attribute("project_id", cloud.Fixture.Projects["other"]), []string{"carol"}},
		{"carol", "", []string{"carol"}},
	}
	for _, c := range cases {
		t.Run(c.user+" "+strings.ReplaceAll(c.lines, "\n", " "), func(t *testing.T) {
			t.Parallel()
			want := make([]knownvalue.Check, len(c.reasons))
			for i, reason := range c.reasons {
				want[i] = knownvalue.ObjectPartial(map[string]knownvalue.Check{"lock_reason": knownvalue.StringExact(reason)})
			}
			runSteps(t, resource.TestStep{
				Config: cloud.Provider(c.user) + locksData(c.lines),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(locksAddress, tfjsonpath.New("locks"), knownvalue.ListExact(want)),
				},
			})
		})
	}
}

func TestAccResourceLocksDataSource_count(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t, mockserver.WithOpenStack(openstack.WithMaxLimit(4)))
	twentyLocks(cloud)
	count := func(lines string, locks int, total knownvalue.Check) resource.TestStep {
		return resource.TestStep{
			Config: cloud.Provider("alice") + locksData(lines),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(locksAddress, tfjsonpath.New("locks"), knownvalue.ListSizeExact(locks)),
				statecheck.ExpectKnownValue(locksAddress, tfjsonpath.New("total_count"), total),
			},
		}
	}
	runSteps(t,
		count("", 21, knownvalue.Null()),
		count("with_count = true", 21, knownvalue.Int64Exact(21)),
		// The server cuts each page to four locks without a word.
		count("with_count = true\n  limit = 10", 10, knownvalue.Int64Exact(21)),
		count("with_count = true\n  limit = 100", 21, knownvalue.Int64Exact(21)),
		count("with_count = true\n"+attribute("resource_type", "access_rule"), 0, knownvalue.Int64Exact(0)),
	)
}

func TestAccResourceLocksDataSource_refused(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	cloud.RequireUsers(t)
	const silently = "server looks into other projects only for the roles admin and service"
	cases := map[string]struct{ lines, want string }{
		"all projects for a member":   {"all_projects = true", silently},
		"other project for a member":  {attribute("project_id", cloud.Fixture.Projects["other"]), silently},
		"created_since is no time":    {attribute("created_since", "yesterday"), "Invalid RFC3339 String Value"},
		"limit of none":               {"limit = 0", "limit value must be at least 1"},
		"unknown column to sort by":   {attribute("sort_key", "colour"), "Attribute sort_key value must be one of"},
		"reason that finds nothing":   {attribute("lock_reason", ""), "Attribute lock_reason string length must be between 1 and 1023"},
		"project that is no such one": {attribute("project_id", "demo"), "400 Bad Request"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runSteps(t, resource.TestStep{
				Config: cloud.Provider("alice") + locksData(c.lines), ExpectError: inWords(c.want),
			})
		})
	}
}

func TestAccResourceLockDataSource(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	twentyLocks(cloud)
	bobs := cloud.Fixture.Shares["share-3"]
	one := func(lines ...string) string {
		return cloud.Provider("alice") +
			"data \"custody_resource_lock\" \"test\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
	}
	var found []statecheck.StateCheck
	for name, value := range map[string]string{"lock_reason": "bob", "resource_id": bobs, "region": "RegionOne"} {
		found = append(found, statecheck.ExpectKnownValue("data.custody_resource_lock.test", tfjsonpath.New(name),
			knownvalue.StringExact(value)))
	}
	var id string
	for _, lock := range cloud.Mock.Locks() {
		if lock.ResourceID == bobs {
			id = lock.ID
		}
	}
	runSteps(t,
		resource.TestStep{Config: one(attribute("resource_id", bobs)), ConfigStateChecks: found},
		resource.TestStep{Config: one(attribute("id", id)), ConfigStateChecks: found},
		resource.TestStep{Config: one(), ExpectError: inWords("Missing Attribute Configuration")},
		resource.TestStep{
			Config:      one(attribute("id", id), attribute("resource_id", bobs)),
			ExpectError: inWords("Invalid Attribute Combination"),
		},
		resource.TestStep{
			Config:      one(attribute("resource_id", cloud.ShareID())),
			ExpectError: inWords("10 resource locks match the filters, and this data source reads one"),
		},
		resource.TestStep{
			Config:      one(attribute("lock_reason", "nobody")),
			ExpectError: inWords("No resource lock matches the filters"),
		},
		resource.TestStep{
			Config:      one(attribute("id", "00000000-0000-4000-8000-000000000000")),
			ExpectError: inWords("The lock does not exist, or belongs to another project"),
		},
	)
}
