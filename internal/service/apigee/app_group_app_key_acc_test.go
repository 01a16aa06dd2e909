package apigee_test

import (
	"fmt"
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

const (
	groupKeyAddress = "custody_app_group_app_key.test"

	appGroup = "storefront"
	shop     = "shop"
	// groupOwner is how the mock server names the group as an owner.
	groupOwner = "appgroups/" + appGroup
	shopID     = "organizations/acme/appgroups/storefront/apps/shop"
)

// groupKeyConfig is one key of the app shop, with more lines.
func groupKeyConfig(lines ...string) string {
	return fmt.Sprintf("resource \"custody_app_group_app_key\" \"test\" {\n  app_group = %q\n  app = %q\n  %s\n}\n",
		appGroup, shop, strings.Join(lines, "\n  "))
}

// theShop is the app shop as the server holds it.
func theShop(t *testing.T, cloud *acctest.Apigee) apigee.App {
	t.Helper()
	app, ok := cloud.Mock.App(organization, groupOwner, shop)
	if !ok {
		t.Fatal("the server has no app shop")
	}
	return app
}

// newGroupKey is the one key of the app shop that the server did not start with.
func newGroupKey(t *testing.T, cloud *acctest.Apigee) apigee.Key {
	t.Helper()
	keys := theShop(t, cloud).Keys
	if len(keys) != 2 {
		t.Fatalf("the app has %d keys, wanted 2", len(keys))
	}
	return keys[1]
}

func expectFirstShopKeyAlone(t *testing.T, cloud *acctest.Apigee, before apigee.App) {
	t.Helper()
	now := theShop(t, cloud)
	now.LastModifiedAt = before.LastModifiedAt
	if got, want := fmt.Sprintf("%+v", now), fmt.Sprintf("%+v", before); got != want {
		t.Errorf("the app is\n%s\nand was\n%s", got, want)
	}
}

func TestAccAppGroupAppKey_madeByTheProvider(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	before := theShop(t, cloud)
	runSteps(t, resource.TestStep{
		Config: cloud.Provider() + groupKeyConfig(weather, `scopes = ["READ"]`,
			`attributes = { env = "prod" }`, `expires_in = "90d"`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(groupKeyAddress, plancheck.ResourceActionCreate),
				plancheck.ExpectKnownValue(groupKeyAddress, tfjsonpath.New("organization"), knownvalue.StringExact(organization)),
			},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectSensitiveValue(groupKeyAddress, tfjsonpath.New("consumer_key")),
			statecheck.ExpectSensitiveValue(groupKeyAddress, tfjsonpath.New("consumer_secret")),
		},
		Check: func(s *terraform.State) error {
			key, has := newGroupKey(t, cloud), s.RootModule().Resources[groupKeyAddress].Primary
			fingerprint := apigee.KeyFingerprint(key.ConsumerKey)
			for name, want := range map[string]string{
				"id": shopID + "/keys/" + fingerprint, "key_fingerprint": fingerprint,
				"consumer_key": key.ConsumerKey, "consumer_secret": key.ConsumerSecret,
				"api_products.weather.status": "approved", "scopes.0": "READ", "attributes.env": "prod",
				"expires_at": strings.Replace(key.ExpiresAt.UTC().Format("2006-01-02T15:04:05.999Z"), ".Z", "Z", 1),
			} {
				if has.Attributes[name] != want {
					t.Errorf("%s is %q, wanted %q", name, has.Attributes[name], want)
				}
			}
			return nil
		},
	})
	expectFirstShopKeyAlone(t, cloud, before)
}

func TestAccAppGroupAppKey_changesInPlace(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	before := theShop(t, cloud)
	sameKey := statecheck.CompareValue(compare.ValuesSame())
	step := func(what string, posts, deletes int, lines ...string) resource.TestStep {
		lines = append(lines, `consumer_key = "own-1"`, `consumer_secret = "secret-1"`)
		return resource.TestStep{
			PreConfig: cloud.Mock.ResetJournal,
			Config:    cloud.Provider() + groupKeyConfig(lines...),
			ConfigStateChecks: []statecheck.StateCheck{
				sameKey.AddStateValue(groupKeyAddress, tfjsonpath.New("key_fingerprint")),
			},
			Check: func(*terraform.State) error {
				for method, want := range map[string]int{"POST": posts, "PUT": 0, "DELETE": deletes} {
					if got := sent(cloud, method); len(got) != want {
						t.Errorf("%s: sent %d %s, wanted %d: %q", what, len(got), method, want, got)
					}
				}
				return nil
			},
		}
	}
	runSteps(t,
		step("given", 2, 0, weather),
		step("products added", 1, 0, `api_products = { weather = {}, maps = {}, "gold $ 100%" = {} }`),
		step("product removed", 0, 1, `api_products = { weather = {}, "gold $ 100%" = {} }`),
		step("product revoked", 1, 0, `api_products = { weather = { status = "revoked" }, "gold $ 100%" = {} }`),
		step("product approved", 1, 0, `api_products = { weather = { status = "approved" }, "gold $ 100%" = {} }`),
		step("scopes", 1, 0, `api_products = { weather = {}, "gold $ 100%" = {} }`, `scopes = ["WRITE", "READ"]`),
		step("attributes, scopes stay", 1, 0, `api_products = { weather = {}, "gold $ 100%" = {} }`,
			`scopes = ["WRITE", "READ"]`, `attributes = { env = "prod" }`),
		step("scopes cleared, attributes stay", 1, 0, `api_products = { weather = {}, "gold $ 100%" = {} }`,
			`scopes = []`, `attributes = { env = "prod" }`),
		step("attributes and last products removed", 1, 2),
		step("revoked", 1, 0, `status = "revoked"`),
		step("approved", 1, 0, `status = "approved"`),
		step("the provider's own", 0, 0, `deletion_policy = "revoke"`, `rotate_when_changed = { by = "hand" }`),
	)
	if key := newGroupKey(t, cloud); key.Status != "revoked" || len(key.Products) != 0 || len(key.Attributes) != 0 {
		t.Errorf("after destroy the key is %q with products %v and attributes %v", key.Status, key.Products, key.Attributes)
	}
	cloud.Mock.DeleteKey(organization, groupOwner, shop, "own-1")
	expectFirstShopKeyAlone(t, cloud, before)
}

func TestAccAppGroupAppKey_replace(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	before := theShop(t, cloud)
	cloud.Mock.AddApp(organization, groupOwner, apigee.App{Name: "other", Keys: []apigee.Key{{}}})
	differentKey := statecheck.CompareValue(compare.ValuesDiffer())
	step := func(action plancheck.ResourceActionType, config string) resource.TestStep {
		return resource.TestStep{
			Config: cloud.Provider() + config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(groupKeyAddress, action)},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				differentKey.AddStateValue(groupKeyAddress, tfjsonpath.New("key_fingerprint")),
			},
		}
	}
	again := plancheck.ResourceActionDestroyBeforeCreate
	runSteps(t,
		step(plancheck.ResourceActionCreate,
			groupKeyConfig(weather, `expires_in = "48h"`, `rotate_when_changed = { n = "1" }`)),
		step(again, groupKeyConfig(weather, `expires_in = "49h"`, `rotate_when_changed = { n = "1" }`)),
		step(again, groupKeyConfig(weather, `rotate_when_changed = { n = "1" }`)),
		step(again, groupKeyConfig(weather, `rotate_when_changed = { n = "2" }`)),
		step(again, groupKeyConfig(weather, `consumer_key = "own-1"`, `consumer_secret = "secret-1"`)),
		step(again, groupKeyConfig(weather, `consumer_key = "own-2"`, `consumer_secret = "secret-1"`)),
		step(again, strings.Replace(groupKeyConfig(), `"shop"`, `"other"`, 1)),
	)
	expectFirstShopKeyAlone(t, cloud, before)
}

func TestAccAppGroupAppKey_import(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	byKey := func(*terraform.State) (string, error) {
		return shopID + "/keys/" + newGroupKey(t, cloud).ConsumerKey, nil
	}
	runSteps(t,
		resource.TestStep{Config: cloud.Provider() + groupKeyConfig(weather, `attributes = { env = "prod" }`)},
		resource.TestStep{
			ResourceName: groupKeyAddress, ImportState: true, ImportStateVerify: true, ImportStateIdFunc: byKey,
		},
		resource.TestStep{Config: cloud.Provider() + groupKeyConfig(weather, `attributes = { env = "prod" }`, notStored)},
		resource.TestStep{ResourceName: groupKeyAddress, ImportState: true, ImportStateVerify: true},
		resource.TestStep{ResourceName: groupKeyAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{
			ResourceName: groupKeyAddress, ImportState: true, ExpectError: inWords("Invalid Import ID"),
			ImportStateId: "organizations/acme/developers/dev@acme.test/apps/portal/keys/sha256:0123456789abcdef",
		},
		resource.TestStep{
			ResourceName: groupKeyAddress, ImportState: true, ImportStateId: shopID + "/keys/sha256:0123456789abcdef",
			ExpectError: inWords("The app does not have it, but has"),
		},
	)
}

func TestAccAppGroupAppKey_importByIdentity(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: cloud.Provider() + groupKeyConfig(weather, notStored),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentityValueMatchesState(groupKeyAddress, tfjsonpath.New("app_group")),
					statecheck.ExpectIdentityValueMatchesState(groupKeyAddress, tfjsonpath.New("key_fingerprint")),
				},
			},
			{ResourceName: groupKeyAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

// What nobody documents of the API makes no difference, or an error that says what it did.
func TestAccAppGroupAppKey_unknowns(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]apigee.Quirks{
		"created with 201":        {Created201: true},
		"expiry in whole seconds": {ExpiryInWholeSeconds: true},
		"empty answers to action": {ActionAnswer: apigee.AnswerEmpty},
		"action in the body, too": {ActionInBody: true},
		"scopes of new keys":      {CheckScopesOfNewKeys: true},
		"any order":               {Order: apigee.Shuffled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			cloud.Mock.SetApigee(quirks)
			before := theShop(t, cloud)
			step := func(lines ...string) resource.TestStep {
				return resource.TestStep{Config: cloud.Provider() + groupKeyConfig(append(lines, `expires_in = "1h"`)...)}
			}
			runSteps(t,
				step(weather, `scopes = ["READ"]`, `attributes = { env = "prod" }`),
				step(`api_products = { maps = {}, weather = { status = "revoked" } }`, `scopes = []`, `status = "revoked"`),
				step(weather),
			)
			expectFirstShopKeyAlone(t, cloud, before)
		})
	}
}

func TestAccAppGroupAppKey_whatIsLeftOutIsKept(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	cloud.Mock.SetApigee(apigee.Quirks{KeepKeyAttributes: true})
	before := theShop(t, cloud)
	config := func(lines ...string) string { return cloud.Provider() + groupKeyConfig(append(lines, weather)...) }
	full := []string{`scopes = ["READ"]`, `attributes = { env = "prod" }`}
	runSteps(t,
		resource.TestStep{Config: config(full...)},
		resource.TestStep{Config: config(full[0]), ExpectError: inWords("kept the attributes of the key")},
		resource.TestStep{Config: config(`scopes = []`, full[1]), ExpectError: inWords("kept the scopes of the key")},
		resource.TestStep{Config: config(full...)},
	)
	expectFirstShopKeyAlone(t, cloud, before)
}

func TestAccAppGroupAppKey_refused(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	fails := func(config, words string) resource.TestStep {
		return resource.TestStep{Config: cloud.Provider() + config, ExpectError: inWords(words)}
	}
	runSteps(t,
		fails(strings.Replace(groupKeyConfig(), `"storefront"`, `"store/front"`, 1), "must be the app group's name"),
		fails(strings.Replace(groupKeyConfig(), `"storefront"`, `"store#front"`, 1), "Invalid App Group Name"),
		fails(strings.Replace(groupKeyConfig(), `"shop"`, `"organizations/acme/appgroups/other/apps/shop"`, 1),
			"Contradictory Names"),
		fails(groupKeyConfig(`generated_by = "provider"`), "Unsupported argument"),
		fails(strings.Replace(groupKeyConfig(), `"storefront"`, `"nobody"`, 1), "Check app_group: there must be the app group nobody in organization acme"),
		fails(groupKeyConfig(`consumer_key = "`+theShop(t, cloud).Keys[0].ConsumerKey+`"`, `consumer_secret = "s"`),
			"A consumer key is unique in the whole organization"),
	)
}
