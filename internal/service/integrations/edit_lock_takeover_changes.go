package integrations

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

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
// that these are of the same project. What speaks against it is that the service has
// other versions by that name, and not this one: no 404 says so.
func isThere(ctx context.Context, clients *client.Client, name integrationversions.Name) (bool, error) {
	api, err := clients.Integrations(ctx)
	if err != nil {
		return false, err
	}
	_, err = integrationversions.Get(ctx, api, name)
	if !client.IsNotFound(err) {
		return err == nil, err
	}
	listed, others, listErr := isListed(ctx, api, name)
	if listErr != nil || !listed && others == 0 {
		return false, errors.Join(err, listErr)
	}
	return listed, nil
}

// isListed says whether a version is among those that the service lists for its integration, and how many others are.
func isListed(
	ctx context.Context, api *client.Integrations, name integrationversions.Name,
) (listed bool, others int, err error) {
	opts := integrationversions.ListOpts{PageSize: integrationversions.MaxPageSize}
	err = integrationversions.List(ctx, api, name.OfIntegration(), opts, func(v integrationversions.Version) bool {
		if v.ID == name.Version {
			listed = true
			return false
		}
		others++
		return true
	})
	return listed, others, err
}

// isGone says whether an error of reading a version says that the service does not have it any more. A 404 alone does
// not, for something else on the way may answer with one: the list must say the same.
func isGone(ctx context.Context, api *client.Integrations, name integrationversions.Name, err error) bool {
	if !client.IsNotFound(err) {
		return false
	}
	listed, _, listErr := isListed(ctx, api, name)
	return listErr == nil && !listed
}

// addUnknownChange is for a plan that cannot tell whether a name means what was taken over.
func addUnknownChange(plan editLockTakeoverModel, err error, diags *diag.Diagnostics) {
	target, _, _ := plan.target()
	service.Failure{
		Summary: "Cannot Tell Whether The Name Means Another Draft",
		Tried:   "find the draft whose edit lock was taken over under the name " + target.name.String(),
		Remedy: "Until that is known nothing is taken over again. Write the name as it was when the lock was taken over, or plan again later. " +
			takeoverRemedy(target.name, "get", err),
		Err: err,
	}.AddTo(diags)
}
