package apigee

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// warnOfGap says that a rotation deletes the key before its successor exists. The
// plan does not show a provider whether create_before_destroy is set.
func (m appKeyModel) warnOfGap(plan appKeyModel, expires bool, diags *diag.Diagnostics) {
	changed := !m.RotateWhenChanged.IsNull() && !plan.RotateWhenChanged.Equal(m.RotateWhenChanged)
	if m.DeletionPolicy.ValueString() != policyDelete || !expires && !changed {
		return
	}
	because := "rotate_before_expiry"
	if !expires {
		because = "rotate_when_changed"
	}
	diags.AddWarning(m.kind.title+" Key Ends Before the New One Exists", fmt.Sprintf(
		"%s replaces key %s, and its deletion_policy is %q. Unless lifecycle { create_before_destroy = true } is set, Terraform deletes the "+
			"key first, and Apigee refuses all calls until they come with the new key. For a rotation with overlap, apply "+
			"create_before_destroy together with deletion_policy = %q or %q, and then rotate.",
		because, m.ID.ValueString(), policyDelete, policyRevoke, policyAbandon))
}

// warnOfAbandoned says that the key outlives its resource, and until when.
func (m appKeyModel) warnOfAbandoned(now time.Time, diags *diag.Diagnostics) {
	expiresAt := timeOf(m.ExpiresAt)
	if m.DeletionPolicy.ValueString() != policyAbandon || m.Status.ValueString() == appkeys.StatusRevoked ||
		hasExpired(expiresAt, now) {
		return
	}
	until := "for ever, for it has no expiry"
	if expiresAt != nil {
		until = "until " + m.ExpiresAt.ValueString()
	}
	diags.AddWarning(m.kind.title+" Key Stays Valid", fmt.Sprintf(
		"The deletion_policy of key %s is %q: the key stays on its app, and is valid %s. Nobody looks after it any more. To end it "+
			"now, delete or revoke it in Apigee.", m.ID.ValueString(), policyAbandon, until))
}
