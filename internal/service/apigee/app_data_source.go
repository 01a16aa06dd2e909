package apigee

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ datasource.DataSourceWithConfigure      = (*appDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*appDataSource)(nil)
)

// NewDeveloperAppDataSource makes the data source custody_developer_app.
func NewDeveloperAppDataSource() datasource.DataSource { return &appDataSource{kind: developers()} }

// NewAppGroupAppDataSource makes the data source custody_app_group_app.
func NewAppGroupAppDataSource() datasource.DataSource { return &appDataSource{kind: appGroups()} }

type appDataSource struct {
	client *client.Client
	kind   *ownerKind
}

type appDataSourceModel struct {
	appReference
	ID             types.String      `tfsdk:"id"`
	AppID          types.String      `tfsdk:"app_id"`
	DeveloperID    types.String      `tfsdk:"developer_id"`
	Status         types.String      `tfsdk:"status"`
	CallbackURL    types.String      `tfsdk:"callback_url"`
	Attributes     types.Map         `tfsdk:"attributes"`
	Scopes         types.Set         `tfsdk:"scopes"`
	CreatedAt      timetypes.RFC3339 `tfsdk:"created_at"`
	LastModifiedAt timetypes.RFC3339 `tfsdk:"last_modified_at"`
	Keys           []shownKeyModel   `tfsdk:"keys"`
}

func (*appDataSourceModel) developersOnly() []string { return []string{"developer_id"} }

// shownKeyModel is a key without what is secret of it.
type shownKeyModel struct {
	KeyFingerprint types.String      `tfsdk:"key_fingerprint"`
	Status         types.String      `tfsdk:"status"`
	APIProducts    types.Map         `tfsdk:"api_products"`
	Scopes         types.Set         `tfsdk:"scopes"`
	Attributes     types.Map         `tfsdk:"attributes"`
	IssuedAt       timetypes.RFC3339 `tfsdk:"issued_at"`
	ExpiresAt      timetypes.RFC3339 `tfsdk:"expires_at"`
}

func (d *appDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + d.kind.typeName
}

func (d *appDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An app of an Apigee " + d.kind.noun + ", and its keys without consumer keys and secrets.",
		Attributes: map[string]schema.Attribute{
			"organization": schema.StringAttribute{
				MarkdownDescription: d.kind.organizationDescription(),
				Optional:            true,
				Computed:            true,
				Validators:          organizationValidators(),
			},
			d.kind.attribute: schema.StringAttribute{
				MarkdownDescription: d.kind.ownerDescription,
				Required:            true,
				Validators:          d.kind.ownerValidators(),
			},
			"app": schema.StringAttribute{
				MarkdownDescription: d.kind.appDescription,
				Required:            true,
				Validators:          d.kind.appValidators(),
			},
			"id":               shownString("`" + d.kind.idForm() + "`."),
			"app_id":           shownString("UUID of the app."),
			"status":           shownString("`approved` or `revoked`."),
			"callback_url":     shownString("Callback URL; null if there is none."),
			"attributes":       shownAttributes("Custom attributes of the app, with `DisplayName` and `Notes`."),
			"scopes":           shownScopes("OAuth scopes of the app."),
			"created_at":       shownTime("When the app was made (RFC 3339)."),
			"last_modified_at": shownTime("Time of the last change of the app (RFC 3339)."),
			"keys": schema.ListNestedAttribute{
				MarkdownDescription: "Keys of the app, oldest first.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"key_fingerprint": shownString("`sha256:` and the first 16 hex digits of the SHA-256 of the consumer key."),
					"status":          shownString("`approved` or `revoked`, also of a key that has expired."),
					"api_products": schema.MapNestedAttribute{
						MarkdownDescription: "API products of the key, by name.",
						Computed:            true,
						NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
							"status": shownString("`approved`, `revoked` or `pending`."),
						}},
					},
					"scopes":     shownScopes("OAuth scopes of the key."),
					"attributes": shownAttributes("Custom attributes of the key."),
					"issued_at":  shownTime("Time of creation (RFC 3339)."),
					"expires_at": shownTime("Time of expiry (RFC 3339); null if the key never expires."),
				}},
			},
		},
	}
	if d.kind.in == appkeys.Developers {
		resp.Schema.Attributes["developer_id"] = shownString("UUID of the developer.")
	}
}

func shownString(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true}
}

func shownTime(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, CustomType: timetypes.RFC3339Type{}, Computed: true}
}

func shownAttributes(description string) schema.MapAttribute {
	return schema.MapAttribute{MarkdownDescription: description, ElementType: types.StringType, Computed: true}
}

func shownScopes(description string) schema.SetAttribute {
	return schema.SetAttribute{MarkdownDescription: description, ElementType: types.StringType, Computed: true}
}

func (d *appDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses names that contradict each other.
func (d *appDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var config appDataSourceModel
	resp.Diagnostics.Append(d.kind.get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

func (d *appDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var config appDataSourceModel
	resp.Diagnostics.Append(d.kind.get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	op := operation{summary: "Cannot Read Developer App", tried: "read what there is", permissions: d.kind.permits("get")}
	apigee, err := op.reach(ctx, d.client, config.appReference)
	var app *appkeys.App
	if err == nil {
		app, err = apigee.ReadApp(ctx, op.app)
	}
	if err != nil {
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	config.fromAPI(op.app, app)
	resp.Diagnostics.Append(d.kind.set(ctx, &resp.State, &config)...)
}

func (m *appDataSourceModel) fromAPI(name appkeys.AppName, app *appkeys.App) {
	m.setApp(name)
	m.ID = types.StringValue(name.String())
	m.AppID = types.StringValue(app.AppID)
	m.DeveloperID = types.StringValue(app.DeveloperID)
	m.Status = types.StringValue(app.Status)
	m.CallbackURL = types.StringNull()
	if app.CallbackURL != "" {
		m.CallbackURL = types.StringValue(app.CallbackURL)
	}
	m.Attributes = attributesValue(noAttributes, app.Attributes)
	m.Scopes = scopesValue(app.Scopes)
	m.CreatedAt = timeValue(&app.CreatedAt)
	m.LastModifiedAt = timeValue(&app.LastModifiedAt)
	keys := oldestFirst(app.Keys)
	m.Keys = make([]shownKeyModel, len(keys))
	for i, key := range keys {
		m.Keys[i] = shownKeyModel{
			KeyFingerprint: types.StringValue(key.String()),
			Status:         types.StringValue(key.Status),
			APIProducts:    productsValue(types.MapValueMust(keyProductType, nil), key.Products),
			Scopes:         scopesValue(key.Scopes),
			Attributes:     attributesValue(noAttributes, key.Attributes),
			IssuedAt:       timeValue(&key.IssuedAt),
			ExpiresAt:      timeValue(key.ExpiresAt),
		}
	}
}

var noAttributes = types.MapValueMust(types.StringType, nil)
