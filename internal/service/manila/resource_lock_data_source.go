package manila

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ datasource.DataSourceWithConfigure        = (*resourceLockDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*resourceLockDataSource)(nil)
)

// NewResourceLockDataSource makes the data source custody_resource_lock.
func NewResourceLockDataSource() datasource.DataSource { return &resourceLockDataSource{} }

type resourceLockDataSource struct {
	client *client.Client
}

type resourceLockDataSourceModel struct {
	lockAttributes
	lockFilters
	Region types.String `tfsdk:"region"`
}

func (d *resourceLockDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_resource_lock"
}

func (d *resourceLockDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			MarkdownDescription: "UUID of the lock. Set either this or filters that match exactly one lock. No match and several matches are errors.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{isUUID{showsLocks}},
		},
		"region": regionAttribute(),
	}
	maps.Copy(attributes, lockAttributeFilters(true))
	maps.Copy(attributes, lockFilterAttributes())
	maps.Copy(attributes, lockTimes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "One lock on a share or on an access rule of OpenStack's shared file system service (Manila).",
		Attributes:          attributes,
	}
}

func regionAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "Region to search. Defaults to the provider's region.",
		Optional:            true,
		Computed:            true,
	}
}

func lockTimes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"created_at": schema.StringAttribute{
			MarkdownDescription: "Time of creation (RFC 3339).",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
		},
		"updated_at": schema.StringAttribute{
			MarkdownDescription: "Time of the last update (RFC 3339); null if the lock was never updated.",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
		},
	}
}

// ConfigValidators asks for the id or for at least one filter, not for both.
func (d *resourceLockDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	var filters []path.Expression
	for _, attributes := range []map[string]schema.Attribute{lockAttributeFilters(true), lockFilterAttributes()} {
		for name := range attributes {
			filters = append(filters, path.MatchRoot(name))
		}
	}
	validators := []datasource.ConfigValidator{
		datasourcevalidator.AtLeastOneOf(append(filters, path.MatchRoot("id"))...),
	}
	for _, filter := range filters {
		validators = append(validators, datasourcevalidator.Conflicting(path.MatchRoot("id"), filter))
	}
	return validators
}

func (d *resourceLockDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

func (d *resourceLockDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var config resourceLockDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	query := newLockQuery(config.lockAttributes, config.lockFilters, &resp.Diagnostics)
	failure := service.Failure{Summary: "Cannot Read Resource Lock", Tried: "find one resource lock"}
	manila, err := d.client.SharedFileSystem(ctx, config.Region.ValueString())
	if err != nil {
		addUnreachable(failure.Summary, failure.Tried, err, &resp.Diagnostics)
		return
	}

	var lock *resourcelocks.Lock
	if id := config.ID.ValueString(); id != "" {
		failure.Tried = "read resource lock " + id
		lock, err = manila.ReadLock(ctx, id, "", time.Time{})
		if client.IsLockNotFound(err, id) {
			failure.Remedy = "The lock does not exist, or belongs to another project than " + manila.ProjectID +
				", in which the provider works."
		}
	} else {
		var found []resourcelocks.Lock
		if found, _, err = query.run(ctx, manila); err == nil {
			lock, err = theOne(found)
		}
	}
	if err != nil {
		failure.Err = err
		failure.AddTo(&resp.Diagnostics)
		return
	}
	config.fromAPI(lock)
	config.Region = regionOf(manila, config.Region)
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}
