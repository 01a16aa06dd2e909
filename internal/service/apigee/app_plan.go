package apigee

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// planOrganization shows in the plan which organization it is, where the attribute
// leaves that to the ids or to the provider. Another one than before makes the
// resource another one. Where nobody names one, the plan says so.
func planOrganization(
	ctx context.Context, c *client.Client, kind *ownerKind, req resource.ModifyPlanRequest,
	resp *resource.ModifyPlanResponse,
) {
	config := appReference{kind: kind}
	var known appReference
	for name, value := range config.attributes() {
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), value)...)
	}
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("organization"), &known.Organization)...)
	}
	if resp.Diagnostics.HasError() || !config.Organization.IsNull() || config.isUnknown() || c == nil {
		return
	}
	organization := config.organization()
	if organization == "" {
		op := operation{summary: "Cannot Plan Developer App", tried: "find the organization"}
		_, err := op.reach(ctx, c, config)
		if err != nil && !errors.Is(err, client.ErrUnknownConfiguration) {
			op.addFailure(err, &resp.Diagnostics)
		}
		if err != nil {
			return
		}
		organization = op.app.Owner.Organization
	}
	if organization == shortName(known.Organization.ValueString()) {
		return
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("organization"), organization)...)
	if known.Organization.IsNull() {
		return
	}
	resp.RequiresReplace = append(resp.RequiresReplace, path.Root("organization"))
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(kind.attribute), config.Owner)...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("app"), config.App)...)
}
