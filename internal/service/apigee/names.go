package apigee

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// appReference are the attributes that name an app. Each is a name, or an id as the
// google provider exports it: "organizations/acme",
// "organizations/acme/developers/dev@acme.test" and
// "organizations/acme/developers/dev@acme.test/apps/portal"; of app groups alike.
type appReference struct {
	Organization types.String `tfsdk:"organization"`
	Owner        types.String `tfsdk:"developer_email"`
	App          types.String `tfsdk:"app"`

	kind *ownerKind
}

func (r *appReference) reference() *appReference { return r }

func (*appReference) developersOnly() []string { return nil }

// name is the app that the attributes name, in an organization that may be given
// by one of the ids alone.
func (r appReference) name(defaultOrganization string) appkeys.AppName {
	return r.kind.of(cmp.Or(r.organization(), defaultOrganization), shortName(r.Owner.ValueString()),
		shortName(r.App.ValueString()))
}

// organization is the one that the attributes name; empty if none does.
func (r appReference) organization() string {
	return cmp.Or(shortName(r.Organization.ValueString()),
		segment(r.Owner.ValueString(), "organizations"), segment(r.App.ValueString(), "organizations"))
}

// validate refuses ids that contradict each other.
func (r appReference) validate(diags *diag.Diagnostics) {
	organization, owner := r.Organization.ValueString(), r.Owner.ValueString()
	for _, check := range []struct {
		attribute, collection, id, want string
	}{
		{r.kind.attribute, "organizations", owner, shortName(organization)},
		{"app", "organizations", r.App.ValueString(), shortName(organization)},
		{"app", "organizations", r.App.ValueString(), segment(owner, "organizations")},
		{"app", string(r.kind.in), r.App.ValueString(), shortName(owner)},
	} {
		got := segment(check.id, check.collection)
		if got != "" && check.want != "" && got != check.want {
			diags.AddAttributeError(path.Root(check.attribute), "Contradictory Names", fmt.Sprintf(
				"%q is of %s/%s, but the other attributes name %s/%s. Give the plain name, or ids that agree.",
				check.id, check.collection, got, check.collection, check.want))
			return
		}
	}
}

// attributes are where the values of the attributes go, by name.
func (r *appReference) attributes() map[string]*types.String {
	return map[string]*types.String{
		"organization": &r.Organization, r.kind.attribute: &r.Owner, "app": &r.App,
	}
}

// isUnknown says that the organization may yet be named by a value that is not known.
func (r appReference) isUnknown() bool {
	return r.Organization.IsUnknown() || r.Owner.IsUnknown() || r.App.IsUnknown()
}

// shortName is the last segment of an id, or the name itself.
func shortName(nameOrID string) string {
	return nameOrID[strings.LastIndex(nameOrID, "/")+1:]
}

// segment is what follows the collection's name in an id; empty if it is not there.
func segment(id, collection string) string {
	segments := strings.Split(id, "/")
	for i := 0; i+1 < len(segments); i += 2 {
		if segments[i] == collection {
			return segments[i+1]
		}
	}
	return ""
}

// sameName says whether two names or ids can be of the same: they end in the same
// name and agree wherever both say of what it is.
func sameName(a, b string) bool {
	for _, collection := range []string{"organizations", "developers", "appgroups"} {
		in, other := segment(a, collection), segment(b, collection)
		if in != "" && other != "" && in != other {
			return false
		}
	}
	return shortName(a) == shortName(b)
}

// splitID takes apart an id of the form "a/{}/b/{}": the values, or false if it is
// not of that form, a value is empty, or it is no plainName.
func splitID(id string, collections ...string) ([]string, bool) {
	segments := strings.Split(id, "/")
	if len(segments) != 2*len(collections) || !isPlainName(id) {
		return nil, false
	}
	values := make([]string, len(collections))
	for i, collection := range collections {
		values[i] = segments[2*i+1]
		if segments[2*i] != collection || values[i] == "" {
			return nil, false
		}
	}
	return values, true
}

// keepSameName keeps the known value where the configured one names the same in
// another form.
type keepSameName struct{}

var _ planmodifier.String = keepSameName{}

func (keepSameName) Description(context.Context) string {
	return "A name and the id with it are the same."
}

func (m keepSameName) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSameName) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if !req.StateValue.IsNull() && !req.PlanValue.IsUnknown() &&
		sameName(req.StateValue.ValueString(), req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}

// longestShown is the longest part of an import id that is shown where it may be a consumer key.
const longestShown = 15

// shownID is an import id without what may be a consumer key: what follows keys/, and any other long part.
func shownID(id string) string {
	parts := strings.Split(id, "/")
	for i, part := range parts {
		isKey := i > 0 && parts[i-1] == "keys"
		if (isKey || len(part) > longestShown) && !fingerprintPattern.MatchString(part) && !strings.Contains(part, "@") {
			parts[i] = "..."
		}
	}
	return strings.Join(parts, "/")
}
