package provider_test

import (
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

// TestAccWithIntegrationVersions has a person take the draft that another provider's resource made. That resource
// keeps the name of its draft, and can change it no more; after a takeover here it makes a new one.
func TestAccWithIntegrationVersions(t *testing.T) {
	t.Parallel()
	e := newExample(t, "guides/with-google-integration-versions/main.tf")
	e.Write("main.tf", e.content)
	e.Apply()
	e.Run("plan", "-detailed-exitcode", "-no-color")
	expectDraft(e, "Orders, from Git")

	edited := strings.Replace(e.content, "from Git", "edited", 1)
	e.Write("main.tf", edited)
	e.Apply()
	expectDraft(e, "Orders, edited")

	e.cloud.Mock.TakeOver("ana@shop.test", integrations.OrdersIntegration)
	e.Write("main.tf", e.content)
	output, ok := e.Try("apply", "-auto-approve", "-no-color")
	if ok || !strings.Contains(output, "not in DRAFT but in SNAPSHOT") {
		t.Errorf("the draft that was taken can still be changed:\n%s", output)
	}
	e.Env = append(e.Env, "TF_VAR_release=2027-02")
	if output := e.Apply(); !strings.Contains(output, "2 added, 0 changed, 2 destroyed") {
		t.Errorf("the takeover did not replace the version:\n%s", output)
	}
	expectDraft(e, "Orders, from Git")
	e.Run("plan", "-detailed-exitcode", "-no-color")
	e.Destroy()
}

// TestAccWithIntegrationVersions_adopted has the resource go on with the draft of a takeover, in the order of the
// guide.
func TestAccWithIntegrationVersions_adopted(t *testing.T) {
	t.Parallel()
	const (
		takeover = "custody_edit_lock_takeover.orders"
		version  = "google_integrations_integration_version.orders"
	)
	e := newExample(t, "guides/with-google-integration-versions/main.tf")
	content := strings.Replace(e.content, "replace_triggered_by", "# replace_triggered_by", 1)
	e.Write("main.tf", content+"\noutput \"draft\" {\n  value = "+takeover+".draft_version\n}\n")
	e.Apply()
	e.cloud.Mock.TakeOver("ana@shop.test", integrations.OrdersIntegration)
	e.cloud.Mock.EditDraft("ana@shop.test", integrations.OrdersIntegration, "Ana's")

	e.Env = append(e.Env, "TF_VAR_release=2027-02")
	e.Apply("-target=" + takeover)
	e.Run("state", "rm", version)
	e.Run("import", "-no-color", version, strings.TrimSpace(e.Run("output", "-raw", "draft")))
	if plan := e.Run("plan", "-no-color"); !strings.Contains(plan, `"Ana's" -> "Orders, from Git"`) ||
		!strings.Contains(plan, "0 to add, 1 to change, 0 to destroy") {
		t.Errorf("the plan does not show what the other person changed:\n%s", plan)
	}
}

func expectDraft(e *example, description string) {
	e.t.Helper()
	draft, ok := e.cloud.Mock.Version(integrations.OrdersIntegration)
	if !ok || draft.Description != description {
		e.t.Errorf("the draft has the description %q, wanted %q", draft.Description, description)
	}
}
