package integrations_test

import (
	"fmt"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
)

const takeoverActionConfig = `
resource "terraform_data" "release" {
  input = "2027-01"
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.custody_takeover_edit_lock.orders]
    }
  }
}

action "custody_takeover_edit_lock" "orders" {
  config {
    integration          = "projects/shop/locations/europe-west1/integrations/orders"
    expected_lock_holder = "ana@shop.test"
  }
}
`

func TestAccTakeoverEditLockAction(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cli := acctest.NewCLI(t, cloud.As(ben)+takeoverActionConfig)
	cli.RequireVersion(acctest.ActionsSince)
	const invoke = "-invoke=action.custody_takeover_edit_lock.orders"
	takesOver := func(args ...string) {
		t.Helper()
		old := draftOf(t, cloud.Mock, orders)
		output := cli.Apply(args...)
		now := draftOf(t, cloud.Mock, orders)
		for _, want := range []string{
			"Taking over the edit lock of " + orders + "/versions/" + old.ID, "from " + ana,
			"is now a snapshot", "The new draft is", now.ID,
		} {
			if !inWords(want).MatchString(output) {
				t.Errorf("no %q in\n%s", want, output)
			}
		}
	}
	takesOver()
	expectTakeovers(t, cloud.Mock, 1)
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	output, ok := cli.Try("apply", "-auto-approve", "-no-color", invoke)
	if ok || !inWords("held by "+ben).MatchString(output) {
		t.Errorf("repeated, the action says\n%s", output)
	}
	expectTakeovers(t, cloud.Mock, 1)

	cloud.Mock.TakeOver(ana, orders)
	takesOver(invoke)
	if takeovers := cloud.Mock.Takeovers(); takeovers != 2 {
		t.Errorf("%d takeovers, wanted 2", takeovers)
	}
}

// releaseConfig is a release whose end takes over the draft from the holder that the release knows.
func releaseConfig(holder, onFailure string) string {
	return fmt.Sprintf(`
resource "terraform_data" "release" {
  input = { integration = %q, holder = %q }
  lifecycle {
    action_trigger {
      events     = [before_destroy]
      actions    = [action.custody_takeover_edit_lock.release]
      on_failure = %s
    }
  }
}

action "custody_takeover_edit_lock" "release" {
  config {
    integration          = caller.input.integration
    expected_lock_holder = caller.input.holder
  }
}
`, orders, holder, onFailure)
}

func TestAccTakeoverEditLockAction_beforeDestroy(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		holder, onFailure string
		planned, done     string
		takeovers         int
	}{
		"the holder is as expected": {
			ana, "halt", ana + " holds the edit lock", "is now a snapshot", 1,
		},
		"another holder, halt": {
			"eva@shop.test", "halt", "The plan does not fail for this", "held by " + ana, 0,
		},
		"another holder, continue": {
			"eva@shop.test", "continue", "The plan does not fail for this", "held by " + ana, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			cli := acctest.NewCLI(t, cloud.As(ben)+releaseConfig(tt.holder, tt.onFailure))
			cli.RequireVersion(acctest.DestroyEventsSince)
			cli.Apply()
			if output := cli.Run("plan", "-destroy", "-no-color"); !inWords(tt.planned).MatchString(output) {
				t.Errorf("the plan does not say %q:\n%s", tt.planned, output)
			}
			expectTakeovers(t, cloud.Mock, 0)
			if output := cli.Destroy(); !inWords(tt.done).MatchString(output) || !inWords("1 destroyed").MatchString(output) {
				t.Errorf("the destroy does not say %q, or destroyed nothing:\n%s", tt.done, output)
			}
			expectTakeovers(t, cloud.Mock, tt.takeovers)
		})
	}
}
