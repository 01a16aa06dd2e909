package apigee_test

import (
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

func TestAppGroupAppKeyList(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	key := theShop(t, cloud).Keys[0]
	for name, config := range map[string]map[string]any{
		"of the group": {"app_group": appGroup}, "of the app": {"app_group": appGroup, "app": shop},
	} {
		found, out := spokenTo(t, cloud).List(t.Context(), "custody_app_group_app_key", config, 100, true)
		if len(found) != 1 || len(out.Errors) > 0 {
			t.Fatalf("%s: found %d, %v", name, len(found), out.Errors)
		}
		identity, resource := found[0].Identity, found[0].Resource
		if identity["app_group"] != appGroup || identity["key_fingerprint"] != apigee.KeyFingerprint(key.ConsumerKey) {
			t.Errorf("%s: the identity is %v", name, identity)
		}
		if resource["app_group"] != appGroup || resource["consumer_key"] != nil || resource["consumer_secret"] != nil {
			t.Errorf("%s: the resource is of %v, or shows the key", name, resource["app_group"])
		}
	}
}

func TestUpdateAppGroupAppStatusAction_canBeRepeated(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	h := configured(t, cloud.Mock, "ana@shop.test")
	for _, want := range []string{
		shopID + " was approved and is now revoked", shopID + " is revoked already: nothing to do",
	} {
		out := h.Action(t.Context(), "custody_update_app_group_app_status",
			map[string]any{"app_group": appGroup, "app": shop, "status": "revoked"})
		if len(out.Errors)+len(out.Warnings) > 0 || strings.Join(out.Progress, "\n") != want {
			t.Errorf("the action came to %+v, wanted the progress %q", out, want)
		}
	}
	if app := theShop(t, cloud); app.Status != "revoked" || app.Keys[0].Status != "approved" {
		t.Errorf("the app is %s and its key %s", app.Status, app.Keys[0].Status)
	}
	if puts := sent(cloud, "PUT"); len(puts) != 1 {
		t.Errorf("sent %q, wanted one change", puts)
	}
}
