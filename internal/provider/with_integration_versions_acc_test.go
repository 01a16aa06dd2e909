package provider_test

import (
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

// TestAccWithIntegrationVersions has a person take the draft that another provider's resource made. That resource keeps the
// name of its draft, and can change it no more; after a takeover here it makes a new one.
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
	if output, ok := e.Try("apply", "-auto-approve", "-no-color"); ok || !strings.Contains(output, "not in DRAFT but in SNAPSHOT") {
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

func expectDraft(e *example, description string) {
	e.t.Helper()
	draft, ok := e.cloud.Mock.Version(integrations.OrdersIntegration)
	if !ok || draft.Description != description {
		e.t.Errorf("the draft has the description %q, wanted %q", draft.Description, description)
	}
}
