package manila

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var _ list.ListResourceWithConfigure = (*resourceLockResource)(nil)

// NewResourceLockListResource makes the list resource custody_resource_lock.
func NewResourceLockListResource() list.ListResource { return &resourceLockResource{} }

func (r *resourceLockResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	attributes := map[string]listschema.Attribute{}
	for name, attribute := range lockSearchAttributes() {
		attributes[name] = asListAttribute(attribute)
	}
	resp.Schema = listschema.Schema{
		MarkdownDescription: "Finds locks on shares and access rules of OpenStack's shared file system service (Manila): by default all " +
			"locks of the provider's project, of all users.",
		Attributes: attributes,
	}
}

// asListAttribute is an argument of a data source as one of a list resource.
func asListAttribute(attribute schema.Attribute) listschema.Attribute {
	switch attribute := attribute.(type) {
	case schema.BoolAttribute:
		return listschema.BoolAttribute{MarkdownDescription: attribute.MarkdownDescription, Optional: true}
	case schema.Int64Attribute:
		return listschema.Int64Attribute{
			MarkdownDescription: attribute.MarkdownDescription, Optional: true, Validators: attribute.Validators,
		}
	case schema.StringAttribute:
		return listschema.StringAttribute{
			MarkdownDescription: attribute.MarkdownDescription, CustomType: attribute.CustomType,
			Optional: true, Validators: attribute.Validators,
		}
	}
	panic(fmt.Sprintf("a list resource of locks has no argument of type %T", attribute))
}

// List finds the locks with as few requests as their data source.
func (r *resourceLockResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config lockSearch
	diags := req.Config.Get(ctx, &config)
	query := config.query(req.Limit, &diags)
	var locks []resourcelocks.Lock
	var region types.String
	if !diags.HasError() {
		locks, region = r.find(ctx, config.Region, query, &diags)
	}
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		for i := range locks {
			if !push(service.ListResult(ctx, req, func(found *resourceLockModel) (any, string) {
				found.Region = region
				found.imported(&locks[i])
				return found.identity(), lockDisplayName(locks[i])
			})) {
				return
			}
		}
	}
}

func (r *resourceLockResource) find(
	ctx context.Context, region types.String, query lockQuery, diags *diag.Diagnostics,
) ([]resourcelocks.Lock, types.String) {
	const summary, tried = "Cannot List Resource Locks", "list resource locks"
	manila, err := r.client.SharedFileSystem(ctx, region.ValueString())
	if err != nil {
		addUnreachable(summary, tried, err, diags)
		return nil, region
	}
	found, _, err := query.run(ctx, manila)
	if err != nil {
		service.Failure{Summary: summary, Tried: tried, Err: err}.AddTo(diags)
	}
	return found, regionOf(manila, region)
}

// lockDisplayName says what is locked against what, and why, as
// "share 3f2f… against delete: Payroll".
func lockDisplayName(lock resourcelocks.Lock) string {
	name := fmt.Sprintf("%s %s against %s", strings.ReplaceAll(string(lock.ResourceType), "_", " "),
		strings.ToLower(lock.ResourceID), lock.ResourceAction)
	if lock.Reason != nil && *lock.Reason != "" {
		name += ": " + *lock.Reason
	}
	return name
}
