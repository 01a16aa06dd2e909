package apigee

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// ValidateConfig refuses what does not go together.
func (r *appKeyResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config appKeyModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.validate(&resp.Diagnostics)
	refuseStoredKey(config, config.StoreConsumerKey, &resp.Diagnostics)
	if !config.ConsumerKey.IsNull() && config.GeneratedBy.ValueString() == generatedByProvider {
		resp.Diagnostics.AddAttributeError(path.Root("generated_by"), "Two Origins of a Key",
			`generated_by = "provider" makes a key, and consumer_key gives one. Remove one of the two.`)
	}
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

// refuseStoredKey refuses to keep a key out of state that the configuration gives, which Terraform stores.
func refuseStoredKey(config appKeyModel, store types.Bool, diags *diag.Diagnostics) {
	if !config.ConsumerKey.IsNull() && !store.IsNull() && !store.IsUnknown() && !store.ValueBool() {
		diags.AddAttributeError(path.Root("store_consumer_key"), "Key Would Be In State",
			"Terraform stores what consumer_key is set to. To keep the key out of state, remove consumer_key, so that a new key is made "+
				"or the key is imported by its fingerprint.")
	}
}

// ModifyPlan plans the organization, the key, its secret, the scopes and the rotation. It
// warns of a key that has expired, of one that ends before its successor exists, and
// of one that a destroy leaves valid.
func (r *appKeyResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state *appKeyModel
	if !req.State.Raw.IsNull() {
		state = &appKeyModel{}
		resp.Diagnostics.Append(r.kind.get(ctx, req.State, state)...)
	}
	if req.Plan.Raw.IsNull() {
		if state != nil {
			state.warnOfAbandoned(r.now(ctx), &resp.Diagnostics)
		}
		return
	}
	planOrganization(ctx, r.client, r.kind, req, resp)
	var plan, config appKeyModel
	// To convert a whole model is what takes longest in a plan.
	if state != nil && resp.Plan.Raw.Equal(req.State.Raw) {
		plan = *state
	} else {
		resp.Diagnostics.Append(r.kind.get(ctx, resp.Plan, &plan)...)
	}
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("consumer_key"), &config.ConsumerKey)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("consumer_secret"), &config.ConsumerSecret)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("scopes"), &config.Scopes)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if state == nil {
		r.checkCreation(ctx, plan, &resp.Diagnostics)
	} else {
		state.refuseNameInTheWay(plan, config, &resp.Diagnostics)
	}
	refuseStoredKey(config, plan.StoreConsumerKey, &resp.Diagnostics)
	planCredential(ctx, "consumer_key", plan.plannedKey(state, config), plan.ConsumerKey, resp)
	planCredential(ctx, "consumer_secret", plan.plannedSecret(state, config), plan.ConsumerSecret, resp)
	planScopes(ctx, plan, state, config, resp)
	r.planRotation(ctx, plan, state, req.Plan.Raw.Equal(req.State.Raw), resp)
}

// refuseNameInTheWay refuses to replace a given key by another one of its name, where the key stays on its app: Apigee
// has one key of a name, and changes neither its secret nor its lifetime.
func (m appKeyModel) refuseNameInTheWay(plan, config appKeyModel, diags *diag.Diagnostics) {
	policy := m.DeletionPolicy.ValueString()
	if policy == policyDelete || appkeys.Fingerprint(config.ConsumerKey.ValueString()) != m.KeyFingerprint.ValueString() {
		return
	}
	issuedAt, secret := timeOf(m.IssuedAt), config.ConsumerSecret
	otherLife := !plan.ExpiresIn.IsUnknown() && !plan.ExpiresIn.Equal(m.ExpiresIn) && issuedAt != nil &&
		!lifetimeIs(*issuedAt, timeOf(m.ExpiresAt), durationOf(plan.ExpiresIn))
	otherSecret := !secret.IsNull() && !secret.IsUnknown() && !m.ConsumerSecret.IsNull() && !secret.Equal(m.ConsumerSecret)
	if otherLife || otherSecret {
		diags.AddAttributeError(path.Root("consumer_key"), "Consumer Key Would Still Be There", fmt.Sprintf(
			"The deletion_policy of key %s is %q, so that it stays on its app, and another lifetime or secret needs a new key, which cannot "+
				"have the same consumer_key. Choose another consumer_key, or set deletion_policy = %q and apply that first.",
			m.ID.ValueString(), policy, policyDelete))
	}
}

// planScopes leaves to Apigee what becomes of scopes that the configuration does not
// name when the key is changed: Apigee may add those of a new product.
func planScopes(
	ctx context.Context, plan appKeyModel, state *appKeyModel, config appKeyModel,
	resp *resource.ModifyPlanResponse,
) {
	if state != nil && config.Scopes.IsNull() && plan.changesSettings(*state) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("scopes"), types.SetUnknown(types.StringType))...)
	}
}

// plannedKey is known only where the configuration or the state has the key and it stays in state.
func (m appKeyModel) plannedKey(state *appKeyModel, config appKeyModel) types.String {
	switch {
	case !config.ConsumerKey.IsNull():
		return m.ConsumerKey
	case m.StoreConsumerKey.IsUnknown():
		return types.StringUnknown()
	case !m.StoreConsumerKey.ValueBool():
		return types.StringNull()
	case state == nil || state.ConsumerKey.IsNull():
		return types.StringUnknown()
	}
	return state.ConsumerKey
}

// plannedSecret is known only where the configuration or the state has the secret and it stays in state.
func (m appKeyModel) plannedSecret(state *appKeyModel, config appKeyModel) types.String {
	switch {
	case !config.ConsumerSecret.IsNull():
		return m.ConsumerSecret
	case m.StoreConsumerKey.IsUnknown() || m.StoreConsumerSecret.IsUnknown():
		return types.StringUnknown()
	case !m.keepsSecret():
		return types.StringNull()
	case state == nil || state.ConsumerSecret.IsNull():
		return types.StringUnknown()
	}
	return state.ConsumerSecret
}

func planCredential(
	ctx context.Context, attribute string, wanted, planned types.String, resp *resource.ModifyPlanResponse,
) {
	if !wanted.Equal(planned) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(attribute), wanted)...)
	}
}

// planRotation goes by what the refresh said where the key is changed: Terraform plans a change once more when it
// applies it, and both must agree. Where nothing else changes, it goes by the clock, too, for the plan may be without a
// refresh; and where the window is another one than at the refresh.
func (r *appKeyResource) planRotation(
	ctx context.Context, plan appKeyModel, state *appKeyModel, unchanged bool,
	resp *resource.ModifyPlanResponse,
) {
	ready := types.BoolValue(false)
	switch {
	case plan.RotateBeforeExpiry.IsUnknown():
		ready = types.BoolUnknown()
	case state == nil:
	case !unchanged && plan.RotateBeforeExpiry.Equal(state.RotateBeforeExpiry):
		ready = types.BoolValue(state.ReadyForRotation.ValueBool())
	default:
		ready = types.BoolValue(readyForRotation(timeOf(state.ExpiresAt), durationOf(plan.RotateBeforeExpiry), r.now(ctx)))
	}
	if state != nil {
		state.warnOfGap(plan, ready.ValueBool(), &resp.Diagnostics)
	}
	if ready.ValueBool() {
		ready = types.BoolUnknown()
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("ready_for_rotation"))
	} else if state != nil && hasExpired(timeOf(state.ExpiresAt), r.now(ctx)) {
		resp.Diagnostics.AddWarning(r.kind.title+" Key Has Expired", fmt.Sprintf(
			"Key %s expired at %s: Apigee refuses calls with it. To have a new one, set rotate_before_expiry, or replace this resource.",
			state.ID.ValueString(), state.ExpiresAt.ValueString()))
	}
	if !ready.Equal(plan.ReadyForRotation) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("ready_for_rotation"), ready)...)
	}
}

// now is the provider's clock; where there is no Apigee to ask, the machine's.
func (r *appKeyResource) now(ctx context.Context) time.Time {
	if r.client != nil {
		if apigee, err := r.client.Apigee(ctx); err == nil {
			return apigee.Now()
		}
	}
	return time.Now()
}
