package integrations

import (
	"context"
	"errors"
	"fmt"
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
		imported, diags := req.Private.GetKey(ctx, importedKey)
		resp.Diagnostics.Append(diags...)
		changes := takeoverChanges{plan: plan, state: *state, imported: string(imported) == "true"}
		again, err := changes.attributes(ctx, r.client)
		if err != nil {
			target, _, _ := plan.target()
			addTakeoverFailure(target, err, &resp.Diagnostics)
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
		announce(ctx, api, target, &resp.Diagnostics)
	} else if !errors.Is(err, client.ErrUnknownConfiguration) {
		addTakeoverFailure(target, err, &resp.Diagnostics)
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
	text := fmt.Sprintf("When this was planned, %s holds the edit lock of draft %s and last edited it at %s. Applying takes the lock over: "+
		"that draft becomes a snapshot, a copy with a new id becomes the draft, and both %s and the provider's user are told by e-mail.",
		draft.LockHolder, target.name.WithVersion(draft.ID), draft.UpdateTime.Format(time.RFC3339), draft.LockHolder)
	if target.expectedHolder == "" {
		text += "\n\nWhoever holds the lock at the time of the apply loses it. To take it over from nobody else, set expected_lock_holder."
	}
	if hasLapsed(draft, api.Now()) {
		text += "\n\nThat was more than 15 minutes ago, so the lock has probably lapsed. Then the service refuses the takeover."
	}
	diags.AddAttributeWarning(path.Root(target.attribute()), "Planned Takeover Of Edit Lock", text)
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

// importedKey is for the private state, and true from an import to the next change:
// until then the state does not have what the configuration says of the takeover.
const importedKey = "imported"

// takeoverChanges are what differs between a takeover and its configuration.
type takeoverChanges struct {
	plan, state editLockTakeoverModel
	imported    bool
}

// attributes are those because of which the takeover is to be done again. Project ids
// and numbers may stand for the same project.
func (c takeoverChanges) attributes(ctx context.Context, clients *client.Client) (path.Paths, error) {
	var changed path.Paths
	if !c.plan.Triggers.Equal(c.state.Triggers) && !c.imported {
		changed = append(changed, path.Root("triggers"))
	}
	for _, name := range []struct {
		attribute     string
		parse         func(string) (integrationversions.Name, error)
		wanted, known types.String
	}{
		{"integration", integrationversions.ParseIntegration, c.plan.Integration, c.state.Integration},
		{"integration_version", integrationversions.ParseVersion, c.plan.IntegrationVersion, c.state.IntegrationVersion},
	} {
		if name.wanted.Equal(name.known) || c.imported && name.wanted.IsNull() {
			continue
		}
		wanted, err := name.parse(name.wanted.ValueString())
		same := false
		if err == nil {
			known, _ := name.parse(name.known.ValueString())
			same, err = c.sameDraft(ctx, clients, wanted, known)
			if err != nil {
				return nil, err
			}
		}
		if !same {
			changed = append(changed, path.Root(name.attribute))
		}
	}
	return changed, nil
}

// sameDraft says whether a name means what was taken over. After an import, any version
// of the draft's integration does, for which draft was taken over nobody knows then.
func (c takeoverChanges) sameDraft(
	ctx context.Context, clients *client.Client, wanted, known integrationversions.Name,
) (bool, error) {
	made, err := integrationversions.ParseVersion(c.state.DraftVersion.ValueString())
	if err != nil {
		return false, nil //nolint:nilerr // Read has said so.
	}
	if c.imported {
		wanted, known = wanted.OfIntegration(), made.OfIntegration()
	}
	if wanted == known {
		return true, nil
	}
	numbers := wanted.HasProjectNumber() == known.HasProjectNumber()
	if known.Project = wanted.Project; numbers || known != wanted {
		return false, nil
	}
	return isThere(ctx, clients, wanted.WithVersion(made.Version))
}

// isThere says whether the service knows a version by a name. Ids of versions are
// unique, so a version that is there by the number and by the id of a project tells
// that these are of the same project. Only the service's own word for a version that
// it does not know speaks against it.
func isThere(ctx context.Context, clients *client.Client, name integrationversions.Name) (bool, error) {
	api, err := clients.Integrations(ctx)
	if err != nil {
		return false, err
	}
	_, err = integrationversions.Get(ctx, api, name)
	if client.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}
