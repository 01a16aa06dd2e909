package integrations

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var _ datasource.DataSourceWithConfigure = (*integrationVersionDataSource)(nil)

// NewIntegrationVersionDataSource makes the data source custody_integration_version.
func NewIntegrationVersionDataSource() datasource.DataSource { return &integrationVersionDataSource{} }

type integrationVersionDataSource struct {
	client *client.Client
}

type integrationVersionDataSourceModel struct {
	shownVersionModel
	Name        types.String `tfsdk:"name"`
	Integration types.String `tfsdk:"integration"`
	State       types.String `tfsdk:"state"`
}

func (d *integrationVersionDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_integration_version"
}

func (d *integrationVersionDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	name, integration := path.MatchRoot("name"), path.MatchRoot("integration")
	attributes := map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "Full name of the version, the name of the integration and `/versions/…`. Set either this or `integration`.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{versionName, stringvalidator.ExactlyOneOf(name, integration)},
		},
		"integration": schema.StringAttribute{
			MarkdownDescription: "Full name of the integration, `projects/…/locations/…/integrations/…` with or without `products/…` " +
				"before `integrations`. It must have exactly one version in `state`.",
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{integrationName},
		},
		"state": schema.StringAttribute{
			MarkdownDescription: "State of the version: `DRAFT`, `ACTIVE`, `SNAPSHOT` or `ARCHIVED` (deleted). Default `DRAFT`. " +
				"Use it with `integration` only.",
			Optional:   true,
			Computed:   true,
			Validators: append(stateValidators(), stringvalidator.ConflictsWith(name)),
		},
	}
	maps.Copy(attributes, shownVersionAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "One version of an integration of Application Integration, by default its draft, and who holds its edit lock.",
		Attributes:          attributes,
	}
}

func (d *integrationVersionDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

func (d *integrationVersionDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var config integrationVersionDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name, version, err := config.find(ctx, d.client)
	if err != nil {
		failure := service.Failure{
			Summary: "Cannot Read Integration Version", Tried: "read version " + config.Name.ValueString(),
			Remedy: takeoverRemedy(name, "get", err), Err: err,
		}
		if config.Name.IsNull() {
			failure.Tried = "find one version of integration " + config.Integration.ValueString()
			failure.Remedy = takeoverRemedy(name, "list", err)
		}
		failure.AddTo(&resp.Diagnostics)
		return
	}
	config.shownVersionModel = shownVersion(*version)
	config.Name = types.StringValue(name.WithVersion(version.ID).String())
	config.Integration = types.StringValue(name.OfIntegration().String())
	config.State = types.StringValue(version.State)
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}

// find reads the version that is named, or the only one in the state. The name is
// the configured one.
func (m integrationVersionDataSourceModel) find(
	ctx context.Context, c *client.Client,
) (integrationversions.Name, *integrationversions.Version, error) {
	parse, text := integrationversions.ParseIntegration, m.Integration.ValueString()
	if !m.Name.IsNull() {
		parse, text = integrationversions.ParseVersion, m.Name.ValueString()
	}
	name, err := parse(text)
	if err != nil {
		return name, nil, err
	}
	api, err := c.Integrations(ctx)
	if err != nil {
		return name, nil, err
	}
	if name.Version != "" {
		version, err := integrationversions.Get(ctx, api, name)
		return name, version, err
	}
	state := m.State.ValueString()
	if state == "" {
		state = integrationversions.StateDraft
	}
	version, err := onlyVersion(ctx, api, name, state)
	return name, version, err
}

// onlyVersion is the one version of an integration in a state.
func onlyVersion(
	ctx context.Context, api *client.Integrations, integration integrationversions.Name, state string,
) (*integrationversions.Version, error) {
	query := versionsQuery{state: state, opts: integrationversions.ListOpts{OrderBy: newestFirst}, most: maxNamed + 1}
	found, err := query.run(ctx, api, integration)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, fmt.Errorf("the integration has no version in state %s, or there is no such integration. Check the name, in which "+
			"upper and lower case differ; the data source custody_integration_versions lists the versions in every state", state)
	case len(found) == 1:
		return &found[0], nil
	}
	var named []string
	for _, version := range found[:min(len(found), maxNamed)] {
		named = append(named, version.ID)
	}
	if len(found) > maxNamed {
		named = append(named, "and others")
	}
	return nil, fmt.Errorf("the integration has several versions in %s, newest first: %s. "+
		"Give the name of one instead of integration, or read them all with custody_integration_versions",
		state, strings.Join(named, ", "))
}

// maxNamed is how many versions an error names.
const maxNamed = 5
