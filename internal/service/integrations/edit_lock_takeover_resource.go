package integrations

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ resource.ResourceWithConfigure   = (*editLockTakeoverResource)(nil)
	_ resource.ResourceWithIdentity    = (*editLockTakeoverResource)(nil)
	_ resource.ResourceWithImportState = (*editLockTakeoverResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*editLockTakeoverResource)(nil)
)

// NewEditLockTakeoverResource makes the resource custody_edit_lock_takeover.
func NewEditLockTakeoverResource() resource.Resource { return &editLockTakeoverResource{} }

type editLockTakeoverResource struct {
	client *client.Client
}

func (r *editLockTakeoverResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_edit_lock_takeover"
}

func (r *editLockTakeoverResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// Create takes the lock over.
func (r *editLockTakeoverResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan editLockTakeoverModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	target, _, err := plan.target()
	if err != nil {
		// A value that was not known before may be malformed.
		resp.Diagnostics.AddError("Malformed Name", "In the name "+err.Error()+".")
		return
	}
	api, err := r.client.Integrations(ctx)
	var made *takeover
	if err == nil {
		made, err = takeOver(ctx, api, target, func(format string, args ...any) {
			tflog.Info(ctx, fmt.Sprintf(format, args...))
		})
	}
	if err != nil {
		addTakeoverFailure(target, err, &resp.Diagnostics)
		return
	}
	plan.record(made)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	made.tell(&resp.Diagnostics)
}

// Read shows who holds the lock now. That somebody else does, or nobody, is no reason
// to take it over again.
func (r *editLockTakeoverResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state editLockTakeoverModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	name, err := integrationversions.ParseVersion(state.DraftVersion.ValueString())
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("draft_version"), "Malformed Name", "In the state "+err.Error()+".")
		return
	}
	api, err := r.client.Integrations(ctx)
	if errors.Is(err, client.ErrUnknownConfiguration) {
		resp.Diagnostics.AddWarning("Edit Lock Not Refreshed", fmt.Sprintf(
			"Draft %s was not read, because the provider's google configuration is known only after apply.", name))
		return
	}
	var draft *integrationversions.Version
	if err == nil {
		draft, err = integrationversions.Get(ctx, api, name)
	}
	if isGone(ctx, api, name, err) {
		draft, err = &integrationversions.Version{State: integrationversions.StateArchived}, nil
	}
	if err != nil {
		service.Failure{
			Summary: "Cannot Read Edit Lock", Tried: "read draft " + name.String(), Remedy: takeoverRemedy(name, "get", err), Err: err,
		}.AddTo(&resp.Diagnostics)
		return
	}
	if draft.State == integrationversions.StateArchived {
		resp.Diagnostics.AddWarning("Draft Was Deleted", fmt.Sprintf(
			"Draft %s, whose edit lock was taken over, is deleted. The takeover stays in the state as what was done; to take over the edit lock "+
				"of another draft, change triggers.", name))
	}
	state.refresh(draft)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update notes what changes nothing of the takeover that was done.
func (r *editLockTakeoverResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan editLockTakeoverModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, []byte("false"))...)
}

// Delete calls nothing, for nothing hands a lock back.
func (r *editLockTakeoverResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state editLockTakeoverModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("Edit Lock Left As It Is", fmt.Sprintf(
		"Nothing hands an edit lock back. Draft %s and its lock stay as they are; the lock lapses 15 minutes after the last edit.",
		state.DraftVersion.ValueString()))
}

// ImportState takes the full name of a draft whose lock was taken over, or the
// identity. Who lost the lock then, nobody knows any more.
func (r *editLockTakeoverResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	identity := editLockTakeoverIdentity{types.StringValue(req.ID)}
	if req.ID == "" && req.Identity != nil && !req.Identity.Raw.IsNull() {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
	}
	name, err := integrationversions.ParseVersion(identity.DraftVersion.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Invalid Import ID", fmt.Sprintf("In %s %s.\n\nGive the %s.", identity.DraftVersion, err, versionName.what))
		return
	}
	api, err := r.client.Integrations(ctx)
	if err == nil {
		_, err = integrationversions.Get(ctx, api, name)
	}
	if err != nil {
		service.Failure{
			Summary: "Cannot Import Edit Lock Takeover", Tried: "read draft " + name.String(),
			Remedy: takeoverRemedy(name, "get", err), Err: err,
		}.AddTo(&resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("draft_version"), name.String())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("integration"), name.OfIntegration().String())...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, []byte("true"))...)
}
