package integrations_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// strangersAnswers are answers that say nothing of a version, by what they are.
var strangersAnswers = map[string]core.Fault{
	"404 of a method": {
		Status: http.StatusNotFound, Body: google.ErrorBody(http.StatusNotFound, "NOT_FOUND", "Method not found."),
	},
	"404 of a proxy": {
		Status: http.StatusNotFound, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html></html>",
	},
	"403": {Status: http.StatusForbidden, Body: forbiddenBody},
	"503": {Status: http.StatusServiceUnavailable, Body: unavailable},
}

// afterStranger applies a takeover, has a request answered by a stranger in a step that must fail, and then applies the
// step without: nothing must be taken over again.
func afterStranger(t *testing.T, fault core.Fault, path, number, want string) {
	t.Helper()
	cloud := acctest.NewIntegrations(t)
	fault.Match = core.Match{API: "integrations", Method: http.MethodGet, Path: path}
	provider := strings.Replace(cloud.As(ben), "google =", "max_retries = 0\n  google =", 1)
	first := provider + takeoverConfig(attribute("integration", orders))
	later := provider + takeoverConfig(attribute("integration", number))
	runSteps(t,
		resource.TestStep{Config: first},
		resource.TestStep{
			PreConfig: func() { cloud.Mock.AddFault(fault) }, Config: later, ExpectError: regexp.MustCompile(want),
		},
		resource.TestStep{
			PreConfig: cloud.Mock.ClearFaults, Config: later,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
		},
	)
	expectTakeovers(t, cloud.Mock, 1)
}

// Whether the project's number means another project is said by the service's own lists of versions, and by no answer
// that says nothing of the version.
func TestAccEditLockTakeover_projectNumberAndStrangers(t *testing.T) {
	t.Parallel()
	for name, fault := range strangersAnswers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			afterStranger(t, fault, ".*/projects/123456789012/.*", ordersByNumber(),
				"Cannot Tell Whether The Name Means Another Draft")
		})
	}
}

// A 404 of the version alone is made good by the list.
func TestAccEditLockTakeover_projectNumberIsListed(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	fault := strangersAnswers["404 of a method"]
	fault.Match = core.Match{API: "integrations", Method: http.MethodGet, Path: ".*/projects/123456789012/.*/versions/[^/]+"}
	cloud.Mock.AddFault(fault)
	runSteps(t,
		resource.TestStep{Config: cloud.As(ben) + takeoverConfig(attribute("integration", orders))},
		resource.TestStep{
			Config: cloud.As(ben) + takeoverConfig(attribute("integration", ordersByNumber())),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(takeoverAddress, plancheck.ResourceActionUpdate),
			}},
		},
	)
	expectTakeovers(t, cloud.Mock, 1)
}

// A refresh forgets who holds the lock only when the service itself does not have the draft any more.
func TestAccEditLockTakeover_refreshAndStrangers(t *testing.T) {
	t.Parallel()
	for name, fault := range strangersAnswers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			afterStranger(t, fault, ".*/versions/[^/]+", orders, "Cannot Read Edit Lock")
		})
	}
}
