package integrations_test

import (
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
