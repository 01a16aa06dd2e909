package apigee

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// ValidateConfig refuses what does not go together.
func (r *developerAppKeyResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config developerAppKeyModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.validate(&resp.Diagnostics)
	if !config.ConsumerKey.IsNull() && config.ConsumerSecret.IsNull() && config.ConsumerSecretWO.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("consumer_key"), "Missing Consumer Secret",
			"A consumer_key of your own needs its secret: set consumer_secret, or consumer_secret_wo to keep it out of state.")
	}
	if !config.ConsumerSecret.IsNull() && !config.StoreConsumerSecret.IsNull() &&
		!config.StoreConsumerSecret.IsUnknown() && !config.StoreConsumerSecret.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("store_consumer_secret"), "Secret Would Be In State",
			"Terraform keeps what consumer_secret is set to. To keep it out of state, set consumer_secret_wo instead.")
	}
	life, window := durationOf(config.ExpiresIn), durationOf(config.RotateBeforeExpiry)
	if life > 0 && window >= life {
		resp.Diagnostics.AddAttributeError(path.Root("rotate_before_expiry"), "Invalid Rotation Window", fmt.Sprintf(
			"rotate_before_expiry (%s) must be shorter than expires_in (%s): else each plan would replace the key.", window, life))
	}
}

// ModifyPlan plans the organization, the secret and the rotation, and says that a
// key has expired.
func (r *developerAppKeyResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	planOrganization(ctx, r.client, req, resp)
	var plan, config developerAppKeyModel
	var state *developerAppKeyModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.planSecret(ctx, plan, state, config, resp)
	r.planRotation(ctx, plan, state, resp)
}

func (r *developerAppKeyResource) planSecret(
	ctx context.Context, plan developerAppKeyModel, state *developerAppKeyModel, config developerAppKeyModel,
	resp *resource.ModifyPlanResponse,
) {
	if !config.ConsumerSecret.IsNull() || plan.StoreConsumerSecret.IsUnknown() {
		return
	}
	secret := types.StringUnknown()
	switch {
	case !plan.keepsSecret():
		secret = types.StringNull()
	case state != nil && !state.ConsumerSecret.IsNull():
		secret = state.ConsumerSecret
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("consumer_secret"), secret)...)
}

// planRotation goes by what the refresh said, so that the plan and the apply after
// it cannot disagree; by the clock only where the window is another one than then.
func (r *developerAppKeyResource) planRotation(
	ctx context.Context, plan developerAppKeyModel, state *developerAppKeyModel, resp *resource.ModifyPlanResponse,
) {
	ready := types.BoolValue(false)
	switch {
	case plan.RotateBeforeExpiry.IsUnknown():
		ready = types.BoolUnknown()
	case state == nil:
	case plan.RotateBeforeExpiry.Equal(state.RotateBeforeExpiry):
		ready = types.BoolValue(state.ReadyForRotation.ValueBool())
	default:
		ready = types.BoolValue(readyForRotation(timeOf(state.ExpiresAt), durationOf(plan.RotateBeforeExpiry), r.now(ctx)))
	}
	if ready.ValueBool() {
		ready = types.BoolUnknown()
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("ready_for_rotation"))
	} else if state != nil && hasExpired(timeOf(state.ExpiresAt), r.now(ctx)) {
		resp.Diagnostics.AddWarning("Developer App Key Has Expired", fmt.Sprintf(
			"Key %s expired at %s: Apigee refuses calls with it. To have a new one, set rotate_before_expiry, or replace this resource.",
			state.ID.ValueString(), state.ExpiresAt.ValueString()))
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("ready_for_rotation"), ready)...)
}

// now is the provider's clock; where there is no Apigee to ask, the machine's.
func (r *developerAppKeyResource) now(ctx context.Context) time.Time {
	if r.client != nil {
		if apigee, err := r.client.Apigee(ctx); err == nil {
			return apigee.Now()
		}
	}
	return time.Now()
}

// planOrganization shows in the plan which organization it is, where the attribute
// leaves that to the ids or to the provider.
func planOrganization(
	ctx context.Context, c *client.Client, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var configured, known types.String
	var planned appReference
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("organization"), &configured)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("developer_email"), &planned.DeveloperEmail)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("app"), &planned.App)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("organization"), &known)...)
	}
	if resp.Diagnostics.HasError() || !configured.IsNull() || planned.isUnknown() {
		return
	}
	organization := planned.organization()
	if organization == "" && known.IsNull() && c != nil {
		if apigee, err := c.Apigee(ctx); err == nil {
			organization = apigee.Organization
		}
	}
	if organization == "" || organization == shortName(known.ValueString()) {
		return
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("organization"), organization)...)
	if !known.IsNull() {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("organization"))
	}
}
