package apigee_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

func TestAccDeveloperAppKey_basic(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	before := thePortal(t, cloud)
	runSteps(t, resource.TestStep{
		Config: cloud.Provider() + keyConfig(weather, `expires_in = "2160h"`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(keyAddress, plancheck.ResourceActionCreate),
				plancheck.ExpectKnownValue(keyAddress, tfjsonpath.New("organization"), knownvalue.StringExact(organization)),
				plancheck.ExpectUnknownValue(keyAddress, tfjsonpath.New("consumer_secret")),
			},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(keyAddress, tfjsonpath.New("status"), knownvalue.StringExact("approved")),
			statecheck.ExpectKnownValue(keyAddress, tfjsonpath.New("ready_for_rotation"), knownvalue.Bool(false)),
			statecheck.ExpectSensitiveValue(keyAddress, tfjsonpath.New("consumer_key")),
			statecheck.ExpectSensitiveValue(keyAddress, tfjsonpath.New("consumer_secret")),
		},
		Check: func(s *terraform.State) error {
			key, has := newKey(t, cloud), s.RootModule().Resources[keyAddress].Primary
			fingerprint := apigee.KeyFingerprint(key.ConsumerKey)
			for name, want := range map[string]string{
				"id":              "organizations/acme/developers/dev@acme.test/apps/portal/keys/" + fingerprint,
				"key_fingerprint": fingerprint, "consumer_key": key.ConsumerKey, "consumer_secret": key.ConsumerSecret,
				"api_products.weather.status": "approved",
				"expires_at":                  strings.Replace(key.ExpiresAt.UTC().Format("2006-01-02T15:04:05.999Z"), ".Z", "Z", 1),
			} {
				if has.Attributes[name] != want {
					t.Errorf("%s is %q, wanted %q", name, has.Attributes[name], want)
				}
			}
			return nil
		},
	})
	expectUntouched(t, cloud, before)
	if keys := thePortal(t, cloud).Keys; len(keys) != 1 {
		t.Errorf("after destroy the app has %d keys, wanted its first alone", len(keys))
	}
}

func TestAccDeveloperAppKey_changesInPlace(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	before := thePortal(t, cloud)
	sameKey := statecheck.CompareValue(compare.ValuesSame())
	step := func(what string, posts, puts, deletes int, lines ...string) resource.TestStep {
		return resource.TestStep{
			PreConfig: cloud.Mock.ResetJournal,
			Config:    cloud.Provider() + keyConfig(lines...),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(keyAddress, plancheck.ResourceActionUpdate)},
			},
			ConfigStateChecks: []statecheck.StateCheck{sameKey.AddStateValue(keyAddress, tfjsonpath.New("consumer_key"))},
			Check: func(*terraform.State) error {
				for method, want := range map[string]int{"POST": posts, "PUT": puts, "DELETE": deletes} {
					if got := sent(cloud, method); len(got) != want {
						t.Errorf("%s: sent %d %s, wanted %d: %q", what, len(got), method, want, got)
					}
				}
				expectUntouched(t, cloud, before)
				return nil
			},
		}
	}
	const three = `api_products = { weather = {}, maps = {}, "gold $ 100%" = {} }`
	first := resource.TestStep{
		Config:            cloud.Provider() + keyConfig(weather),
		ConfigStateChecks: []statecheck.StateCheck{sameKey.AddStateValue(keyAddress, tfjsonpath.New("consumer_key"))},
	}
	runSteps(t, first,
		step("products added", 1, 0, 0, three),
		step("product removed", 0, 0, 1, `api_products = { weather = {}, "gold $ 100%" = {} }`),
		step("product revoked", 1, 0, 0, `api_products = { weather = { status = "revoked" }, "gold $ 100%" = {} }`),
		step("product approved", 1, 0, 0, `api_products = { weather = { status = "approved" }, "gold $ 100%" = {} }`),
		step("scopes", 0, 1, 0, `api_products = { weather = {}, "gold $ 100%" = {} }`, `scopes = ["WRITE", "READ"]`),
		step("attributes", 1, 0, 0, `api_products = { weather = {}, "gold $ 100%" = {} }`, `attributes = { env = "prod" }`),
		step("attributes and last products removed", 1, 0, 2),
		step("revoked", 1, 0, 0, `status = "revoked"`),
		step("approved", 1, 0, 0, `status = "approved"`),
		step("the provider's own", 0, 0, 0, `deletion_policy = "revoke"`, `store_consumer_secret = false`,
			`rotate_when_changed = { by = "hand" }`),
	)
	if key := newKey(t, cloud); key.Status != "revoked" || len(key.Products) != 0 || len(key.Attributes) != 0 {
		t.Errorf("after destroy the key is %q with products %v and attributes %v", key.Status, key.Products, key.Attributes)
	}
}

// A product whose approval is manual keeps it when another one is added or removed.
func TestAccDeveloperAppKey_manualApprovalIsKept(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	status := func(want string) []statecheck.StateCheck {
		return []statecheck.StateCheck{statecheck.ExpectKnownValue(keyAddress,
			tfjsonpath.New("api_products").AtMapKey("billing").AtMapKey("status"), knownvalue.StringExact(want))}
	}
	runSteps(t,
		resource.TestStep{
			Config:            cloud.Provider() + keyConfig(`api_products = { weather = {}, billing = {} }`),
			ConfigStateChecks: status("pending"),
		},
		resource.TestStep{
			PreConfig: func() {
				cloud.Mock.ApproveProduct(organization, developer, portal, newKey(t, cloud).ConsumerKey, "billing")
			},
			Config:            cloud.Provider() + keyConfig(`api_products = { maps = {}, weather = {}, billing = {} }`),
			ConfigStateChecks: status("approved"),
		},
		resource.TestStep{
			Config:            cloud.Provider() + keyConfig(`api_products = { billing = {} }`),
			ConfigStateChecks: status("approved"),
		},
	)
}

func TestAccDeveloperAppKey_replace(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	otherApp := apigee.App{Name: "other", Keys: []apigee.Key{{}}}
	cloud.Mock.AddApp(organization, developer, otherApp)
	cloud.Mock.AddApp(organization, "ops+keys@acme.test", otherApp)
	differentKey := statecheck.CompareValue(compare.ValuesDiffer())
	step := func(action plancheck.ResourceActionType, config string) resource.TestStep {
		return resource.TestStep{
			Config: cloud.Provider() + config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(keyAddress, action)},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				differentKey.AddStateValue(keyAddress, tfjsonpath.New("key_fingerprint")),
			},
		}
	}
	again := plancheck.ResourceActionDestroyBeforeCreate
	other := strings.Replace(keyConfig(), `"portal"`, `"other"`, 1)
	runSteps(t,
		step(plancheck.ResourceActionCreate, keyConfig(weather, `expires_in = "48h"`, `rotate_when_changed = { n = "1" }`)),
		step(again, keyConfig(weather, `expires_in = "49h"`, `rotate_when_changed = { n = "1" }`)),
		step(again, keyConfig(weather, `rotate_when_changed = { n = "1" }`)),
		step(again, keyConfig(weather, `rotate_when_changed = { n = "2" }`)),
		step(again, keyConfig(weather, `consumer_key = "own-1"`, `consumer_secret = "secret-1"`)),
		step(again, keyConfig(weather, `consumer_key = "own-2"`, `consumer_secret = "secret-1"`)),
		step(again, other),
		step(again, strings.Replace(other, developer, "ops+keys@acme.test", 1)),
	)
	for _, app := range cloud.Mock.Apps(organization) {
		if len(app.Keys) != 1 {
			t.Errorf("app %s of %s has %d keys, wanted its first alone", app.Name, app.Developer, len(app.Keys))
		}
	}
}

// Names and the ids that google's resources export are the same.
func TestAccDeveloperAppKey_googleIDs(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	long := strings.NewReplacer(`"dev@acme.test"`, `"organizations/acme/developers/dev@acme.test"`,
		`"portal"`, `"organizations/acme/developers/dev@acme.test/apps/portal"`).Replace(keyConfig(weather))
	unchanged := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	runSteps(t,
		resource.TestStep{Config: cloud.Provider(`organization = "unused"`) + long},
		resource.TestStep{
			Config: cloud.Provider() + strings.Replace(long, "organizations/acme/developers/dev@acme.test/apps",
				"organizations/b/developers/c/apps", 1),
			ExpectError: inWords("Contradictory Names"),
		},
		resource.TestStep{Config: cloud.Provider() + keyConfig(weather), ConfigPlanChecks: unchanged},
		resource.TestStep{
			Config:           cloud.Provider() + keyConfig(weather, `organization = "organizations/acme"`),
			ConfigPlanChecks: unchanged,
		},
	)
}

func TestAccDeveloperAppKey_import(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	config := cloud.Provider() + keyConfig(weather, `attributes = { env = "prod" }`)
	byKey := func(*terraform.State) (string, error) {
		return "organizations/acme/developers/dev@acme.test/apps/portal/keys/" + newKey(t, cloud).ConsumerKey, nil
	}
	runSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{ResourceName: keyAddress, ImportState: true, ImportStateVerify: true, ImportStateIdFunc: byKey},
		resource.TestStep{
			ResourceName: keyAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateIdFunc: byKey,
		},
		resource.TestStep{Config: cloud.Provider() + keyConfig(weather, `attributes = { env = "prod" }`, notStored)},
		resource.TestStep{ResourceName: keyAddress, ImportState: true, ImportStateVerify: true},
		resource.TestStep{ResourceName: keyAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{
			ResourceName: keyAddress, ImportState: true, ImportStateId: "portal", ExpectError: inWords("Invalid Import ID"),
		},
		resource.TestStep{
			ResourceName: keyAddress, ImportState: true, ExpectError: inWords("The app does not have it, but has"),
			ImportStateId: "organizations/acme/developers/dev@acme.test/apps/portal/keys/sha256:0123456789abcdef",
		},
	)
}

func TestAccDeveloperAppKey_importByIdentity(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: cloud.Provider() + keyConfig(weather, notStored),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentityValueMatchesState(keyAddress, tfjsonpath.New("key_fingerprint")),
				},
			},
			{ResourceName: keyAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

// The same lifetime in other words is no change, in either direction.
func TestAccDeveloperAppKey_sameLifetimeInDays(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	step := func(life string) resource.TestStep {
		return resource.TestStep{
			Config: cloud.Provider() + keyConfig(weather, attribute("expires_in", life)),
			Check:  resource.TestCheckResourceAttrSet(keyAddress, "expires_at"),
		}
	}
	unchanged := func(step resource.TestStep) resource.TestStep {
		step.ConfigPlanChecks.PreApply = []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}
		return step
	}
	runSteps(t, step("2d"), unchanged(step("48h")), unchanged(step("1d24h")), unchanged(step("2d")))
}
