package apigee_test

import (
	"fmt"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
)

const statusActionConfig = `
resource "custody_developer_app_key" "test" {
  developer_email = "dev@acme.test"
  app             = "portal"
  api_products    = { weather = {} }
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.custody_update_developer_app_status.test]
    }
  }
}

action "custody_update_developer_app_status" "test" {
  config {
    developer_email = "dev@acme.test"
    app             = "portal"
    status          = "revoked"
  }
}
`

func TestAccUpdateDeveloperAppStatusAction(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	cli := acctest.NewCLI(t, cloud.Provider()+statusActionConfig)
	cli.RequireVersion(acctest.ActionsSince)
	const id = "organizations/acme/developers/dev@acme.test/apps/portal"
	expect := func(output, progress string) {
		t.Helper()
		if !inWords(progress).MatchString(output) {
			t.Errorf("no progress %q in\n%s", progress, output)
		}
		if app := thePortal(t, cloud); app.Status != "revoked" {
			t.Errorf("the app is %s", app.Status)
		}
	}
	expect(cli.Apply(), fmt.Sprintf("%s was approved and is now revoked", id))
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	const invoke = "-invoke=action.custody_update_developer_app_status.test"
	expect(cli.Apply(invoke), fmt.Sprintf("%s is revoked already: nothing to do", id))
	cloud.Mock.ApproveApp(organization, developer, portal)
	expect(cli.Apply(invoke), fmt.Sprintf("%s was approved and is now revoked", id))
}
