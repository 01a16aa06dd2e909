package integrations

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
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
		resp.RequiresReplace = append(resp.RequiresReplace, r.otherDraft(ctx, plan, *state)...)
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
		announce(ctx, api, target, &resp.Diagnostics)
	}
}

// announce warns of what a takeover will do. It takes nothing over.
func announce(ctx context.Context, api *client.Integrations, target takeoverTarget, diags *diag.Diagnostics) {
	draft, err := target.find(ctx, api)
	var held bool
	if err == nil {
		held, err = target.inspect(api, draft)
	}
	if err != nil {
		addTakeoverFailure(target, err, diags)
		return
	}
	if held {
		return
	}
	text := fmt.Sprintf("%s holds the edit lock of draft %s and last edited it at %s. Applying takes the lock over: that draft becomes a "+
		"snapshot, a copy with a new id becomes the draft, and both %s and the provider's user are told by e-mail.",
		draft.LockHolder, target.name.WithVersion(draft.ID), draft.UpdateTime.Format(time.RFC3339), draft.LockHolder)
	if hasLapsed(draft, api.Now()) {
		text += "\n\nThat was more than 15 minutes ago, so the lock has probably lapsed. Then the service refuses the takeover."
	}
	diags.AddAttributeWarning(path.Root(target.attribute()), "Edit Lock Will Be Taken Over", text)
}

// otherDraft are the attributes because of which the takeover is to be done again.
// Project ids and numbers may stand for the same project.
func (r *editLockTakeoverResource) otherDraft(ctx context.Context, plan, state editLockTakeoverModel) path.Paths {
	var changed path.Paths
	for _, name := range []struct {
		attribute     string
		parse         func(string) (integrationversions.Name, error)
		wanted, known types.String
	}{
		{"integration", integrationversions.ParseIntegration, plan.Integration, state.Integration},
		{"integration_version", integrationversions.ParseVersion, plan.IntegrationVersion, state.IntegrationVersion},
	} {
		if name.wanted.Equal(name.known) {
			continue
		}
		wanted, wantedErr := name.parse(name.wanted.ValueString())
		known, knownErr := name.parse(name.known.ValueString())
		if wantedErr != nil || knownErr != nil || !r.sameButForProject(ctx, wanted, known, state.DraftVersion.ValueString()) {
			changed = append(changed, path.Root(name.attribute))
		}
	}
	return changed
}

var projectNumber = regexp.MustCompile(`^[0-9]+$`)

// sameButForProject says that two names differ in that one has the project's number
// and the other its id. Whether these are the same project, the service tells: ids of
// versions are unique, so the draft is there under the new name only if they are.
func (r *editLockTakeoverResource) sameButForProject(
	ctx context.Context, wanted, known integrationversions.Name, draft string,
) bool {
	made, err := integrationversions.ParseVersion(draft)
	if err != nil || projectNumber.MatchString(wanted.Project) == projectNumber.MatchString(known.Project) {
		return false
	}
	if known.Project = wanted.Project; known != wanted {
		return false
	}
	api, err := r.client.Integrations(ctx)
	if err != nil {
		return false
	}
	_, err = integrationversions.Get(ctx, api, wanted.WithVersion(made.Version))
	return err == nil
}
