package apigee_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// statusConfig is the status of the app portal.
func statusConfig(status string) string {
	return fmt.Sprintf("resource \"custody_developer_app_status\" \"test\" {\n  developer_email = %q\n  app = %q\n  status = %q\n}\n",
		developer, portal, status)
}

func TestAccDeveloperAppStatus_changesInPlace(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	step := func(action plancheck.ResourceActionType, status string, before func()) resource.TestStep {
		return resource.TestStep{
			PreConfig: before,
			Config:    cloud.Provider() + statusConfig(status),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(statusAddress, action)},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(statusAddress, tfjsonpath.New("app_id"), knownvalue.StringExact(thePortal(t, cloud).ID)),
			},
			Check: func(*terraform.State) error {
				if app := thePortal(t, cloud); app.Status != status || app.Keys[0].Status != "approved" {
					t.Errorf("the app is %s and its key %s", app.Status, app.Keys[0].Status)
				}
				return nil
			},
		}
	}
	runSteps(t,
		step(plancheck.ResourceActionCreate, "revoked", nil),
		step(plancheck.ResourceActionUpdate, "approved", nil),
		step(plancheck.ResourceActionUpdate, "approved", func() { cloud.Mock.RevokeApp(organization, developer, portal) }),
		step(plancheck.ResourceActionUpdate, "revoked", nil),
		resource.TestStep{ResourceName: statusAddress, ImportState: true, ImportStateVerify: true},
		resource.TestStep{ResourceName: statusAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{
			ResourceName: statusAddress, ImportState: true, ImportStateId: "acme/portal",
			ExpectError: inWords("Invalid Import ID"),
		},
	)
	if app := thePortal(t, cloud); app.Status != "revoked" {
		t.Errorf("after destroy the app is %s, wanted it left as it was", app.Status)
	}
	actions := cloud.Mock.Requests(core.Match{API: "apigee", Method: "POST"})
	for _, r := range actions {
		if len(r.Body) != 0 || r.Header.Get("Content-Type") != "application/octet-stream" || r.Status != 204 {
			t.Errorf("sent %q as %q, answered %d", r.Body, r.Header.Get("Content-Type"), r.Status)
		}
	}
	if len(actions) != 4 {
		t.Errorf("sent %d actions, wanted 4", len(actions))
	}
}

func TestAccDeveloperAppStatus_disappears(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	runSteps(t,
		resource.TestStep{Config: cloud.Provider() + statusConfig("approved")},
		resource.TestStep{
			PreConfig:          func() { cloud.Mock.DeleteApp(organization, developer, portal) },
			RefreshState:       true,
			ExpectNonEmptyPlan: true,
		},
		resource.TestStep{
			Config:      cloud.Provider() + statusConfig("approved"),
			ExpectError: inWords("App named portal does not exist under dev@acme.test"),
		},
	)
	if posts := sent(cloud, "POST"); len(posts) != 0 {
		t.Errorf("sent %q for a status that the app had", posts)
	}
}

func TestAccDeveloperAppStatus_destroySaysSo(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	cli := acctest.NewCLI(t, cloud.Provider()+statusConfig("revoked"))
	cli.Apply()
	if output := cli.Destroy(); !inWords("The app stays revoked").MatchString(output) {
		t.Errorf("destroy says\n%s", output)
	}
}

func TestAccDeveloperApp_dataSource(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	const address = "data.custody_developer_app.test"
	cloud.Mock.AddKey(organization, developer, portal, apigee.Key{
		IssuedAt: thePortal(t, cloud).Keys[0].IssuedAt.Add(time.Hour),
		Status:   "revoked", Products: []apigee.KeyProduct{{Name: "billing", Status: "pending"}},
		Attributes: []apigee.Attribute{{Name: "env", Value: "prod"}},
	})
	config := cloud.Provider() + fmt.Sprintf(
		"data \"custody_developer_app\" \"test\" {\n  developer_email = %q\n  app = %q\n}\n", developer, portal)
	keys := thePortal(t, cloud).Keys
	key := tfjsonpath.New("keys").AtSliceIndex(1)
	exactly := func(path tfjsonpath.Path, want string) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(address, path, knownvalue.StringExact(want))
	}
	runSteps(t, resource.TestStep{
		Config: config,
		ConfigStateChecks: []statecheck.StateCheck{
			exactly(tfjsonpath.New("status"), "approved"),
			exactly(tfjsonpath.New("callback_url"), "https://acme.test/cb"),
			exactly(tfjsonpath.New("attributes").AtMapKey("Notes"), "kept"),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("keys"), knownvalue.ListSizeExact(2)),
			exactly(key.AtMapKey("key_fingerprint"), apigee.KeyFingerprint(keys[1].ConsumerKey)),
			exactly(key.AtMapKey("status"), "revoked"),
			exactly(key.AtMapKey("attributes").AtMapKey("env"), "prod"),
			exactly(key.AtMapKey("api_products").AtMapKey("billing").AtMapKey("status"), "pending"),
			statecheck.ExpectKnownValue(address, key.AtMapKey("expires_at"), knownvalue.Null()),
		},
		Check: func(s *terraform.State) error {
			shown := fmt.Sprint(s.RootModule().Resources[address].Primary)
			expectNone(t, "the state of the data source", shown, secretsOf(cloud))
			return nil
		},
	})
}
