package apigee_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/standin"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

const sources = `terraform {
  required_providers {
    custody = { source = "terraform-provider-custody/custody" }
    apigee  = { source = "scastria/apigee" }
  }
}
`

// A moved block brings a key here that another provider made. The plan changes what the configuration changes, and the
// other provider can go after the apply.
func TestAccDeveloperAppKey_moved(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	key := cloud.Mock.AddKey(organization, developer, portal, apigee.Key{})
	cloud.Mock.AddKeyProduct(organization, developer, portal, key.ConsumerKey, "weather")
	names := fmt.Sprintf("  developer_email = %q\n  consumer_key = %q\n  consumer_secret = %q\n",
		developer, key.ConsumerKey, key.ConsumerSecret)
	old := "resource \"apigee_developer_app_credential\" \"test\" {\n" + names + `
  developer_app_name = "portal"
  api_products       = ["weather"]
  scopes             = []
  attributes         = {}
}
`
	moved := "moved {\n  from = apigee_developer_app_credential.test\n  to = " + keyAddress + "\n}\n"
	mine := func(more string) string {
		return "resource \"custody_developer_app_key\" \"test\" {\n" + names +
			"  app = \"portal\"\n  api_products = { weather = {} }\n" + more + "}\n"
	}

	cli := acctest.NewCLI(t, "")
	cli.RequireVersion(tfversion.Version1_8_0)
	cli.Serve("scastria/apigee", standin.NewScastria())
	cli.Write("main.tf", sources+cloud.Provider()+old)
	cli.Apply()

	cli.Write("main.tf", sources+cloud.Provider()+moved+mine("  attributes = { team = \"maps\" }\n"))
	output := cli.Run("plan", "-no-color")
	for _, want := range []string{"0 to add, 1 to change, 0 to destroy", `+ "team" = "maps"`, "(moved from "} {
		if !strings.Contains(output, want) {
			t.Errorf("the plan does not say %q:\n%s", want, output)
		}
	}
	generated := keyConfig("api_products = { weather = {} }", `generated_by = "provider"`)
	cli.Write("main.tf", sources+cloud.Provider()+moved+generated)
	if output := cli.Run("plan", "-no-color"); !strings.Contains(output, "0 to add, 1 to change, 0 to destroy") {
		t.Errorf("without a configured key the plan makes another one:\n%s", output)
	}
	cli.Write("main.tf", sources+cloud.Provider()+moved+mine(""))
	if output := cli.Run("plan", "-no-color"); !strings.Contains(output, "0 to add, 0 to change, 0 to destroy") {
		t.Errorf("the plan of the move changes something:\n%s", output)
	}
	cli.Apply()
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		if written := sent(cloud, method); len(written) > 0 {
			t.Errorf("the move changed the key by %d requests of %s", len(written), method)
		}
	}

	cli.Write("main.tf", strings.Replace(sources, `    apigee  = { source = "scastria/apigee" }`, "", 1)+cloud.Provider()+mine(""))
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	cli.Destroy()
	if left := thePortal(t, cloud).Keys; len(left) != 1 {
		t.Errorf("%d keys are left, wanted the one of before", len(left))
	}
}
