package manila

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ resource.ResourceWithConfigure      = (*resourceLockResource)(nil)
	_ resource.ResourceWithIdentity       = (*resourceLockResource)(nil)
	_ resource.ResourceWithImportState    = (*resourceLockResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*resourceLockResource)(nil)
	_ resource.ResourceWithValidateConfig = (*resourceLockResource)(nil)
)

// NewResourceLockResource makes the resource custody_resource_lock.
func NewResourceLockResource() resource.Resource { return &resourceLockResource{} }

type resourceLockResource struct {
	client *client.Client
}

func (r *resourceLockResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_resource_lock"
}

func (r *resourceLockResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses the visibility lock of a share, which only access rules have.
func (r *resourceLockResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var resourceType, action types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("resource_type"), &resourceType)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("resource_action"), &action)...)
	if resp.Diagnostics.HasError() || resourceType.IsUnknown() {
		return
	}
	isShare := resourceType.IsNull() || resourceType.ValueString() == string(resourcelocks.TypeShare)
	if isShare && action.ValueString() == string(resourcelocks.ActionShow) {
		resp.Diagnostics.AddAttributeError(path.Root("resource_action"), "Invalid Resource Action",
			`Only an access rule can be locked against "show". For a share, set "delete"; for an access rule, set `+
				`resource_type = "access_rule".`)
	}
}

// ModifyPlan refuses to lift a protected lock, and keeps the plan of an update
// from hiding what is known already.
func (r *resourceLockResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state, plan resourceLockModel
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
		refuseReplacement(ctx, plan, req, resp)
		r.planRegion(ctx, req, resp)
		r.checkCreation(ctx, plan, &resp.Diagnostics)
		return
	}
	markProtected(ctx, req, resp)
	if req.Plan.Raw.Equal(req.State.Raw) {
		return
	}
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		if !r.mayLift(ctx, state, req.Private) {
			addProtected(state.ID.ValueString(), state, "destroy", &resp.Diagnostics)
		}
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if state.DeletionProtection.ValueBool() && plan.replaces(state) {
		addProtected(state.ID.ValueString(), state, "replace", &resp.Diagnostics)
		return
	}
	if plan.LockReason.Equal(state.LockReason) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("updated_at"), state.UpdatedAt)...)
	}
}

// planRegion shows the provider's region in the plan of a new lock.
func (r *resourceLockResource) planRegion(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var configured types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("region"), &configured)...)
	if r.client == nil || !configured.IsNull() {
		return
	}
	if cloud, err := r.client.OpenStack(); err == nil && cloud.Region() != "" {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("region"), cloud.Region())...)
	}
}

func (r *resourceLockResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan resourceLockModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	manila, err := r.client.SharedFileSystem(ctx, plan.Region.ValueString())
	if err != nil {
		addUnreachable("Cannot Create Resource Lock", plan.tried("create a resource lock"), err, &resp.Diagnostics)
		return
	}
	lock, err := createLock(ctx, manila, plan.toCreateOpts())
	if err != nil {
		addCreateFailure(ctx, manila, plan, err, &resp.Diagnostics)
		return
	}
	plan.fromAPI(lock.Lock)
	plan.Region = regionOf(manila, plan.Region)
	warnOfFound(plan, lock.found, &resp.Diagnostics)
	warnOfTwins(plan, lock.twins, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

func (r *resourceLockResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state resourceLockModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	known := state
	// An older CLI keeps no identity, and the framework wants one even of a lock that is gone.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	manila, err := r.client.SharedFileSystem(ctx, state.Region.ValueString())
	if errors.Is(err, client.ErrUnknownConfiguration) {
		resp.Diagnostics.AddWarning("Resource Lock Not Refreshed", fmt.Sprintf(
			"Resource lock %s was not read, because the provider's openstack configuration is known only after apply.",
			state.ID.ValueString()))
		return
	}
	if err != nil {
		addUnreachable("Cannot Read Resource Lock", "read resource lock "+state.ID.ValueString(), err, &resp.Diagnostics)
		return
	}
	made, _ := state.CreatedAt.ValueRFC3339Time()
	lock, err := manila.ReadLock(ctx, state.ID.ValueString(), state.ProjectID.ValueString(), made)
	switch {
	case isLockNotFound(state, err) && isGone(manila, state):
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		addReadFailure(manila, state, err, &resp.Diagnostics)
		return
	}
	manila.Handled.Add(lock.ID)
	// A lock made at an endpoint without a region keeps none: its identity may not change.
	if state.ProjectID.IsNull() {
		state.Region = regionOf(manila, state.Region)
	}
	state.imported(lock)
	// Most locks are as they were, and to set a state takes half of the time of a read.
	if state != known {
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	}
}

// Update changes the reason, which is all that Manila lets change; the rest that
// gets here is the provider's own.
func (r *resourceLockResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan, state resourceLockModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.LockReason.Equal(state.LockReason) {
		tried := fmt.Sprintf("change the reason of resource lock %s", state.ID.ValueString())
		manila, err := r.client.SharedFileSystem(ctx, state.Region.ValueString())
		if err != nil {
			addUnreachable("Cannot Update Resource Lock", tried, err, &resp.Diagnostics)
			return
		}
		lock, err := resourcelocks.SetReason(ctx, manila.ServiceClient, state.ID.ValueString(),
			plan.LockReason.ValueStringPointer())
		if err != nil {
			state.LockReason = plan.LockReason
			addHeldFailure("Cannot Update Resource Lock", tried, manila, state, err, &resp.Diagnostics)
			return
		}
		plan.fromAPI(lock)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

// Delete lifts the lock. The protection is looked at once more, for a tainted lock goes without a plan of its own.
func (r *resourceLockResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state resourceLockModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.mayLift(ctx, state, req.Private) {
		addProtected(state.ID.ValueString(), state, "destroy", &resp.Diagnostics)
		return
	}
	r.lift(ctx, state, resp)
	if resp.Diagnostics.HasError() && state.DeletionProtection.ValueBool() {
		setID(ctx, resp.Private, successorKey, r.successor(ctx, state, req.Private), &resp.Diagnostics)
	}
}

func (r *resourceLockResource) lift(ctx context.Context, state resourceLockModel, resp *resource.DeleteResponse) {
	tried := fmt.Sprintf("lift resource lock %s of %s %s", state.ID.ValueString(),
		strings.ReplaceAll(state.ResourceType.ValueString(), "_", " "), state.ResourceID.ValueString())
	manila, err := r.client.SharedFileSystem(ctx, state.Region.ValueString())
	if err != nil {
		addUnreachable("Cannot Delete Resource Lock", tried, err, &resp.Diagnostics)
		return
	}
	err = resourcelocks.Delete(ctx, manila.ServiceClient, state.ID.ValueString())
	if err != nil && (!isLockNotFound(state, err) || !isGone(manila, state)) {
		addHeldFailure("Cannot Delete Resource Lock", tried, manila, state, err, &resp.Diagnostics)
		return
	}
	manila.Handled.Add(state.ID.ValueString())
}

// ImportState takes "ID" or "REGION/ID", or the identity.
func (r *resourceLockResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	var identity resourceLockIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
	} else {
		identity = identityOf(req.ID)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if !uuidPattern.MatchString(identity.ID.ValueString()) {
		resp.Diagnostics.AddError("Invalid Import ID",
			fmt.Sprintf("Give the lock's UUID, or its region and UUID as REGION/UUID; got %q. "+
				"`openstack share lock list` shows the locks of a project.", cmp.Or(req.ID, identity.ID.ValueString())))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), identity.ID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("region"), identity.Region)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity)...)
}

// identityOf reads an import id. A region without a name leaves no id.
func identityOf(importID string) resourceLockIdentity {
	region, id, found := strings.Cut(importID, "/")
	switch {
	case !found:
		return resourceLockIdentity{Region: types.StringNull(), ID: types.StringValue(importID)}
	case region == "":
		id = ""
	}
	return resourceLockIdentity{Region: types.StringValue(region), ID: types.StringValue(id)}
}

// replaces says whether the plan makes another lock.
func (m resourceLockModel) replaces(state resourceLockModel) bool {
	return !m.ResourceID.Equal(state.ResourceID) || !m.ResourceType.Equal(state.ResourceType) ||
		!m.ResourceAction.Equal(state.ResourceAction) || !m.Region.Equal(state.Region)
}

// tried says what an operation does with the lock's resource.
func (m resourceLockModel) tried(what string) string {
	return fmt.Sprintf("%s that prevents %q of %s %s", what, m.ResourceAction.ValueString(),
		strings.ReplaceAll(m.ResourceType.ValueString(), "_", " "), m.ResourceID.ValueString())
}

// regionOf is the region to keep in state: the one that is there, else the
// endpoint's. An overridden endpoint may have none.
func regionOf(manila *client.SharedFileSystem, known types.String) types.String {
	if known.ValueString() != "" {
		return known
	}
	if manila.Region == "" {
		return types.StringNull()
	}
	return types.StringValue(manila.Region)
}

// isGone says whether a lock that the server does not find is gone. A project's
// members see only its own locks, so it has to be asked in the same project; one
// of which nothing is known yet is being imported.
func isGone(manila *client.SharedFileSystem, state resourceLockModel) bool {
	return !state.ProjectID.IsNull() && (state.ProjectID.ValueString() == manila.ProjectID || manila.HasRole("admin"))
}
