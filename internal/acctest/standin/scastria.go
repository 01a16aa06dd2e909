package standin

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NewScastria makes a provider "apigee" with the resource apigee_developer_app_credential as scastria/apigee has it.
// It makes no request: what is in the configuration is in the state. The real one has the consumer key in its id and
// shows it in plans, which the watch over secrets in the tests' output does not let pass.
func NewScastria() tfprotov6.ProviderServer {
	return newServer("apigee", func() resource.Resource { return &credential{} })
}

type credential struct{ untouched }

type credentialModel struct {
	ID               types.String `tfsdk:"id"`
	DeveloperEmail   types.String `tfsdk:"developer_email"`
	DeveloperAppName types.String `tfsdk:"developer_app_name"`
	ConsumerKey      types.String `tfsdk:"consumer_key"`
	ConsumerSecret   types.String `tfsdk:"consumer_secret"`
	APIProducts      types.Set    `tfsdk:"api_products"`
	Scopes           types.Set    `tfsdk:"scopes"`
	Attributes       types.Map    `tfsdk:"attributes"`
}

func (*credential) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "apigee_developer_app_credential"
}

func (*credential) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":                 schema.StringAttribute{Computed: true},
		"developer_email":    schema.StringAttribute{Required: true},
		"developer_app_name": schema.StringAttribute{Required: true},
		"consumer_key":       schema.StringAttribute{Required: true, Sensitive: true},
		"consumer_secret":    schema.StringAttribute{Required: true, Sensitive: true},
		"api_products":       schema.SetAttribute{Optional: true, ElementType: types.StringType},
		"scopes":             schema.SetAttribute{Optional: true, ElementType: types.StringType},
		"attributes":         schema.MapAttribute{Optional: true, ElementType: types.StringType},
	}}
}

func (*credential) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan credentialModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	plan.ID = types.StringValue(plan.DeveloperEmail.ValueString() + ":" + plan.DeveloperAppName.ValueString() + ":KEY")
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}
