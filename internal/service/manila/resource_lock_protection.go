package manila

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// privateState is what Terraform keeps with a resource for its provider alone.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// The keys of a lock's private state. Both have the id of a lock as their value.
const (
	// protectedKey is in the plan of any change of a protected lock. Where the lock is to be replaced, Terraform hands
	// the private state of that plan to the plan of the new lock, which knows nothing else of the old one.
	protectedKey = "protected"
	// successorKey is on a protected lock that a replacement has succeeded and failed to lift.
	successorKey = "successor"
)

func idIn(ctx context.Context, private privateState, key string, diags *diag.Diagnostics) string {
	value, found := private.GetKey(ctx, key)
	diags.Append(found...)
	var id string
	if json.Unmarshal(value, &id) != nil {
		return ""
	}
	return id
}

func setID(ctx context.Context, private privateState, key, id string, diags *diag.Diagnostics) {
	value, err := json.Marshal(id)
	if err != nil {
		diags.AddError("Cannot Write Private State", err.Error())
		return
	}
	diags.Append(private.SetKey(ctx, key, value)...)
}

// markProtected tells the plan of a replacement whether the lock is protected. Terraform plans a replacement that was
// asked for with -replace as no change first.
func markProtected(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var isProtected types.Bool
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("deletion_protection"), &isProtected)...)
	id := types.StringValue("")
	if isProtected.ValueBool() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	}
	if id.ValueString() != idIn(ctx, req.Private, protectedKey, &resp.Diagnostics) {
		setID(ctx, resp.Private, protectedKey, id.ValueString(), &resp.Diagnostics)
	}
}

// refuseReplacement refuses the plan of a lock that is to replace a protected one, as -replace asks for. Once the new
// lock is made, nothing could tell it from an equal lock of another run.
func refuseReplacement(
	ctx context.Context, plan resourceLockModel, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if old := idIn(ctx, req.Private, protectedKey, &resp.Diagnostics); old != "" {
		addProtected(old, plan, "replace", &resp.Diagnostics)
	}
}

// mayLift says whether a lock may go: it is not protected, or a lock against the same is known to take its place. No
// plan refuses the replacement of a tainted lock, for Terraform plans it as if there were no lock: with
// create_before_destroy the new lock is there then, and to refuse would leave the old one in a state for good.
func (r *resourceLockResource) mayLift(ctx context.Context, state resourceLockModel, private privateState) bool {
	return !state.DeletionProtection.ValueBool() || r.successor(ctx, state, private) != ""
}

// successor is the id of the lock that this walk has made against the same as a lock, or that an earlier walk had made
// when it failed to lift that lock; empty if there is none.
func (r *resourceLockResource) successor(ctx context.Context, state resourceLockModel, private privateState) string {
	cloud, err := r.client.OpenStack()
	if err != nil {
		return ""
	}
	if made := cloud.Made.Of(protectionKey(state.toCreateOpts())); made != "" {
		return made
	}
	var ignored diag.Diagnostics
	noted := idIn(ctx, private, successorKey, &ignored)
	if noted == "" {
		return ""
	}
	manila, err := r.client.SharedFileSystem(ctx, state.Region.ValueString())
	if err != nil {
		return ""
	}
	lock, err := resourcelocks.Get(ctx, manila.ServiceClient, noted)
	if err != nil || !preventsTheSame(state.toCreateOpts(), *lock) {
		return ""
	}
	return noted
}

// protectionKey is the same for all locks that prevent the same.
func protectionKey(opts resourcelocks.CreateOpts) string {
	return strings.Join([]string{
		strings.ToLower(opts.ResourceID), string(opts.ResourceType), string(opts.ResourceAction),
	}, " ")
}

func preventsTheSame(opts resourcelocks.CreateOpts, lock resourcelocks.Lock) bool {
	return protectionKey(opts) == protectionKey(resourcelocks.CreateOpts{
		ResourceID: lock.ResourceID, ResourceType: lock.ResourceType, ResourceAction: lock.ResourceAction,
	})
}
