package apigee_test

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// A plan asks for each app and each product once, whatever number of keys they get, and without check_at_plan it asks
// for nothing.
func TestAccDeveloperAppKey_checkedAtPlan(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	keys := keyConfig(weather, "count = 5")
	plan := func(more ...string) []core.Request {
		cloud.Mock.ResetJournal()
		acctest.NewCLI(t, cloud.Provider(more...)+keys).Run("plan", "-no-color")
		return cloud.Mock.Requests(core.Match{API: "apigee"})
	}
	var paths []string
	for _, sent := range plan("check_at_plan = true") {
		paths = append(paths, sent.Method+" "+sent.Path)
	}
	if len(paths) != 2 {
		t.Errorf("with check_at_plan the plan sends %q, want one request for the app and one for the product", paths)
	}
	if sent := plan(); len(sent) != 0 {
		t.Errorf("without check_at_plan the plan of new keys sends %+v", sent)
	}
}
