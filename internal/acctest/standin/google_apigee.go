package standin

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// NewGoogleApigee makes a provider "google" with the resource google_apigee_developer_app, which treats the products
// of an app's keys as hashicorp/google 7.45 does: it reads those of all keys, and changes those of the first. It acts
// on the mock server without requests.
func NewGoogleApigee(mock *mockserver.Server) tfprotov6.ProviderServer {
	return newServer("google", func() resource.Resource { return &developerApp{mock: mock} })
}

type developerApp struct{ mock *mockserver.Server }

type developerAppModel struct {
	ID             types.String `tfsdk:"id"`
	OrgID          types.String `tfsdk:"org_id"`
	DeveloperEmail types.String `tfsdk:"developer_email"`
	Name           types.String `tfsdk:"name"`
	CallbackURL    types.String `tfsdk:"callback_url"`
	APIProducts    []string     `tfsdk:"api_products"`
	Scopes         []string     `tfsdk:"scopes"`
}

func (*developerApp) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "google_apigee_developer_app"
}

func (*developerApp) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"org_id":          schema.StringAttribute{Required: true},
		"developer_email": schema.StringAttribute{Required: true},
		"name":            schema.StringAttribute{Required: true},
		"callback_url":    schema.StringAttribute{Required: true},
		"api_products":    schema.ListAttribute{Optional: true, ElementType: types.StringType},
		"scopes":          schema.ListAttribute{Optional: true, ElementType: types.StringType},
	}}
}

// organization is the one of all apps of the tests.
const organization = "acme"

func (r *developerApp) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan developerAppModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	developer, name := plan.DeveloperEmail.ValueString(), plan.Name.ValueString()
	r.mock.AddApp(organization, developer, apigee.App{Name: name, CallbackURL: plan.CallbackURL.ValueString()})
	first := r.mock.AddKey(organization, developer, name, apigee.Key{})
	for _, product := range plan.APIProducts {
		r.mock.AddKeyProduct(organization, developer, name, first.ConsumerKey, product)
	}
	plan.ID = types.StringValue("organizations/" + organization + "/developers/" + developer + "/apps/" + name)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read has the products of all keys of the app.
func (r *developerApp) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state developerAppModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	app, ok := r.mock.App(organization, state.DeveloperEmail.ValueString(), state.Name.ValueString())
	if !ok {
		resp.State.RemoveResource(ctx)
		return
	}
	state.CallbackURL, state.APIProducts = types.StringValue(app.CallbackURL), nil
	for _, key := range app.Keys {
		for _, product := range key.Products {
			if !slices.Contains(state.APIProducts, product.Name) {
				state.APIProducts = append(state.APIProducts, product.Name)
			}
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update gives the app's first key the products that are planned, and takes the others from it.
func (r *developerApp) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state developerAppModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	developer, name := plan.DeveloperEmail.ValueString(), plan.Name.ValueString()
	app, ok := r.mock.App(organization, developer, name)
	if !ok || len(app.Keys) == 0 {
		resp.Diagnostics.AddError("No App", "The app or its first key is gone.")
		return
	}
	r.mock.SetCallbackURL(organization, developer, name, plan.CallbackURL.ValueString())
	first := app.Keys[0]
	for _, product := range state.APIProducts {
		has := slices.ContainsFunc(first.Products, func(p apigee.KeyProduct) bool { return p.Name == product })
		switch {
		case slices.Contains(plan.APIProducts, product):
		case !has:
			resp.Diagnostics.AddError("Error 400", "API Product "+product+" is not associated with the app's first key.")
		default:
			r.mock.RemoveProduct(organization, developer, name, first.ConsumerKey, product)
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *developerApp) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state developerAppModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	r.mock.DeleteApp(organization, state.DeveloperEmail.ValueString(), state.Name.ValueString())
}
