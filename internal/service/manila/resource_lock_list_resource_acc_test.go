package manila_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// TestAccResourceLockList_query brings the locks that there are under management, as
// they are: nothing is changed, and nothing is left to change.
func TestAccResourceLockList_query(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	cloud.Mock.CreateLock("alice", openstack.Lock{ResourceID: cloud.ShareID(), LockReason: new("Payroll")})
	cloud.Mock.CreateLock("alice", openstack.Lock{ResourceID: cloud.ShareID(), LockReason: new("")})
	cloud.Mock.CreateLock("bob", openstack.Lock{
		ResourceID: cloud.Fixture.AccessRule.ID, ResourceType: "access_rule", ResourceAction: "show",
	})
	cli := acctest.NewCLI(t, cloud.Provider("alice"))
	cli.RequireVersion(tfversion.Version1_14_0)
	cli.Write("find.tfquery.hcl", `list "custody_resource_lock" "all" { provider = custody }`)

	found := cli.Run("query", "-no-color", "-generate-config-out=generated.tf")
	for _, want := range []string{
		"share " + cloud.ShareID() + " against delete: Payroll",
		"access rule " + cloud.Fixture.AccessRule.ID + " against show",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("%q is not in\n%s", want, found)
		}
	}
	if output := cli.Apply(); !strings.Contains(output, "3 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("not imported as they are:\n%s", output)
	}
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		if sent := requests(cloud, method); len(sent) > 0 {
			t.Errorf("%s was sent: %v", method, sent)
		}
	}
}
