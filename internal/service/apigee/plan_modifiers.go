package apigee

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// keepSameDuration keeps the known duration where the configured one is as long.
type keepSameDuration struct{}

var _ planmodifier.String = keepSameDuration{}

func (keepSameDuration) Description(context.Context) string {
	return "Durations are compared by length."
}

func (m keepSameDuration) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSameDuration) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	known, knownErr := parseDuration(req.StateValue.ValueString())
	wanted, wantedErr := parseDuration(req.PlanValue.ValueString())
	if knownErr == nil && wantedErr == nil && known == wanted {
		resp.PlanValue = req.StateValue
	}
}

// replaceIfLifeDiffers replaces a key that was made for another life. One that was
// imported has no expires_in yet; it stays if it was made to live as long.
func replaceIfLifeDiffers() planmodifier.String {
	const description = "A change of the lifetime replaces the key."
	return stringplanmodifier.RequiresReplaceIf(func(
		ctx context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse,
	) {
		if !req.StateValue.IsNull() || req.PlanValue.IsUnknown() {
			resp.RequiresReplace = true
			return
		}
		var issuedAt, expiresAt timetypes.RFC3339
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("issued_at"), &issuedAt)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("expires_at"), &expiresAt)...)
		issued := timeOf(issuedAt)
		wanted, err := parseDuration(req.PlanValue.ValueString())
		resp.RequiresReplace = err != nil || issued == nil || !lifetimeIs(*issued, timeOf(expiresAt), wanted)
	}, description, description)
}

// replaceIfOtherKey replaces a key by another one that is configured. The state may have the fingerprint of the key
// alone.
func replaceIfOtherKey() planmodifier.String {
	const description = "A change of the configured key replaces the key."
	return stringplanmodifier.RequiresReplaceIf(func(
		ctx context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse,
	) {
		if req.ConfigValue.IsNull() {
			return
		}
		var fingerprint types.String
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("key_fingerprint"), &fingerprint)...)
		resp.RequiresReplace = req.ConfigValue.IsUnknown() ||
			appkeys.Fingerprint(req.ConfigValue.ValueString()) != fingerprint.ValueString()
	}, description, description)
}

// replaceIfOtherSecret replaces a key whose configured secret is another one. A
// secret that state did not have is the same one as far as anybody knows.
func replaceIfOtherSecret() planmodifier.String {
	const description = "A change of the secret replaces the key."
	return stringplanmodifier.RequiresReplaceIf(func(
		_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse,
	) {
		resp.RequiresReplace = !req.ConfigValue.IsNull() && !req.StateValue.IsNull()
	}, description, description)
}

// replaceIfOtherGenerator replaces a key that another one than wanted has made. Of one
// that was imported, nobody knows.
func replaceIfOtherGenerator() planmodifier.String {
	const description = "A change of the generator replaces the key."
	return stringplanmodifier.RequiresReplaceIf(func(
		ctx context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse,
	) {
		resp.RequiresReplace = !hasMark(ctx, req.Private, markImported, &resp.Diagnostics)
	}, description, description)
}
