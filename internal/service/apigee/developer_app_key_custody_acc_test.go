package apigee_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// What somebody else did to the key is undone; what is left to others is taken over.
func TestAccDeveloperAppKey_drift(t *testing.T) {
	t.Parallel()
	type act = func(mock *mockserver.Server, consumerKey string)
	cases := map[string]struct {
		act    act
		action plancheck.ResourceActionType
	}{
		"product removed": {func(mock *mockserver.Server, key string) {
			mock.RemoveProduct(organization, developer, portal, key, "maps")
		}, plancheck.ResourceActionUpdate},
		"product added": {func(mock *mockserver.Server, key string) {
			mock.AddKeyProduct(organization, developer, portal, key, "billing")
		}, plancheck.ResourceActionUpdate},
		"product revoked": {func(mock *mockserver.Server, key string) {
			mock.RevokeProduct(organization, developer, portal, key, "weather")
		}, plancheck.ResourceActionUpdate},
		"product revoked that is left to others": {func(mock *mockserver.Server, key string) {
			mock.RevokeProduct(organization, developer, portal, key, "maps")
		}, plancheck.ResourceActionNoop},
		"attributes": {func(mock *mockserver.Server, key string) {
			mock.SetKeyAttributes(organization, developer, portal, key,
				[]apigee.Attribute{{Name: "by", Value: "hand"}})
		}, plancheck.ResourceActionUpdate},
		"key revoked": {func(mock *mockserver.Server, key string) {
			mock.RevokeKey(organization, developer, portal, key)
		}, plancheck.ResourceActionUpdate},
		"key deleted": {func(mock *mockserver.Server, key string) {
			mock.DeleteKey(organization, developer, portal, key)
		}, plancheck.ResourceActionCreate},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			config := cloud.Provider() + keyConfig(`api_products = { weather = { status = "approved" }, maps = {} }`)
			var want apigee.Key
			runSteps(t,
				resource.TestStep{Config: config, Check: func(*terraform.State) error {
					want = newKey(t, cloud)
					return nil
				}},
				resource.TestStep{
					PreConfig: func() { c.act(cloud.Mock, want.ConsumerKey) },
					Config:    config,
					ConfigPlanChecks: resource.ConfigPlanChecks{
						PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(keyAddress, c.action)},
					},
					Check: func(*terraform.State) error {
						got := newKey(t, cloud)
						if c.action == plancheck.ResourceActionUpdate && summary(got) != summary(want) {
							t.Errorf("the key is %s and was %s", summary(got), summary(want))
						}
						if again := got.ConsumerKey != want.ConsumerKey; again != (c.action == plancheck.ResourceActionCreate) {
							t.Errorf("made another key: %t", again)
						}
						return nil
					},
				},
			)
		})
	}
}

// summary is a key without order.
func summary(key apigee.Key) string {
	products := slices.Clone(key.Products)
	slices.SortFunc(products, func(a, b apigee.KeyProduct) int { return len(a.Name) - len(b.Name) })
	return fmt.Sprint(apigee.KeyFingerprint(key.ConsumerKey), key.Status, products, key.Attributes, key.Scopes)
}

// What is not the API's own word that the key is gone keeps it in state.
func TestAccDeveloperAppKey_staysInState(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault core.Fault
		want  string
	}{
		"another method": {
			core.Fault{Status: 404, Body: google.ErrorBody(404, "NOT_FOUND", "Method not found.")},
			"Method not found.",
		},
		"organization": {
			core.Fault{Status: 404, Body: google.ErrorBody(404, "NOT_FOUND", "organization acme not found")},
			`Check organization: "acme" must be the name of an Apigee organization.`,
		},
		"developer": {
			core.Fault{Status: 404, Body: google.ErrorBody(404, "NOT_FOUND",
				"DeveloperId dev@acme.test does not exist in organization acme")},
			"DeveloperId dev@acme.test does not exist",
		},
		"HTML page": {core.Fault{Status: 404, Body: "<html>404</html>"}, "Check apigee_custom_endpoint"},
		"forbidden": {
			core.Fault{Status: 403, Body: google.ErrorBody(403, "PERMISSION_DENIED", "Permission denied")},
			"need the IAM permission apigee.appkeys.get in organization acme",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			config := cloud.Provider() + keyConfig(weather)
			c.fault.Match = core.Match{API: "apigee", Method: "GET"}
			runSteps(t,
				resource.TestStep{Config: config},
				resource.TestStep{
					PreConfig: func() { cloud.Mock.AddFault(c.fault) }, RefreshState: true, ExpectError: inWords(c.want),
				},
				resource.TestStep{
					PreConfig:        cloud.Mock.ClearFaults,
					Config:           config,
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				},
			)
		})
	}
}

// providerIn is a provider block with a token that is good until the time has passed:
// tokens live for an hour of the server's clock.
func providerIn(cloud *acctest.Apigee, clock *core.FakeClock, passed time.Duration) string {
	clock.Advance(passed)
	token := cloud.Mock.IssueGoogleToken("ana@shop.test")
	clock.Advance(-passed)
	return cloud.Provider(attribute("access_token", token))
}

const overlap = "lifecycle {\n    create_before_destroy = true\n  }"

// Rotation with overlap, as the guide shows it, is done in one apply.
func TestAccDeveloperAppKey_rotation(t *testing.T) {
	t.Parallel()
	for policy, oldStatus := range map[string]string{"revoke": "revoked", "abandon": "approved"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			clock := core.NewFakeClock(time.Now())
			cloud := acctest.NewApigee(t, mockserver.WithClock(clock))
			key := keyConfig(weather, `expires_in = "2160h"`, `rotate_before_expiry = "720h"`,
				attribute("deletion_policy", policy), overlap)
			early, late := providerIn(cloud, clock, 1439*time.Hour)+key, providerIn(cloud, clock, 1441*time.Hour)+key
			planned := func(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
				return resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(keyAddress, action)},
				}
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.FactoriesAt(clock.Now),
				Steps: []resource.TestStep{
					{Config: early},
					{
						PreConfig: func() { clock.Advance(1439 * time.Hour) }, Config: early,
						ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
					},
					{
						PreConfig: func() { clock.Advance(2 * time.Hour) }, Config: late,
						ConfigPlanChecks: planned(plancheck.ResourceActionCreateBeforeDestroy),
						ConfigStateChecks: []statecheck.StateCheck{
							statecheck.ExpectKnownValue(keyAddress, tfjsonpath.New("ready_for_rotation"), knownvalue.Bool(false)),
						},
						Check: func(*terraform.State) error {
							keys := thePortal(t, cloud).Keys
							if len(keys) != 3 || keys[1].Status != oldStatus || keys[2].Status != "approved" {
								t.Errorf("the app has %d keys, the old one is %s, the new one %s", len(keys), keys[1].Status, keys[len(keys)-1].Status)
							}
							return nil
						},
					},
					{Config: late, ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
				},
			})
		})
	}
}

func TestAccDeveloperAppKey_windowOpensWithTheConfiguration(t *testing.T) {
	t.Parallel()
	clock := core.NewFakeClock(time.Now())
	cloud := acctest.NewApigee(t, mockserver.WithClock(clock))
	provider := providerIn(cloud, clock, 24*time.Hour)
	config := func(window string) string {
		return provider + keyConfig(weather, `expires_in = "48h"`, attribute("rotate_before_expiry", window))
	}
	step := func(window string, action plancheck.ResourceActionType) resource.TestStep {
		return resource.TestStep{Config: config(window), ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(keyAddress, action)},
		}}
	}
	passed := step("20h", plancheck.ResourceActionUpdate)
	passed.PreConfig = func() { clock.Advance(24 * time.Hour) }
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.FactoriesAt(clock.Now),
		Steps: []resource.TestStep{
			step("10h", plancheck.ResourceActionCreate),
			passed,
			step("30h", plancheck.ResourceActionDestroyBeforeCreate),
		},
	})
}

// A plan that does not refresh knows the time all the same.
func TestAccDeveloperAppKey_rotatesWithoutRefresh(t *testing.T) {
	t.Parallel()
	clock := core.NewFakeClock(time.Now())
	cloud := acctest.NewApigee(t, mockserver.WithClock(clock))
	config := providerIn(cloud, clock, 24*time.Hour) +
		keyConfig(weather, `expires_in = "2d"`, `rotate_before_expiry = "1d"`)
	step := func(passes time.Duration, action plancheck.ResourceActionType) resource.TestStep {
		return resource.TestStep{
			PreConfig: func() { clock.Advance(passes) },
			Config:    config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(keyAddress, action)},
			},
		}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.FactoriesAt(clock.Now),
		AdditionalCLIOptions:     &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}},
		Steps: []resource.TestStep{
			step(0, plancheck.ResourceActionCreate),
			step(23*time.Hour, plancheck.ResourceActionNoop),
			step(time.Hour, plancheck.ResourceActionDestroyBeforeCreate),
		},
	})
}

// A key that has expired stays, and the plan says so.
func TestAccDeveloperAppKey_expired(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	cli := acctest.NewCLI(t, cloud.Provider()+keyConfig(weather, `expires_in = "1s"`))
	cli.Apply()
	fingerprint := apigee.KeyFingerprint(newKey(t, cloud).ConsumerKey)
	for deadline := time.Now().Add(time.Minute); ; {
		output, ok := cli.Try("plan", "-detailed-exitcode", "-no-color")
		if !ok {
			t.Fatalf("the plan is not empty:\n%s", output)
		}
		if inWords("Developer App Key Has Expired").MatchString(output) {
			if !inWords(fingerprint + " expired at").MatchString(output) {
				t.Errorf("the warning does not name the key:\n%s", output)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no warning:\n%s", output)
		}
	}
	cli.Destroy()
}
