// Package provider is the provider itself: its configuration, and the list of
// what it offers. It makes no request.
package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service/manila"
)

var (
	_ provider.Provider                       = (*custodyProvider)(nil)
	_ provider.ProviderWithActions            = (*custodyProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*custodyProvider)(nil)
	_ provider.ProviderWithFunctions          = (*custodyProvider)(nil)
	_ provider.ProviderWithListResources      = (*custodyProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*custodyProvider)(nil)
)

// Option changes how the provider works.
type Option func(*custodyProvider)

// WithClock sets the time that a key's expiry is measured against.
func WithClock(now func() time.Time) Option { return func(p *custodyProvider) { p.now = now } }

// WithTransport changes how requests are sent, after the configuration has had its say: with Base and Jitter a test
// needs neither a connection nor chance.
func WithTransport(change func(*client.TransportConfig)) Option {
	return func(p *custodyProvider) { p.changeTransport = change }
}

// New makes the provider. The version is part of the user agent.
func New(version string, opts ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &custodyProvider{version: version, now: time.Now, changeTransport: func(*client.TransportConfig) {}}
		for _, opt := range opts {
			opt(p)
		}
		return p
	}
}

type custodyProvider struct {
	version string
	now     func() time.Time
	// changeTransport is WithTransport's.
	changeTransport func(*client.TransportConfig)
}

type providerModel struct {
	OpenStack      types.Object         `tfsdk:"openstack"`
	Google         types.Object         `tfsdk:"google"`
	MaxRetries     types.Int64          `tfsdk:"max_retries"`
	RequestTimeout timetypes.GoDuration `tfsdk:"request_timeout"`
}

func (p *custodyProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "custody"
	resp.Version = p.version
}

func (p *custodyProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Locks and keys: OpenStack Manila resource locks, keys of Apigee developer apps, and edit locks of " +
			"Application Integration.",
		Attributes: map[string]schema.Attribute{
			"openstack": openstackSchema(),
			"google":    googleSchema(),
			"max_retries": schema.Int64Attribute{
				MarkdownDescription: "Maximum number of retries of a request after a temporary failure: a broken connection, or " +
					"status 429, 500, 502, 503 or 504. Before it retries a request that creates something, the provider checks " +
					"whether the first one succeeded. Default `5`.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(0, 20)},
			},
			"request_timeout": schema.StringAttribute{
				CustomType: timetypes.GoDurationType{},
				MarkdownDescription: "Time limit of one request, as a [Go duration](https://pkg.go.dev/time#ParseDuration). " +
					"Default `60s`.",
				Optional: true,
			},
		},
	}
}

func (p *custodyProvider) ValidateConfig(
	ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.transport(p.version, &resp.Diagnostics)
	openstackObject{config.OpenStack}.validate(&resp.Diagnostics)
}

// Configure checks values and makes no request: each cloud is logged in to when
// it is first used.
func (p *custodyProvider) Configure(
	ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse,
) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	how := config.transport(p.version, &resp.Diagnostics)
	p.changeTransport(&how)
	c := client.New()
	c.SetOpenStack(openstackObject{config.OpenStack}.configure(how, &resp.Diagnostics))
	c.SetGoogle(googleObject{config.Google}.configure(how, p.now, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	resp.ResourceData = c
	resp.DataSourceData = c
	resp.ActionData = c
	resp.EphemeralResourceData = c
	resp.ListResourceData = c
}

func (m providerModel) transport(version string, diags *diag.Diagnostics) client.TransportConfig {
	how := client.TransportConfig{
		MaxRetries:     client.DefaultMaxRetries,
		RequestTimeout: client.DefaultRequestTimeout,
		UserAgent:      "terraform-provider-custody/" + version,
	}
	if !m.MaxRetries.IsNull() && !m.MaxRetries.IsUnknown() {
		how.MaxRetries = int(m.MaxRetries.ValueInt64())
	}
	if !m.RequestTimeout.IsNull() && !m.RequestTimeout.IsUnknown() {
		timeout, err := time.ParseDuration(m.RequestTimeout.ValueString())
		if err != nil || timeout <= 0 {
			diags.AddAttributeError(path.Root("request_timeout"), "Invalid Request Timeout",
				`Give a duration above zero, such as "30s" or "2m".`)
			return how
		}
		how.RequestTimeout = timeout
	}
	return how
}

func (p *custodyProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		manila.NewResourceLockResource, apigee.NewDeveloperAppKeyResource, apigee.NewDeveloperAppStatusResource,
		apigee.NewAppGroupAppKeyResource, apigee.NewAppGroupAppStatusResource, integrations.NewEditLockTakeoverResource,
	}
}

func (p *custodyProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		manila.NewResourceLockDataSource, manila.NewResourceLocksDataSource, apigee.NewDeveloperAppDataSource,
		apigee.NewAppGroupAppDataSource, integrations.NewIntegrationVersionDataSource,
		integrations.NewIntegrationVersionsDataSource,
	}
}

func (p *custodyProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		apigee.NewDeveloperAppKeyEphemeralResource, apigee.NewAppGroupAppKeyEphemeralResource,
	}
}

func (p *custodyProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{apigee.NewKeyFingerprintFunction, integrations.NewParseIntegrationVersionFunction}
}

func (p *custodyProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		manila.NewResourceLockListResource, apigee.NewDeveloperAppKeyListResource, apigee.NewAppGroupAppKeyListResource,
	}
}

func (p *custodyProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		apigee.NewUpdateDeveloperAppStatusAction, apigee.NewUpdateAppGroupAppStatusAction,
		integrations.NewTakeoverEditLockAction, manila.NewLiftResourceLocksAction,
	}
}
