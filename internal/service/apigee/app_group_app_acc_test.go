package apigee_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// onShop is a block about the app shop, with more lines.
func onShop(block string, lines ...string) string {
	return fmt.Sprintf("%s {\n  app_group = %q\n  app = %q\n  %s\n}\n", block, appGroup, shop, strings.Join(lines, "\n  "))
}

func TestAccAppGroupAppDataSource(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	app := theShop(t, cloud)
	const address = "data.custody_app_group_app.test"
	runSteps(t, resource.TestStep{
		Config: cloud.Provider() + onShop(`data "custody_app_group_app" "test"`),
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(address, "id", shopID),
			resource.TestCheckResourceAttr(address, "app_id", app.ID),
			resource.TestCheckResourceAttr(address, "status", "approved"),
			resource.TestCheckResourceAttr(address, "keys.#", "1"),
			resource.TestCheckResourceAttr(address, "keys.0.key_fingerprint", apigee.KeyFingerprint(app.Keys[0].ConsumerKey)),
			resource.TestCheckResourceAttr(address, "keys.0.api_products.weather.status", "approved"),
			resource.TestCheckNoResourceAttr(address, "developer_id"),
		),
	})
}

func TestAccAppGroupAppStatus(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	const address = "custody_app_group_app_status.test"
	step := func(action plancheck.ResourceActionType, status string, before func()) resource.TestStep {
		return resource.TestStep{
			PreConfig: before,
			Config:    cloud.Provider() + onShop(`resource "custody_app_group_app_status" "test"`, attribute("status", status)),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)},
			},
			Check: func(*terraform.State) error {
				if app := theShop(t, cloud); app.Status != status || app.Keys[0].Status != "approved" {
					t.Errorf("the app is %s and its key %s", app.Status, app.Keys[0].Status)
				}
				return nil
			},
		}
	}
	runSteps(t,
		step(plancheck.ResourceActionCreate, "revoked", nil),
		step(plancheck.ResourceActionUpdate, "approved", nil),
		step(plancheck.ResourceActionUpdate, "approved", func() { cloud.Mock.RevokeApp(organization, groupOwner, shop) }),
		step(plancheck.ResourceActionUpdate, "revoked", nil),
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{
			ResourceName: address, ImportState: true, ExpectError: inWords("Invalid Import ID"),
			ImportStateId: "organizations/acme/developers/dev@acme.test/apps/portal",
		},
	)
	if app := theShop(t, cloud); app.Status != "revoked" {
		t.Errorf("after destroy the app is %s, wanted it left as it was", app.Status)
	}
	actions := cloud.Mock.Requests(core.Match{API: "apigee", Method: "PUT"})
	for _, r := range actions {
		if len(r.Body) != 0 || r.Header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("sent %q as %q", r.Body, r.Header.Get("Content-Type"))
		}
	}
	if len(actions) != 4 {
		t.Errorf("sent %d actions, wanted 4", len(actions))
	}
}

// Apigee has been seen to answer an error to an action that it did.
func TestAccAppGroupAppStatus_refusedAndDone(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	config := cloud.Provider() + onShop(`resource "custody_app_group_app_status" "test"`, attribute("status", "revoked"))
	runSteps(t,
		resource.TestStep{
			PreConfig: func() {
				cloud.Mock.AddFault(core.Fault{Match: core.Match{API: "apigee", Method: "PUT"}, Times: 1, Status: 400})
			},
			Config: config, ExpectError: inWords("Cannot Set App Group App Status"),
		},
		resource.TestStep{
			PreConfig: func() { cloud.Mock.SetApigee(apigee.Quirks{GroupActionsAnswerError: true}) },
			Config:    config,
		},
	)
	if app := theShop(t, cloud); app.Status != "revoked" {
		t.Errorf("the app is %s", app.Status)
	}
}

func TestAccUpdateAppGroupAppStatusAction(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	cli := acctest.NewCLI(t, cloud.Provider()+
		"action \"custody_update_app_group_app_status\" \"test\" {\n"+onShop("config", attribute("status", "revoked"))+"}\n")
	cli.RequireVersion(acctest.ActionsSince)
	const invoke = "-invoke=action.custody_update_app_group_app_status.test"
	for _, progress := range []string{
		shopID + " was approved and is now revoked", shopID + " is revoked already: nothing to do",
	} {
		if output := cli.Apply(invoke); !inWords(progress).MatchString(output) {
			t.Errorf("no progress %q in\n%s", progress, output)
		}
		if app := theShop(t, cloud); app.Status != "revoked" {
			t.Errorf("the app is %s", app.Status)
		}
	}
}

func TestAccAppGroupAppKeyEphemeral(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	old := theShop(t, cloud).Keys[0]
	newest := cloud.Mock.AddKey(organization, groupOwner, shop, apigee.Key{IssuedAt: old.IssuedAt.Add(time.Second)})
	const echo = `
provider "echo" {
  data = ephemeral.custody_app_group_app_key.test
}

resource "echo" "test" {}
`
	for line, key := range map[string]apigee.Key{
		"": newest, attribute("key_fingerprint", apigee.KeyFingerprint(old.ConsumerKey)): old,
		attribute("consumer_key", old.ConsumerKey): old,
	} {
		check := func(name, want string) statecheck.StateCheck {
			return statecheck.ExpectKnownValue("echo.test", tfjsonpath.New("data").AtMapKey(name), knownvalue.StringExact(want))
		}
		resource.Test(t, resource.TestCase{
			TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)},
			ProtoV6ProviderFactories: withEcho(),
			Steps: []resource.TestStep{{
				Config: cloud.Provider() + onShop(`ephemeral "custody_app_group_app_key" "test"`, line) + echo,
				ConfigStateChecks: []statecheck.StateCheck{
					check("consumer_key", key.ConsumerKey), check("consumer_secret", key.ConsumerSecret),
					check("app_group", appGroup), check("organization", organization),
				},
			}},
		})
	}
}

// A page of apps may start with the last app of the page before.
func TestAccAppGroupAppKeyList_query(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]apigee.Quirks{
		"pages repeat": {}, "pages do not repeat": {PagesDoNotRepeat: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			cloud.Mock.SetApigee(quirks)
			for i := range 1001 {
				app := apigee.App{Name: fmt.Sprintf("app-%04d", i)}
				if i >= 999 { // the last of the first page, and the first of the next
					app.Keys = []apigee.Key{{
						ConsumerKey: fmt.Sprint("last-key-", i), ConsumerSecret: fmt.Sprint("last-secret-", i),
					}}
				}
				cloud.Mock.AddApp(organization, groupOwner, app)
			}
			cli := acctest.NewCLI(t, cloud.Provider())
			cli.RequireVersion(tfversion.Version1_14_0)
			cli.Write("find.tfquery.hcl", "list \"custody_app_group_app_key\" \"all\" {\n  provider = custody\n"+
				"  include_resource = true\n  config {\n    "+attribute("app_group", appGroup)+"\n  }\n}\n")
			output := cli.Run("query", "-no-color", "-generate-config-out=generated.tf")
			for _, want := range []string{
				appGroup + " app-0999 " + apigee.KeyFingerprint("last-key-999") + ", approved",
				appGroup + " app-1000 " + apigee.KeyFingerprint("last-key-1000") + ", approved", appGroup + " shop ",
			} {
				if strings.Count(output, want) != 1 {
					t.Errorf("%q is not once in\n%s", want, output)
				}
			}
			if applied := cli.Apply(); !strings.Contains(applied, "3 imported, 0 added, 0 changed, 0 destroyed") {
				t.Errorf("not imported as they are:\n%s", applied)
			}
			generated, err := os.ReadFile(filepath.Join(cli.Dir, "generated.tf"))
			if err != nil {
				t.Fatal(err)
			}
			shown := output + string(generated)
			if strings.Contains(shown, "last-key") || strings.Contains(shown, "last-secret") {
				t.Errorf("the key or its secret is shown in\n%s", shown)
			}
		})
	}
}
