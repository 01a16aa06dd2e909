package manila_test

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// A plan asks for each share once, whatever number of locks it gets, and without check_at_plan it asks for nothing.
func TestAccResourceLock_checkedAtPlan(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	locks := lockConfig(cloud.ShareID(), "count = 5") + `
resource "terraform_data" "later" {}

resource "custody_resource_lock" "of_a_later_share" {
  resource_id = terraform_data.later.id
}
`
	plan := func(more ...string) []core.Request {
		cloud.Mock.ResetJournal()
		acctest.NewCLI(t, cloud.Provider("alice", more...)+locks).Run("plan", "-no-color")
		return cloud.Mock.Requests(core.Match{API: "manila", Path: ".*/shares/.*"})
	}
	if sent := plan(`check_at_plan = true`); len(sent) != 1 {
		t.Errorf("with check_at_plan the plan asks %d times for the share, want once: %+v", len(sent), sent)
	}
	if plan(); len(cloud.Mock.Journal()) != 0 {
		t.Errorf("without check_at_plan the plan of new locks sends %+v", cloud.Mock.Journal())
	}
}
