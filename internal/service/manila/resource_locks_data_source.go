package manila

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var _ datasource.DataSourceWithConfigure = (*resourceLocksDataSource)(nil)

// NewResourceLocksDataSource makes the data source custody_resource_locks.
func NewResourceLocksDataSource() datasource.DataSource { return &resourceLocksDataSource{} }

type resourceLocksDataSource struct {
	client *client.Client
}

type resourceLocksDataSourceModel struct {
	lockSearch
	Limit      types.Int64      `tfsdk:"limit"`
	WithCount  types.Bool       `tfsdk:"with_count"`
	TotalCount types.Int64      `tfsdk:"total_count"`
	Locks      []lockAttributes `tfsdk:"locks"`
}

func (d *resourceLocksDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_resource_locks"
}

func (d *resourceLocksDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	attributes := lockSearchAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"limit": schema.Int64Attribute{
			MarkdownDescription: "Maximum number of locks to read. Default: all.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"with_count": schema.BoolAttribute{
			MarkdownDescription: "Report in `total_count` how many locks match, regardless of `limit` and `offset`. Default `false`.",
			Optional:            true,
		},
		"total_count": schema.Int64Attribute{
			MarkdownDescription: "How many locks match (the API's `count`), if `with_count` asks for it. Null if not all locks were read, " +
				"because of `limit` or `offset`, and a reason is among the filters: the server counts reasons that differ in case, too.",
			Computed: true,
		},
		"locks": schema.ListNestedAttribute{
			MarkdownDescription: "The locks.",
			Computed:            true,
			NestedObject:        schema.NestedAttributeObject{Attributes: lockResult()},
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "Locks on shares and access rules of OpenStack's shared file system service (Manila): by default all locks " +
			"of the provider's project, of all users.",
		Attributes: attributes,
	}
}

// lockResult are the attributes of a lock that was found.
func lockResult() map[string]schema.Attribute {
	result := lockTimes()
	for name, description := range map[string]string{
		"id":              "UUID of the lock.",
		"resource_id":     "UUID of the locked share or access rule.",
		"resource_type":   "`share` or `access_rule`.",
		"resource_action": "`delete` or `show`.",
		"lock_reason":     "Reason of the lock; null if it has none.",
		"lock_context":    "`user`, `admin` or `service`.",
		"user_id":         "ID of the user who holds the lock.",
		"project_id":      "ID of the project that the lock belongs to.",
	} {
		result[name] = schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	return result
}

func (d *resourceLocksDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

func (d *resourceLocksDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var config resourceLocksDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	query := config.query(config.Limit.ValueInt64(), &resp.Diagnostics)
	query.opts.WithCount = config.WithCount.ValueBool()

	const summary, tried = "Cannot Read Resource Locks", "list resource locks"
	manila, err := d.client.SharedFileSystem(ctx, config.Region.ValueString())
	if err != nil {
		addUnreachable(summary, tried, err, &resp.Diagnostics)
		return
	}
	found, count, err := query.run(ctx, manila)
	if err != nil {
		service.Failure{Summary: summary, Tried: tried, Err: err}.AddTo(&resp.Diagnostics)
		return
	}
	config.Locks = make([]lockAttributes, len(found))
	for i := range found {
		config.Locks[i].fromAPI(&found[i])
	}
	config.TotalCount = types.Int64PointerValue(count)
	config.Region = regionOf(manila, config.Region)
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}
