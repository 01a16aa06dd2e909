package manila_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
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

// stands says whether a lock is there, as alice sees it.
func stands(t *testing.T, cloud *acctest.OpenStack, lock *resourcelocks.Lock) bool {
	t.Helper()
	_, err := resourcelocks.Get(t.Context(), cloud.As(t, "alice").ServiceClient, lock.ID)
	if err != nil && !client.IsLockNotFound(err, lock.ID) {
		t.Fatal(err)
	}
	return err == nil
}

func TestAccResourceLock_liftAction(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	cloud.RequireUsers(t)
	share := cloud.Fixture.Shares["share-3"]
	own := lockAs(t, cloud, "alice", share, "lift one")
	shared := lockAs(t, cloud, "alice", share, "lift shared")
	other := lockAs(t, cloud, "bob", share, "lift shared")
	lift := func(user, reason string) (prototest.Outcome, string) {
		out := lifter(t, cloud, user).Action(t.Context(), liftAction, map[string]any{
			"resource_id": strings.ToUpper(share), "lock_reason": reason,
		})
		if len(out.Errors) > 0 {
			t.Errorf("lifting %q as %s: %q", reason, user, out.Errors)
		}
		return out, strings.Join(out.Progress, "\n")
	}

	_, told := lift("alice", "lift one")
	if !strings.Contains(told, "lifted lock "+own.ID) || strings.Contains(told, shared.ID) {
		t.Errorf("with another reason the progress is\n%s", told)
	}
	out, told := lift("alice", "lift shared")
	for _, want := range []string{
		"lifted lock " + shared.ID, "1 lock of another user", other.ID, "held by user " + other.UserID, "by an admin",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("the progress lacks %q:\n%s", want, told)
		}
	}
	planned := strings.Join(out.Warnings, "\n")
	if !strings.Contains(planned, shared.ID) || !strings.Contains(planned, other.ID) {
		t.Errorf("the plan warns\n%s", planned)
	}
	if stands(t, cloud, own) || stands(t, cloud, shared) || !stands(t, cloud, other) {
		t.Error("another lock was lifted, or one was left")
	}
	if _, told := lift("bob", "lift shared"); !strings.Contains(told, "lifted lock "+other.ID) {
		t.Errorf("the progress of its holder is\n%s", told)
	}
	if _, told := lift("bob", "lift shared"); !strings.Contains(told, "no lock of this user") {
		t.Errorf("with nothing to lift the progress is\n%s", told)
	}
}

// An error of the plan would block terraform destroy.
func TestLiftResourceLocksAction_plansWithoutErrors(t *testing.T) {
	t.Parallel()
	list := core.Match{API: "manila", Method: http.MethodGet, Path: ".*/resource-locks"}
	for name, fault := range map[string]core.Fault{
		"a list that fails":   {Match: list, Status: 503},
		"nobody is logged in": {Match: core.Match{API: "keystone"}, Status: 401},
		"an old cloud":        {Match: core.Match{API: "manila"}, Status: 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewMockOpenStack(t)
			cloud.Mock.AddFault(fault)
			config := map[string]any{"resource_id": cloud.ShareID()}
			if out := lifter(t, cloud, "alice").Plan(t.Context(), liftAction, config); len(out.Errors) > 0 || len(out.Warnings) != 1 {
				t.Errorf("the plan says %+v, want one warning", out)
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
