package standin

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

// NewGoogleIntegrations makes a provider "google" with a resource google_integrations_integration_version that keeps the
// name of the draft it made, edits that draft alone, and deletes it. It acts on the mock server, without requests, as
// somebody with the e-mail address.
func NewGoogleIntegrations(mock *mockserver.Server, email string) tfprotov6.ProviderServer {
	return newServer("google", func() resource.Resource { return &integrationVersion{mock: mock, email: email} })
}

type integrationVersion struct {
	mock  *mockserver.Server
	email string
}

type integrationVersionModel struct {
	ID          types.String `tfsdk:"id"`
	Integration types.String `tfsdk:"integration"`
	Description types.String `tfsdk:"description"`
}

func (*integrationVersion) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "google_integrations_integration_version"
}

func (*integrationVersion) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"integration": schema.StringAttribute{Required: true},
		"description": schema.StringAttribute{Required: true},
	}}
}

func (r *integrationVersion) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan integrationVersionModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	draft := r.mock.CreateDraft(r.email, plan.Integration.ValueString(), plan.Description.ValueString())
	plan.ID = types.StringValue(plan.Integration.ValueString() + "/versions/" + draft.ID)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *integrationVersion) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state integrationVersionModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	version, ok := r.mock.Version(state.ID.ValueString())
	if !ok {
		resp.State.RemoveResource(ctx)
		return
	}
	integration, _, _ := strings.Cut(state.ID.ValueString(), "/versions/")
	state.Integration, state.Description = types.StringValue(integration), types.StringValue(version.Description)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// ImportState takes the full name of a version.
func (r *integrationVersion) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}

func (r *integrationVersion) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan integrationVersionModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if version, ok := r.mock.Version(plan.ID.ValueString()); !ok || version.State != "DRAFT" {
		resp.Diagnostics.AddError("Error 400", "The version is not in DRAFT but in "+version.State+".")
		return
	}
	r.mock.EditDraft(r.email, plan.ID.ValueString(), plan.Description.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *integrationVersion) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state integrationVersionModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	r.mock.DeleteVersion(r.email, state.ID.ValueString())
}
