package manila_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// lockedShare is a lock and a stand-in for its share. Before the share is destroyed, the action lifts its other locks.
func lockedShare(share, onFailure string) string {
	return fmt.Sprintf(`
resource "terraform_data" "share" {
  input = %q
  lifecycle {
    action_trigger {
      events     = [before_destroy]
      actions    = [action.custody_lift_resource_locks.share]
      on_failure = %s
    }
  }
}

resource "custody_resource_lock" "share" {
  resource_id = terraform_data.share.output
  lock_reason = "managed"
}

action "custody_lift_resource_locks" "share" {
  config {
    resource_id = caller.output
  }
}
`, share, onFailure)
}

// beforeDestroy applies the configuration, and then makes a lock of alice and one of bob that are in no state.
func beforeDestroy(t *testing.T, onFailure string) (
	cli *acctest.CLI, cloud *acctest.OpenStack, own, other *resourcelocks.Lock,
) {
	t.Helper()
	cloud = acctest.NewMockOpenStack(t)
	cli = acctest.NewCLI(t, cloud.Provider("alice")+lockedShare(cloud.ShareID(), onFailure))
	cli.RequireVersion(acctest.DestroyEventsSince)
	cli.Apply()
	own = lockAs(t, cloud, "alice", cloud.ShareID(), "forgotten")
	return cli, cloud, own, lockAs(t, cloud, "bob", cloud.ShareID(), "audit")
}

// expectWords checks that the output has the texts, one after another.
func expectWords(t *testing.T, output string, inOrder ...string) {
	t.Helper()
	rest := output
	for _, want := range inOrder {
		found := inWords(want).FindStringIndex(rest)
		if found == nil {
			t.Fatalf("no %q, or not in this order, in\n%s", want, output)
		}
		rest = rest[found[1]:]
	}
}

func TestAccResourceLock_liftActionBeforeDestroy(t *testing.T) {
	t.Parallel()
	cli, cloud, own, other := beforeDestroy(t, "halt")
	planned := cli.Run("plan", "-destroy", "-no-color")
	expectWords(t, planned, "Resource Locks Will Be Lifted", own.ID)
	expectWords(t, planned, "Resource Locks of Other Users", other.ID)

	expectWords(t, cli.Destroy(),
		"custody_resource_lock.share: Destruction complete",
		"lifted lock "+own.ID, "1 lock of another user", other.ID, "held by user "+other.UserID,
		"terraform_data.share: Destruction complete")
	if left := cloud.Mock.Locks(); len(left) != 1 || left[0].ID != other.ID {
		t.Errorf("the server holds %+v, wanted the other user's lock alone", left)
	}
}

// The plan of a destroy does not fail with its action. Terraform then goes on without what the action should have done,
// also with halt, which is for replacements.
func TestAccResourceLock_liftActionFailsBeforeDestroy(t *testing.T) {
	t.Parallel()
	for _, onFailure := range []string{"halt", "continue"} {
		t.Run(onFailure, func(t *testing.T) {
			t.Parallel()
			cli, cloud, own, _ := beforeDestroy(t, onFailure)
			cloud.Mock.AddFault(core.Fault{
				Match:  core.Match{API: "manila", Method: http.MethodGet, Path: ".*/resource-locks"},
				Status: http.StatusForbidden, Body: `{"forbidden": {"code": 403, "message": "Not today."}}`,
			})
			expectWords(t, cli.Run("plan", "-destroy", "-no-color"), "Resource Locks Not Listed", "Not today.")
			output := cli.Destroy()
			expectWords(t, output, "Cannot Lift Resource Locks", "Not today.")
			if !strings.Contains(output, "2 destroyed") || !stands(t, cloud, own) || len(cloud.Mock.Locks()) != 2 {
				t.Errorf("the server holds %+v after\n%s", cloud.Mock.Locks(), output)
			}
		})
	}
}
