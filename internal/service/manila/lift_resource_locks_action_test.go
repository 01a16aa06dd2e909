package manila_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const liftAction = "custody_lift_resource_locks"

// lifter is the provider as a user, spoken to by its protocol.
func lifter(t *testing.T, cloud *acctest.OpenStack, user string) *prototest.Harness {
	t.Helper()
	return prototest.New(t, acctest.Factories()["custody"], map[string]any{
		"max_retries": 0, "openstack": cloud.Attributes(user),
	})
}

// lockAs makes a lock as a user, and lifts it at the end if it is still there.
func lockAs(
	t *testing.T, cloud *acctest.OpenStack, user, share, reason string,
) *resourcelocks.Lock {
	t.Helper()
	manila := cloud.As(t, user)
	lock, err := resourcelocks.Create(t.Context(), manila.ServiceClient, resourcelocks.CreateOpts{
		ResourceID: share, ResourceType: resourcelocks.TypeShare, Reason: &reason,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	t.Cleanup(func() { _ = resourcelocks.Delete(ctx, manila.ServiceClient, lock.ID) })
	return lock
}

// heldOn are the ids of the locks on a share, as alice sees them.
func heldOn(t *testing.T, cloud *acctest.OpenStack, share string) []string {
	t.Helper()
	var ids []string
	manila := cloud.As(t, "alice")
	_, err := resourcelocks.All(t.Context(), manila.ServiceClient, resourcelocks.ListOpts{ResourceID: share},
		func(lock resourcelocks.Lock) bool {
			ids = append(ids, lock.ID)
			return true
		})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestAccResourceLock_liftAction(t *testing.T) {
	cloud := acctest.NewOpenStack(t)
	cloud.RequireUsers(t)
	share := cloud.Fixture.Shares["share-3"]
	first := lockAs(t, cloud, "alice", share, "lift one")
	second := lockAs(t, cloud, "alice", share, "lift two")
	other := lockAs(t, cloud, "bob", share, "lift three")

	out := lifter(t, cloud, "alice").Action(t.Context(), liftAction, map[string]any{
		"resource_id": strings.ToUpper(share), "lock_reason": "lift one",
	})
	if len(out.Errors) > 0 || len(out.Progress) != 1 || !strings.Contains(out.Progress[0], "lifted lock "+first.ID) {
		t.Errorf("with a reason: %+v", out)
	}

	out = lifter(t, cloud, "alice").Action(t.Context(), liftAction, map[string]any{"resource_id": share})
	told := strings.Join(out.Progress, "\n")
	for _, want := range []string{
		"lifted lock " + second.ID, "1 lock of other users", other.ID, "held by user " + other.UserID, "by an admin",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("the progress lacks %q:\n%s", want, told)
		}
	}
	planned := strings.Join(out.Warnings, "\n")
	if len(out.Errors) > 0 || !strings.Contains(planned, second.ID) || strings.Contains(planned, first.ID) {
		t.Errorf("errors %q, warnings of the plan\n%s", out.Errors, planned)
	}
	if held := heldOn(t, cloud, share); !slices.Equal(held, []string{other.ID}) {
		t.Errorf("the share has the locks %q, want that of the other user alone", held)
	}

	out = lifter(t, cloud, "bob").Action(t.Context(), liftAction, map[string]any{"resource_id": share})
	again := lifter(t, cloud, "bob").Action(t.Context(), liftAction, map[string]any{"resource_id": share})
	if len(out.Errors)+len(again.Errors) > 0 || !strings.Contains(strings.Join(again.Progress, ""), "no lock of this user") {
		t.Errorf("bob's own: %+v, then %+v", out, again)
	}
}

// An error of the plan would block terraform destroy.
func TestLiftResourceLocksAction_plansWithoutErrors(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	list := core.Match{API: "manila", Method: http.MethodGet, Path: ".*/resource-locks"}
	for name, fault := range map[string]core.Fault{
		"a list that fails":   {Match: list, Status: 503},
		"nobody is logged in": {Match: core.Match{API: "keystone"}, Status: 401},
		"an old cloud":        {Match: core.Match{API: "manila"}, Status: 404},
	} {
		t.Run(name, func(t *testing.T) {
			cloud.Mock.ClearFaults()
			cloud.Mock.AddFault(fault)
			config := map[string]any{"resource_id": cloud.ShareID()}
			if out := lifter(t, cloud, "alice").Plan(t.Context(), liftAction, config); len(out.Errors) > 0 {
				t.Errorf("the plan fails: %q", out.Errors)
			}
			if out := lifter(t, cloud, "alice").Invoke(t.Context(), liftAction, config); len(out.Errors) != 1 {
				t.Errorf("the run says %+v, want one error", out)
			}
		})
	}
}

func TestLiftResourceLocksAction_goesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	share := cloud.ShareID()
	for _, reason := range []string{"a", "b", "c"} {
		lockAs(t, cloud, "alice", share, reason)
	}
	cloud.Mock.AddFault(core.Fault{
		Match: core.Match{API: "manila", Method: http.MethodDelete}, Skip: 1, Times: 1, Status: http.StatusConflict,
		Body: `{"conflictingRequest": {"code": 409, "message": "Busy."}}`,
	})
	out := lifter(t, cloud, "alice").Action(t.Context(), liftAction, map[string]any{"resource_id": share})
	if len(out.Errors) != 1 || len(out.Progress) != 2 || len(cloud.Mock.Locks()) != 1 {
		t.Errorf("%+v; the server holds %d locks, want one error and one lock", out, len(cloud.Mock.Locks()))
	}
}

func TestLiftResourceLocksAction_refuses(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	for name, config := range map[string]map[string]any{
		"a name":                       {"resource_id": "payroll"},
		"a visibility lock of a share": {"resource_id": cloud.ShareID(), "resource_action": "show"},
		"another type":                 {"resource_id": cloud.ShareID(), "resource_type": "snapshot"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := lifter(t, cloud, "alice").Plan(t.Context(), liftAction, config)
			if out.Stage != prototest.StageValidate || len(out.Errors) != 1 {
				t.Errorf("%+v, want one error of the validation", out)
			}
		})
	}
}
