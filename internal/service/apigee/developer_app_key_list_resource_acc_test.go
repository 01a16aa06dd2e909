package apigee_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// TestAccDeveloperAppKeyList_query brings the keys of all apps of a developer under
// management, as they are, and shows none of them.
func TestAccDeveloperAppKeyList_query(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	manyKeys(cloud, 2)
	cli := acctest.NewCLI(t, cloud.Provider())
	cli.RequireVersion(tfversion.Version1_14_0)
	cli.Write("find.tfquery.hcl", `list "custody_developer_app_key" "all" {
  provider         = custody
  include_resource = true
  config {
    developer_email = "`+operator+`"
  }
}
`)
	cli.Env = append(cli.Env, "TF_LOG=TRACE")
	output := cli.Run("query", "-no-color") + cli.Run("query", "-json")
	output += cli.Run("query", "-no-color", "-generate-config-out=generated.tf")
	want := operator + " app-001 " + apigee.KeyFingerprint("old-key-001") + ", revoked"
	if !strings.Contains(output, want) {
		t.Errorf("%q is not in\n%s", want, output)
	}
	applied := cli.Apply()
	if !strings.Contains(applied, "4 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("not imported as they are:\n%s", applied)
	}
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	if sent := sent(cloud, "POST"); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}

	generated, err := os.ReadFile(filepath.Join(cli.Dir, "generated.tf"))
	if err != nil {
		t.Fatal(err)
	}
	output += applied + string(generated)
	for _, secret := range []string{"old-key", "new-key", "old-secret", "new-secret"} {
		if strings.Contains(output, secret) {
			t.Errorf("%s is shown in\n%s", secret, output)
		}
	}
}
