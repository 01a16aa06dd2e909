package manila_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

const lockType = "custody_resource_lock"

// spokenTo is the provider as a user of the mock server, spoken to by its protocol.
func spokenTo(t *testing.T, cloud *acctest.OpenStack, user string) *prototest.Harness {
	t.Helper()
	return prototest.New(t, acctest.Factories()["custody"], map[string]any{"openstack": map[string]any{
		"auth_url": cloud.Fixture.Keystone, "region": cloud.Fixture.Region, "token": cloud.Mock.IssueToken(user),
	}})
}

func TestResourceLockList_filters(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	twentyLocks(cloud)
	tests := map[string]struct {
		user    string
		config  map[string]any
		limit   int64
		reasons []string
	}{
		"one":              {"alice", map[string]any{"lock_reason": "Reason 07"}, 100, []string{"Reason 07"}},
		"as many as asked": {"alice", nil, 3, []string{"Reason 00", "Reason 01", "Reason 02"}},
		"of one share": {
			"alice",
			map[string]any{"resource_id": strings.ToUpper(cloud.Fixture.Shares["share-2"]), "offset": 1},
			2,
			[]string{"Reason 03", "Reason 05"},
		},
		"of another user": {"alice", map[string]any{"user_id": cloud.Fixture.Users["bob"]}, 100, []string{"bob"}},
		"sorted": {
			"alice",
			map[string]any{"sort_key": "lock_reason", "sort_dir": "asc", "lock_reason_contains": "Reason"},
			1,
			[]string{"Reason 00"},
		},
		"of all projects": {
			"admin", map[string]any{"all_projects": true, "user_id": cloud.Fixture.Users["carol"]}, 100, []string{"carol"},
		},
		"none": {"alice", map[string]any{"lock_context": "admin"}, 100, nil},
	}
	for name, tt := range tests {
		h := spokenTo(t, cloud, tt.user)
		cloud.Mock.ResetJournal()
		found, out := h.List(t.Context(), lockType, tt.config, tt.limit, true)
		var reasons []string
		for _, lock := range found {
			reasons = append(reasons, fmt.Sprint(lock.Resource["lock_reason"]))
		}
		if diff := cmp.Diff(tt.reasons, reasons); diff != "" || len(out.Errors) > 0 {
			t.Error(name, diff, out.Errors)
		}
		if got := requestsOfLocks(cloud); len(got) != 1 {
			t.Errorf("%s: %d requests for locks, wanted 1: %v", name, len(got), got)
		}
	}
}

// requestsOfLocks are the requests to Manila for locks, without their bodies.
func requestsOfLocks(cloud *acctest.OpenStack) []string {
	var list []string
	for _, r := range cloud.Mock.Requests(core.Match{API: "manila"}) {
		if strings.Contains(r.Path, "/resource-locks") {
			list = append(list, r.Method+" "+r.Path+"?"+r.Query.Encode())
		}
	}
	return list
}

func TestResourceLockList_asksForNoMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	twentyLocks(cloud)
	found, _ := spokenTo(t, cloud, "alice").List(t.Context(), lockType, nil, 2, false)
	if len(found) != 2 || found[0].Resource != nil {
		t.Errorf("found %v, wanted two without their resources", found)
	}
	got := requestsOfLocks(cloud)
	if len(got) != 1 || !strings.HasSuffix(got[0], "?limit=2&with_count=true") {
		t.Errorf("requests %v, wanted one with the limit", got)
	}
}

// TestResourceLockList_importsToTheSame holds what is listed against what an import by
// its identity reads.
func TestResourceLockList_importsToTheSame(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	share := cloud.ShareID()
	names := map[string]string{}
	for name, lock := range map[string]openstack.Lock{
		"share " + share + " against delete: Payroll": {ResourceID: share, LockReason: new("Payroll")},
		"share " + share + " against delete":          {ResourceID: strings.ToUpper(share), LockReason: new("")},
		"access rule " + cloud.Fixture.AccessRule.ID + " against show": {
			ResourceID: cloud.Fixture.AccessRule.ID, ResourceType: "access_rule", ResourceAction: "show",
		},
	} {
		names[cloud.Mock.CreateLock("bob", lock).ID] = name
	}
	h := spokenTo(t, cloud, "alice")
	found, out := h.List(t.Context(), lockType, nil, 100, true)
	if len(found) != len(names) || len(out.Errors) > 0 {
		t.Fatalf("found %v, %v", found, out.Errors)
	}
	for _, listed := range found {
		if want := names[fmt.Sprint(listed.Identity["id"])]; listed.DisplayName != want {
			t.Errorf("display name %q, wanted %q", listed.DisplayName, want)
		}
		identity, state := h.ImportByIdentity(t.Context(), lockType, listed)
		if diff := cmp.Diff(listed.Identity, identity); diff != "" {
			t.Errorf("identity (-listed +imported):\n%s", diff)
		}
		if diff := cmp.Diff(listed.Resource, state); diff != "" {
			t.Errorf("state (-listed +imported):\n%s", diff)
		}
		config := h.GenerateConfig(t.Context(), lockType, listed)
		if got, want := config["lock_reason"], listed.Resource["lock_reason"]; got != want || config["id"] != nil {
			t.Errorf("generated lock_reason = %#v and id = %v, wanted %#v and nothing", got, config["id"], want)
		}
	}
}

func TestResourceLockList_refused(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	twentyLocks(cloud)
	tests := map[string]struct {
		config map[string]any
		stage  prototest.Stage
		says   string
	}{
		"no UUID":      {map[string]any{"resource_id": "share-1"}, prototest.StageValidate, "is not a UUID"},
		"no such type": {map[string]any{"resource_type": "snapshot"}, prototest.StageValidate, "value must be one of"},
		"no right to all projects": {
			map[string]any{"all_projects": true},
			prototest.StageList,
			"Cannot List Resource Locks: Tried to list resource locks.\n\nThe server looks into other projects only for the roles admin and service",
		},
		"no such region": {map[string]any{"region": "elsewhere"}, prototest.StageList, "elsewhere"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, out := spokenTo(t, cloud, "alice").List(t.Context(), lockType, tt.config, 100, true)
			if len(found) > 0 || out.Stage != tt.stage || len(out.Errors) != 1 || !strings.Contains(out.Errors[0], tt.says) {
				t.Errorf("found %v, %s %q, wanted %s %q", found, out.Stage, out.Errors, tt.stage, tt.says)
			}
		})
	}
}
