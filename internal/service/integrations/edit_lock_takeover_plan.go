package integrations

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// ModifyPlan looks at the draft of a takeover to come: it says who will lose the lock
// and refuses what cannot work. Of a takeover that is done it decides whether the
// configuration means another draft.
func (r *editLockTakeoverResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan editLockTakeoverModel
	var state *editLockTakeoverModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || r.client == nil {
		return
	}
	if state != nil {
		imported, diags := req.Private.GetKey(ctx, importedKey)
		resp.Diagnostics.Append(diags...)
		changes := takeoverChanges{plan: plan, state: *state, imported: string(imported) == "true"}
		again, err := changes.attributes(ctx, r.client)
		if err != nil {
			addUnknownChange(plan, err, &resp.Diagnostics)
		}
		resp.RequiresReplace = append(resp.RequiresReplace, again...)
		return
	}
	target, known, err := plan.target()
	if err != nil || !known {
		return
	}
	if plan.ExpectedLockHolder.IsUnknown() {
		target.expectedHolder = ""
	}
	api, err := r.client.Integrations(ctx)
	if err == nil {
		err = announce(ctx, api, target, &resp.Diagnostics)
	}
	if err != nil && !errors.Is(err, client.ErrUnknownConfiguration) {
		addTakeoverFailure(target, err, &resp.Diagnostics)
	}
}

// announce warns of what a takeover will do. It takes nothing over. Use addTakeoverFailure for the error, which says
// why the takeover would fail.
func announce(ctx context.Context, api *client.Integrations, target takeoverTarget, diags *diag.Diagnostics) error {
	draft, err := target.find(ctx, api)
	var held bool
	if err == nil {
		held, err = target.inspect(api, draft)
	}
	if err != nil || held {
		return err
	}
	text := fmt.Sprintf("At the time of this plan, %s holds the edit lock of draft %s, last edited at %s. Applying takes the lock over: "+
		"that draft becomes a snapshot, a copy with a new id becomes the draft, and both %s and the provider's user are told by e-mail.",
		draft.LockHolder, target.name.WithVersion(draft.ID), draft.UpdateTime.Format(time.RFC3339), draft.LockHolder)
	if target.expectedHolder == "" {
		text += "\n\nWhoever holds the lock at the time of the apply loses it. To take it over from nobody else, set expected_lock_holder."
	}
	if hasLapsed(draft, api.Now()) {
		text += "\n\nThat was more than 15 minutes ago, so the lock has probably lapsed. Then the service refuses the takeover."
	}
	diags.AddAttributeWarning(path.Root(target.attribute()), "Planned Takeover Of Edit Lock", text)
	return nil
}

// tell says what an apply has done.
func (t *takeover) tell(diags *diag.Diagnostics) {
	if t.snapshot == nil {
		return
	}
	diags.AddWarning("Edit Lock Taken Over", fmt.Sprintf("%s took the edit lock over from %s, and both are told by e-mail. Version %s is a "+
		"snapshot now, and the draft is %s.",
		t.draft.LockHolder, t.snapshot.LockHolder, t.draftName.WithVersion(t.snapshot.ID), t.draftName))
}
