package manila_test

import (
	"context"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

func TestAccResourceLock_disappears(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	why := reason(t)
	config := cloud.Provider("alice") + lockConfig(cloud.ShareID(), attribute("lock_reason", why))
	runSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				manila := cloud.As(t, "alice")
				if err := resourcelocks.Delete(t.Context(), manila.ServiceClient, cloud.Locks(t, "alice", why)[0].ID); err != nil {
					t.Fatal(err)
				}
			},
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(lockAddress, plancheck.ResourceActionCreate)},
			},
			Check: func(*terraform.State) error {
				if locks := cloud.Locks(t, "alice", why); len(locks) != 1 {
					t.Errorf("the cloud holds %+v", locks)
				}
				return nil
			},
		},
	)
}

// A share of which only a rule is locked can be deleted, and takes the lock along.
func TestAccResourceLock_goesWithItsShare(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	config := cloud.Provider("alice") + lockConfig(cloud.Fixture.AccessRule.ID, attribute("resource_type", "access_rule"))
	runSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:          func() { deleteShare(t, cloud, cloud.Fixture.AccessRule.ShareID) },
			RefreshState:       true,
			ExpectNonEmptyPlan: true,
		},
		resource.TestStep{
			Config:      config,
			ExpectError: inWords("Check that " + cloud.Fixture.AccessRule.ID + " is the id of a access_rule"),
		},
	)
}

func TestAccResourceLock_drift(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	why := reason(t)
	config := cloud.Provider("alice") + lockConfig(cloud.ShareID(), attribute("lock_reason", why))
	runSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				manila, other := cloud.As(t, "alice"), why+", changed by hand"
				lock := cloud.Locks(t, "alice", why)[0]
				if _, err := resourcelocks.SetReason(t.Context(), manila.ServiceClient, lock.ID, &other); err != nil {
					t.Fatal(err)
				}
			},
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(lockAddress, plancheck.ResourceActionUpdate)},
			},
			Check: func(*terraform.State) error {
				if locks := cloud.Locks(t, "alice", why); len(locks) != 1 || *locks[0].Reason != why {
					t.Errorf("the cloud holds %+v", locks)
				}
				return nil
			},
		},
	)
}

func TestAccResourceLock_deletionProtection(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	cloud.RequireUsers(t)
	why := attribute("lock_reason", reason(t))
	provider := cloud.Provider("alice")
	protected := provider + lockConfig(cloud.ShareID(), why, "deletion_protection = true")
	refused := regexp.MustCompile(`Resource Lock Is Protected`)
	runSteps(t,
		resource.TestStep{Config: protected},
		resource.TestStep{Config: protected, Destroy: true, ExpectError: refused},
		resource.TestStep{Config: provider, ExpectError: refused},
		resource.TestStep{
			Config:      provider + lockConfig(cloud.Fixture.Shares["share-2"], why, "deletion_protection = true"),
			ExpectError: refused,
		},
		resource.TestStep{
			Config:      provider + lockConfig(cloud.Fixture.Shares["share-2"], why),
			ExpectError: refused,
		},
		resource.TestStep{Config: provider + lockConfig(cloud.ShareID(), why)},
	)
}

// An equal lock is left alone, and each resource has a lock of its own.
func TestAccResourceLock_equalLocks(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	why := reason(t)
	manila := cloud.As(t, "alice")
	lock, err := resourcelocks.Create(t.Context(), manila.ServiceClient, resourcelocks.CreateOpts{
		ResourceID: cloud.ShareID(), ResourceType: resourcelocks.TypeShare, Reason: &why,
	})
	if err != nil {
		t.Fatal(err)
	}
	// A real cloud keeps the lock, and the next run of the test would count it.
	t.Cleanup(func() { _ = resourcelocks.Delete(context.WithoutCancel(t.Context()), manila.ServiceClient, lock.ID) })
	config := cloud.Provider("alice") + lockConfig(cloud.ShareID(), attribute("lock_reason", why), "count = 2")
	count := func(want int) resource.TestCheckFunc {
		return func(*terraform.State) error {
			if locks := cloud.Locks(t, "alice", why); len(locks) != want {
				t.Errorf("the cloud holds %d locks, wanted %d", len(locks), want)
			}
			return nil
		}
	}
	runSteps(t,
		resource.TestStep{Config: config, Check: count(3)},
		resource.TestStep{Config: config, Destroy: true, Check: count(1)},
	)
}

// A replacement is refused before anything is made. That of a tainted lock, which no plan refuses, ends with the share
// locked by the new lock.
func TestAccResourceLock_protectedFromReplacement(t *testing.T) {
	t.Parallel()
	for _, createFirst := range []string{"false", "true"} {
		t.Run("create_before_destroy = "+createFirst, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewMockOpenStack(t)
			cli := acctest.NewCLI(t, cloud.Provider("alice")+lockConfig(cloud.ShareID(), "deletion_protection = true",
				"lifecycle {\n    create_before_destroy = "+createFirst+"\n  }"))
			cli.Apply()
			old := cloud.Mock.Locks()[0].ID
			output, ok := cli.Try("plan", "-no-color", "-replace="+lockAddress)
			if ok || !inWords("Terraform would replace resource lock "+old).MatchString(output) {
				t.Errorf("the plan of the replacement says\n%s", output)
			}
			cli.Run("taint", lockAddress)
			_, ok = cli.Try("apply", "-no-color", "-auto-approve")
			locks := cloud.Mock.Locks()
			if ok != (createFirst == "true") || len(locks) != 1 || ok == (locks[0].ID == old) {
				t.Errorf("the apply of the tainted lock worked: %t; the cloud holds %+v, before %s", ok, locks, old)
			}
			if !ok {
				cli.Run("untaint", lockAddress)
			}
			cli.Run("plan", "-no-color", "-detailed-exitcode")
		})
	}
}
