package manila_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

func TestAccResourceLock_basic(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	why := reason(t)
	runSteps(t, resource.TestStep{
		Config: cloud.Provider("alice") + lockConfig(cloud.ShareID(), attribute("lock_reason", why)),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(lockAddress, plancheck.ResourceActionCreate),
				plancheck.ExpectKnownValue(lockAddress, tfjsonpath.New("region"), knownvalue.StringExact("RegionOne")),
				plancheck.ExpectUnknownValue(lockAddress, tfjsonpath.New("id")),
			},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("resource_id"), knownvalue.StringExact(cloud.ShareID())),
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("resource_type"), knownvalue.StringExact("share")),
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("resource_action"), knownvalue.StringExact("delete")),
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("lock_reason"), knownvalue.StringExact(why)),
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("lock_context"), knownvalue.StringExact("user")),
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("deletion_protection"), knownvalue.Bool(false)),
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("created_at"), knownvalue.StringFunc(isRFC3339)),
			statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("updated_at"), knownvalue.Null()),
		},
		Check: func(*terraform.State) error {
			if locks := cloud.Locks(t, "alice", why); len(locks) != 1 || locks[0].ResourceID != cloud.ShareID() {
				t.Errorf("the cloud holds %+v", locks)
			}
			return nil
		},
	})
	if locks := cloud.Locks(t, "alice", why); len(locks) != 0 {
		t.Errorf("after destroy the cloud holds %+v", locks)
	}
}

func isRFC3339(text string) error {
	_, err := time.Parse(time.RFC3339Nano, text)
	return err
}

func TestAccResourceLock_reasonChangesInPlace(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	why := reason(t)
	sameID := statecheck.CompareValue(compare.ValuesSame())
	step := func(action plancheck.ResourceActionType, want knownvalue.Check, lines ...string) resource.TestStep {
		return resource.TestStep{
			Config: cloud.Provider("alice") + lockConfig(cloud.ShareID(), lines...),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(lockAddress, action)},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				sameID.AddStateValue(lockAddress, tfjsonpath.New("id")),
				statecheck.ExpectKnownValue(lockAddress, tfjsonpath.New("lock_reason"), want),
			},
		}
	}
	longest := why + strings.Repeat("é", resourcelocks.MaxReasonLength-len(why))
	runSteps(t,
		step(plancheck.ResourceActionCreate, knownvalue.StringExact(why), attribute("lock_reason", why)),
		step(plancheck.ResourceActionUpdate, knownvalue.StringExact(longest), attribute("lock_reason", longest)),
		step(plancheck.ResourceActionUpdate, knownvalue.StringExact(""), attribute("lock_reason", "")),
		step(plancheck.ResourceActionUpdate, knownvalue.Null()),
		step(plancheck.ResourceActionUpdate, knownvalue.StringExact(why+" again"), attribute("lock_reason", why+" again")),
	)
}

func TestAccResourceLock_providerOwnAttributesCostNoRequest(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	runSteps(t,
		resource.TestStep{Config: cloud.Provider("alice") + lockConfig(cloud.ShareID())},
		resource.TestStep{
			PreConfig: func() { cloud.Mock.ResetJournal() },
			Config: cloud.Provider("alice") +
				lockConfig(cloud.ShareID(), "deletion_protection = true"),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(lockAddress, plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(lockAddress, tfjsonpath.New("updated_at"), knownvalue.Null()),
				},
			},
		},
		resource.TestStep{Config: cloud.Provider("alice") + lockConfig(cloud.ShareID())},
	)
	if sent := requests(cloud, "PUT"); len(sent) != 0 {
		t.Errorf("sent %d updates to the server", len(sent))
	}
}

func TestAccResourceLock_replace(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	cloud.RequireUsers(t)
	rule, why := cloud.Fixture.AccessRule.ID, reason(t)
	differentID := statecheck.CompareValue(compare.ValuesDiffer())
	step := func(action plancheck.ResourceActionType, resourceID string, lines ...string) resource.TestStep {
		return resource.TestStep{
			Config: cloud.Provider("alice") + lockConfig(resourceID, append(lines, attribute("lock_reason", why))...),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(lockAddress, action)},
			},
			ConfigStateChecks: []statecheck.StateCheck{differentID.AddStateValue(lockAddress, tfjsonpath.New("id"))},
			Check: func(*terraform.State) error {
				if locks := cloud.Locks(t, "alice", why); len(locks) != 1 || locks[0].ResourceID != resourceID {
					t.Errorf("the cloud holds %+v", locks)
				}
				return nil
			},
		}
	}
	runSteps(t,
		step(plancheck.ResourceActionCreate, cloud.ShareID()),
		step(plancheck.ResourceActionDestroyBeforeCreate, cloud.Fixture.Shares["share-2"]),
		step(plancheck.ResourceActionDestroyBeforeCreate, rule, attribute("resource_type", "access_rule")),
		// From "delete" to "show" an update is refused by every Manila up to 22.0.0.
		step(plancheck.ResourceActionDestroyBeforeCreate, rule, attribute("resource_type", "access_rule"),
			attribute("resource_action", "show")),
	)
}

func TestAccResourceLock_capitals(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	why := reason(t)
	unchanged := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	runSteps(t,
		resource.TestStep{
			Config: cloud.Provider("alice") + lockConfig(strings.ToUpper(cloud.ShareID()), attribute("lock_reason", why)),
			Check: func(*terraform.State) error {
				if locks := cloud.Locks(t, "alice", why); len(locks) != 1 || locks[0].ResourceID != cloud.ShareID() {
					t.Errorf("the cloud holds %+v, wanted the id in lower case", locks)
				}
				return nil
			},
		},
		resource.TestStep{
			Config:           cloud.Provider("alice") + lockConfig(cloud.ShareID(), attribute("lock_reason", why)),
			ConfigPlanChecks: unchanged,
		},
	)
}

func TestAccResourceLock_import(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	config := cloud.Provider("alice") + lockConfig(cloud.ShareID(), attribute("lock_reason", reason(t)))
	runSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{ResourceName: lockAddress, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			ResourceName: lockAddress, ImportState: true, ImportStateVerify: true,
			ImportStateIdFunc: func(s *terraform.State) (string, error) {
				return "RegionOne/" + s.RootModule().Resources[lockAddress].Primary.ID, nil
			},
		},
		resource.TestStep{ResourceName: lockAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

func TestAccResourceLock_importByIdentity(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	config := cloud.Provider("alice") + lockConfig(cloud.ShareID(), attribute("lock_reason", reason(t)))
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(lockAddress, map[string]knownvalue.Check{
						"region": knownvalue.StringExact("RegionOne"),
						"id":     knownvalue.NotNull(),
					}),
					statecheck.ExpectIdentityValueMatchesState(lockAddress, tfjsonpath.New("id")),
				},
			},
			{ResourceName: lockAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}
