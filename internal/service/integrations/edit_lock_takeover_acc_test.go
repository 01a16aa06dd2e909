package integrations_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

// ordersByNumber is the name of orders with the project's number in the place of its id.
func ordersByNumber() string { return strings.Replace(orders, "shop", "123456789012", 1) }

// expectRecorded checks the state against what the server holds.
func expectRecorded(
	t *testing.T, cloud *acctest.Integrations, integration string, old integrations.Version,
) resource.TestCheckFunc {
	t.Helper()
	return func(s *terraform.State) error {
		draft := draftOf(t, cloud.Mock, integration)
		if draft.ID == old.ID {
			return fmt.Errorf("%s is still the draft", old.ID)
		}
		snapshot, _ := cloud.Mock.Version(integration + "/versions/" + old.ID)
		if snapshot.State != "SNAPSHOT" {
			t.Errorf("the old draft is in %s", snapshot.State)
		}
		got := s.RootModule().Resources[takeoverAddress].Primary.Attributes
		for name, want := range map[string]string{
			"draft_version":        integration + "/versions/" + draft.ID,
			"snapshot_version":     integration + "/versions/" + old.ID,
			"snapshot_number":      strconv.FormatInt(snapshot.SnapshotNumber, 10),
			"lock_holder":          draft.LockHolder,
			"previous_lock_holder": old.LockHolder,
			"last_modifier_email":  draft.LastModifierEmail,
		} {
			if got[name] != want {
				t.Errorf("%s is %q, wanted %q", name, got[name], want)
			}
		}
		at, err := time.Parse(time.RFC3339, got["taken_over_at"])
		if err != nil || draft.CreateTime.Sub(at).Abs() >= time.Second {
			t.Errorf("taken_over_at is %q, and the draft was made at %s", got["taken_over_at"], draft.CreateTime)
		}
		return nil
	}
}

func TestAccEditLockTakeover_takesOver(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		integration, path string
		byVersion         bool
		quirks            integrations.Quirks
	}{
		"integration":      {orders, "/v1alpha/projects/shop/.*", false, integrations.Quirks{}},
		"version":          {orders, "/v1alpha/projects/shop/.*", true, integrations.Quirks{}},
		"product":          {apigeeOrders, "/v1/projects/shop/.*", false, integrations.Quirks{}},
		"product, version": {apigeeOrders, "/v1/projects/shop/.*", true, integrations.Quirks{}},
		"no product in the answer": {
			apigeeOrders, "/v1/projects/shop/.*", false, integrations.Quirks{NoProductInNames: true},
		},
		"project number": {
			ordersByNumber(), "/v1alpha/projects/123456789012/.*", false, integrations.Quirks{ProjectIDInNames: true},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t, mockserver.WithIntegrations(c.quirks))
			old := draftOf(t, cloud.Mock, c.integration)
			line := attribute("integration", c.integration)
			if c.byVersion {
				line = attribute("integration_version", c.integration+"/versions/"+old.ID)
			}
			runSteps(t, resource.TestStep{
				Config: cloud.As(ben) + takeoverConfig(line, attribute("expected_lock_holder", "Ana@shop.test")),
				Check:  expectRecorded(t, cloud, c.integration, old),
			})
			expectTakeovers(t, cloud.Mock, 1)
			wanted := regexp.MustCompile(c.path)
			for _, r := range cloud.Mock.Requests(core.Match{API: "integrations"}) {
				if !wanted.MatchString(r.Path) {
					t.Errorf("sent %s %s", r.Method, r.Path)
				}
			}
		})
	}
}

// What changes of the lock afterwards is shown, and takes nothing over again.
func TestAccEditLockTakeover_lockChanges(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	config := cloud.As(ben) + takeoverConfig(attribute("integration", orders))
	step := func(holder string, before func()) resource.TestStep {
		check := resource.TestCheckResourceAttr(takeoverAddress, "lock_holder", holder)
		if holder == "" {
			check = resource.TestCheckNoResourceAttr(takeoverAddress, "lock_holder")
		}
		return resource.TestStep{
			PreConfig: before, RefreshState: before != nil, Config: map[bool]string{false: config}[before != nil], Check: check,
		}
	}
	runSteps(t,
		step(ben, nil),
		step("", func() { cloud.Mock.ReleaseLock(orders) }),
		step(ana, func() { cloud.Mock.EditDraft(ana, orders, "edited") }),
		step("", func() { cloud.Mock.Publish(ana, orders) }),
		resource.TestStep{Config: config, PlanOnly: true},
	)
	expectTakeovers(t, cloud.Mock, 1)
}

func TestAccEditLockTakeover_replacement(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	step := func(action plancheck.ResourceActionType, lines ...string) resource.TestStep {
		return resource.TestStep{
			Config: cloud.As(ben) + takeoverConfig(lines...),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(takeoverAddress, action)},
			},
		}
	}
	runSteps(t,
		step(plancheck.ResourceActionCreate, attribute("integration", orders)),
		step(plancheck.ResourceActionUpdate, attribute("integration", ordersByNumber())),
		step(plancheck.ResourceActionUpdate, attribute("integration", orders), attribute("expected_lock_holder", ben)),
		step(plancheck.ResourceActionReplace, attribute("integration", orders), `triggers = { run = "2" }`),
		step(plancheck.ResourceActionReplace, attribute("integration", apigeeOrders), `triggers = { run = "2" }`),
	)
	if got := cloud.Mock.Takeovers(); got != 3 {
		t.Errorf("%d takeovers, wanted 3", got)
	}
}

// A service account that holds the lock already is recorded, and nobody is told.
func TestAccEditLockTakeover_heldAlready(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	old := cloud.Mock.TakeOver(pipeline, orders)
	mails := len(cloud.Mock.Mails())
	runSteps(t, resource.TestStep{
		Config: cloud.As(ben, asServiceAccount(cloud)) +
			takeoverConfig(attribute("integration", orders), attribute("expected_lock_holder", ana)),
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(takeoverAddress, "draft_version", orders+"/versions/"+old.ID),
			resource.TestCheckResourceAttr(takeoverAddress, "lock_holder", pipeline),
			resource.TestCheckNoResourceAttr(takeoverAddress, "snapshot_version"),
			resource.TestCheckNoResourceAttr(takeoverAddress, "previous_lock_holder"),
			resource.TestCheckNoResourceAttr(takeoverAddress, "taken_over_at"),
		),
	})
	if got := len(cloud.Mock.Mails()); got != mails || cloud.Mock.Takeovers() != 0 {
		t.Errorf("%d takeovers, and %d mails more than before", cloud.Mock.Takeovers(), got-mails)
	}
}

func TestAccEditLockTakeover_import(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	config := cloud.As(ben) + takeoverConfig(attribute("integration", orders))
	runSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			Config: config, ResourceName: takeoverAddress, ImportState: true, ImportStateVerify: true,
			ImportStateIdFunc: func(s *terraform.State) (string, error) {
				return s.RootModule().Resources[takeoverAddress].Primary.Attributes["draft_version"], nil
			},
			ImportStateVerifyIdentifierAttribute: "draft_version",
			ImportStateVerifyIgnore: []string{
				"snapshot_version", "snapshot_number", "previous_lock_holder", "taken_over_at",
			},
		},
		resource.TestStep{
			Config: config, ResourceName: takeoverAddress, ImportState: true, ImportStateId: orders,
			ExpectError: inWords("the version is missing"),
		},
		resource.TestStep{
			Config: config, ResourceName: takeoverAddress, ImportState: true, ImportStateId: orders + someVersion,
			ExpectError: inWords("Cannot Import Edit Lock Takeover"),
		},
	)
	expectTakeovers(t, cloud.Mock, 1)
}

// The plan warns of who loses the lock; plans and refreshes take nothing over.
func TestAccEditLockTakeover_plansOnlyRead(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(attribute("integration", orders)))
	warning := inWords("ana@shop.test holds the edit lock of draft " + orders + "/versions/" + draftOf(t, cloud.Mock, orders).ID)
	for range 2 {
		if output := cli.Run("plan", "-no-color"); !warning.MatchString(output) {
			t.Errorf("the plan does not warn:\n%s", output)
		}
	}
	expectTakeovers(t, cloud.Mock, 0)
	cli.Apply()
	for range 10 {
		cli.Run("plan", "-no-color", "-detailed-exitcode")
		cli.Apply("-refresh-only")
	}
	expectTakeovers(t, cloud.Mock, 1)
	if output := cli.Destroy(); !inWords("Nothing hands an edit lock back").MatchString(output) {
		t.Errorf("destroy does not say that the lock stays:\n%s", output)
	}
	if draft := draftOf(t, cloud.Mock, orders); draft.LockHolder != ben {
		t.Errorf("after destroy the lock is held by %q", draft.LockHolder)
	}
}

// A draft that somebody deleted is a warning, and stays in the state.
func TestAccEditLockTakeover_draftDeleted(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(attribute("integration", orders)))
	cli.Apply()
	cloud.Mock.DeleteVersion(ben, orders)
	if output := cli.Run("plan", "-no-color", "-detailed-exitcode"); !inWords("Draft Was Deleted").MatchString(output) {
		t.Errorf("the plan does not say that the draft is deleted:\n%s", output)
	}
	expectTakeovers(t, cloud.Mock, 1)
}

// After an import nothing is taken over, whatever the configuration says of the
// takeover that was done; what changes later counts.
func TestAccEditLockTakeover_planAfterImport(t *testing.T) {
	t.Parallel()
	cases := map[string]func(old string) []string{
		"integration": func(string) []string { return []string{attribute("integration", orders)} },
		"version":     func(old string) []string { return []string{attribute("integration_version", old)} },
		"number":      func(string) []string { return []string{attribute("integration", ordersByNumber())} },
		"triggers": func(string) []string {
			return []string{attribute("integration", orders), `triggers = { run = "1" }`}
		},
	}
	for name, lines := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			old := orders + "/versions/" + draftOf(t, cloud.Mock, orders).ID
			made := cloud.Mock.TakeOver(ben, orders)
			mails := len(cloud.Mock.Mails())
			cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(lines(old)...))
			cli.Run("import", "-no-color", takeoverAddress, orders+"/versions/"+made.ID)
			cli.Apply()
			cli.Run("plan", "-no-color", "-detailed-exitcode")
			if got := len(cloud.Mock.Mails()); got != mails {
				t.Errorf("%d mails more than before", got-mails)
			}
			if name != "triggers" {
				return
			}
			other := strings.Replace(cli.Config(), `run = "1"`, `run = "2"`, 1)
			cli.Write("main.tf", other)
			if output := cli.Run("plan", "-no-color"); !inWords("must be replaced").MatchString(output) {
				t.Errorf("another trigger plans no takeover:\n%s", output)
			}
		})
	}
}

// Without an id there is nothing to import.
func TestAccEditLockTakeover_importOfNothing(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(attribute("integration", orders)))
	output, ok := cli.Try("import", "-no-color", takeoverAddress, "")
	if ok || !inWords("Invalid Import ID").MatchString(output) {
		t.Errorf("import says\n%s", output)
	}
}

// Several takeovers of one integration in one run are one, whoever the provider is.
func TestAccEditLockTakeover_severalAtOnce(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(attribute("integration", orders), "count = 3"))
	if output := cli.Apply(); !inWords("Edit Lock Taken Over").MatchString(output) {
		t.Errorf("apply does not say what it did:\n%s", output)
	}
	expectTakeovers(t, cloud.Mock, 1)
}
