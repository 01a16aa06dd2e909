package integrations

import (
	"context"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var _ datasource.DataSourceWithConfigure = (*integrationVersionsDataSource)(nil)

// NewIntegrationVersionsDataSource makes the data source custody_integration_versions.
func NewIntegrationVersionsDataSource() datasource.DataSource {
	return &integrationVersionsDataSource{}
}

type integrationVersionsDataSource struct {
	client *client.Client
}

type integrationVersionsDataSourceModel struct {
	Integration types.String         `tfsdk:"integration"`
	State       types.String         `tfsdk:"state"`
	LockHolder  types.String         `tfsdk:"lock_holder"`
	Filter      types.String         `tfsdk:"filter"`
	OrderBy     types.String         `tfsdk:"order_by"`
	Versions    []listedVersionModel `tfsdk:"versions"`
}

type listedVersionModel struct {
	shownVersionModel
	Name  types.String `tfsdk:"name"`
	State types.String `tfsdk:"state"`
}

func (d *integrationVersionsDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_integration_versions"
}

func (d *integrationVersionsDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	version := map[string]schema.Attribute{
		"name": schema.StringAttribute{MarkdownDescription: "Full name of the version.", Computed: true},
		"state": schema.StringAttribute{
			MarkdownDescription: "`DRAFT`, `ACTIVE`, `SNAPSHOT` or `ARCHIVED`.", Computed: true,
		},
	}
	maps.Copy(version, shownVersionAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Versions of an integration of Application Integration, by default all of them, including deleted ones. The " +
			"result is empty if the integration does not exist.",
		Attributes: map[string]schema.Attribute{
			"integration": schema.StringAttribute{
				MarkdownDescription: "Full name of the integration, `projects/…/locations/…/integrations/…` with or without `products/…` " +
					"before `integrations`.",
				Required:   true,
				Validators: []validator.String{integrationName},
			},
			"state": schema.StringAttribute{
				MarkdownDescription: "Only versions in this state: `DRAFT`, `ACTIVE`, `SNAPSHOT` or `ARCHIVED`.",
				Optional:            true,
				Validators:          stateValidators(),
			},
			"lock_holder": schema.StringAttribute{
				MarkdownDescription: "Only versions whose edit lock this user (e-mail address) holds. Case does not matter.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"filter": schema.StringAttribute{
				MarkdownDescription: "Only versions that match this filter in the API's own language, such as " +
					"`snapshotNumber > 3 AND userLabel = \"stable\"`.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"order_by": schema.StringAttribute{
				MarkdownDescription: "`snapshot_number`, `last_modified_time` and `created_time` sort in descending order, `name` in ascending " +
					"order. Default `snapshot_number`.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.OneOf(newestFirst, "last_modified_time", "created_time", "name")},
			},
			"versions": schema.ListNestedAttribute{
				MarkdownDescription: "The versions.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: version},
			},
		},
	}
}

// newestFirst is the order of the highest snapshot number first.
const newestFirst = "snapshot_number"

func (d *integrationVersionsDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

func (d *integrationVersionsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var config integrationVersionsDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name, err := integrationversions.ParseIntegration(config.Integration.ValueString())
	var api *client.Integrations
	if err == nil {
		api, err = d.client.Integrations(ctx)
	}
	var found []integrationversions.Version
	if err == nil {
		found, err = config.query().run(ctx, api, name)
	}
	if err != nil {
		service.Failure{
			Summary: "Cannot Read Integration Versions",
			Tried:   "list versions of integration " + config.Integration.ValueString(),
			Remedy:  config.remedy(name, err), Err: err,
		}.AddTo(&resp.Diagnostics)
		return
	}
	config.Versions = make([]listedVersionModel, len(found))
	for i, version := range found {
		config.Versions[i] = listedVersionModel{
			shownVersionModel: shownVersion(version),
			Name:              types.StringValue(name.WithVersion(version.ID).String()),
			State:             types.StringValue(version.State),
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}

func (m integrationVersionsDataSourceModel) remedy(name integrationversions.Name, err error) string {
	if client.IsBadRequest(err) && !m.Filter.IsNull() {
		return "Check the filter, whose fields are those of a version in camelCase, or the integration's region."
	}
	return takeoverRemedy(name, "list", err)
}

func (m integrationVersionsDataSourceModel) query() versionsQuery {
	query := versionsQuery{
		state: m.State.ValueString(), lockHolder: m.LockHolder.ValueString(),
		opts: integrationversions.ListOpts{Filter: m.Filter.ValueString(), OrderBy: newestFirst},
	}
	if order := m.OrderBy.ValueString(); order != "" {
		query.opts.OrderBy = order
	}
	return query
}

// versionsQuery says which versions of an integration are wanted.
type versionsQuery struct {
	// state and lockHolder filter nothing if they are empty.
	state, lockHolder string
	// opts have the user's own filter.
	opts integrationversions.ListOpts
	// most is the most versions that are wanted; 0: all.
	most int
}

// run lists the versions. Nobody documents how the service compares e-mail
// addresses, so the lock holder is compared here.
func (q versionsQuery) run(
	ctx context.Context, api *client.Integrations, integration integrationversions.Name,
) (found []integrationversions.Version, err error) {
	q.opts.PageSize = integrationversions.MaxPageSize
	if q.state != "" {
		q.opts.Filter = allOf(q.opts.Filter, "state="+q.state)
	}
	err = integrationversions.List(ctx, api, integration, q.opts, func(version integrationversions.Version) bool {
		if (q.state == "" || version.State == q.state) &&
			(q.lockHolder == "" || strings.EqualFold(version.LockHolder, q.lockHolder)) {
			found = append(found, version)
		}
		return q.most == 0 || len(found) < q.most
	})
	return found, err
}

// allOf joins two filters, of which the first may be empty or have an OR: which of
// AND and OR binds closer the service does not document.
func allOf(filter, other string) string {
	if filter == "" {
		return other
	}
	return "(" + filter + ") AND " + other
}
