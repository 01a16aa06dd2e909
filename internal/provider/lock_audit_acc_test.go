package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// lockAudit is the example of the module lock-audit.
const lockAudit = "modules/lock-audit/example/main.tf"

// TestAccLockAudit runs the module lock-audit on a share without a lock, then with one.
func TestAccLockAudit(t *testing.T) {
	t.Parallel()
	e := newExample(t, lockAudit)
	e.RequireVersion(tfversion.Version1_5_0)
	e.write("")
	e.copyModule()
	applied := e.Apply()
	for _, want := range []string{"Warning: Check block assertion failed", "payroll", e.cloud.ShareID()} {
		if !strings.Contains(applied, want) {
			t.Errorf("%q is not in the output of an unlocked share:\n%s", want, applied)
		}
	}
	e.wantAudit(`{"checked":1,"unlocked":{"payroll":"` + e.cloud.ShareID() + `"}}`)
	createLock(e.cloud)
	if applied := e.Apply(); strings.Contains(applied, "Check block assertion failed") {
		t.Errorf("the check does not pass for a locked share:\n%s", applied)
	}
	e.wantAudit(`{"checked":1,"unlocked":{}}`)
}

func (e *example) wantAudit(want string) {
	e.t.Helper()
	if got := strings.TrimSpace(e.Run("output", "-raw", "lock_audit")); got != want {
		e.t.Errorf("the output is %s, wanted %s", got, want)
	}
}
