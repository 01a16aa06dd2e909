package apigee

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ resource.ResourceWithConfigure      = (*developerAppStatusResource)(nil)
	_ resource.ResourceWithIdentity       = (*developerAppStatusResource)(nil)
	_ resource.ResourceWithImportState    = (*developerAppStatusResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*developerAppStatusResource)(nil)
	_ resource.ResourceWithValidateConfig = (*developerAppStatusResource)(nil)
)

// NewDeveloperAppStatusResource makes the resource custody_developer_app_status.
func NewDeveloperAppStatusResource() resource.Resource { return &developerAppStatusResource{} }

type developerAppStatusResource struct {
	client *client.Client
}

type developerAppStatusModel struct {
	appReference
	Status         types.String      `tfsdk:"status"`
	ID             types.String      `tfsdk:"id"`
	AppID          types.String      `tfsdk:"app_id"`
	LastModifiedAt timetypes.RFC3339 `tfsdk:"last_modified_at"`
}

type developerAppIdentity struct {
	Organization   types.String `tfsdk:"organization"`
	DeveloperEmail types.String `tfsdk:"developer_email"`
	App            types.String `tfsdk:"app"`
}

func (m developerAppStatusModel) identity() developerAppIdentity {
	app := m.name("")
	return developerAppIdentity{
		types.StringValue(app.Organization), types.StringValue(app.Developer), types.StringValue(app.App),
	}
}

func (m *developerAppStatusModel) fromAPI(name developerappkeys.AppName, app *developerappkeys.App) {
	m.setApp(name)
	m.ID = types.StringValue(appPath(name))
	m.Status = types.StringValue(app.Status)
	m.AppID = types.StringValue(app.AppID)
	m.LastModifiedAt = timeValue(&app.LastModifiedAt)
}

func (r *developerAppStatusResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_developer_app_status"
}

func (r *developerAppStatusResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	attributes := appReferenceAttributes("Changing it leaves the other app as it is.")
	attributes["status"] = schema.StringAttribute{
		MarkdownDescription: "`approved` or `revoked`. The keys of the app keep a status of their own.",
		Required:            true,
		Validators:          []validator.String{stringvalidator.OneOf(settableStatuses...)},
	}
	attributes["id"] = computedString("`organizations/{organization}/developers/{developer_email}/apps/{app}`.")
	attributes["app_id"] = computedString("UUID of the app.")
	attributes["last_modified_at"] = schema.StringAttribute{
		MarkdownDescription: "When the app was last changed (RFC 3339).",
		CustomType:          timetypes.RFC3339Type{},
		Computed:            true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whether an Apigee developer app is approved or revoked. Apigee refuses all calls of a revoked app, whatever " +
			"the status of its keys. Destroying the resource leaves the app as it is.\n\n" +
			"The state holds the attributes below, of which none is secret.",
		Attributes: attributes,
	}
}

func (r *developerAppStatusResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{Attributes: appIdentityAttributes()}
}

func (r *developerAppStatusResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses names that contradict each other.
func (r *developerAppStatusResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config developerAppStatusModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// ModifyPlan plans the organization, and that an app whose status stays is not changed.
func (r *developerAppStatusResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	planOrganization(ctx, r.client, req, resp)
	var plan, state *developerAppStatusModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if !resp.Diagnostics.HasError() && state != nil && plan.Status.Equal(state.Status) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("last_modified_at"), state.LastModifiedAt)...)
	}
}

func (r *developerAppStatusResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan developerAppStatusModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.setStatus(ctx, &plan, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

// setStatus gives the app the status, unless it has it, and takes over what the app
// is then.
func (r *developerAppStatusResource) setStatus(
	ctx context.Context, plan *developerAppStatusModel, diags *diag.Diagnostics,
) bool {
	wanted := plan.Status.ValueString()
	op := operation{summary: "Cannot Set Developer App Status", tried: "set the status " + wanted, permissions: permitManageApp}
	apigee, unlock, ok := op.open(ctx, r.client, plan.appReference, diags)
	if !ok {
		return false
	}
	defer unlock()
	change, err := setAppStatus(ctx, apigee, op.app, wanted)
	if err != nil {
		op.addFailure(err, diags)
		return false
	}
	plan.fromAPI(op.app, change.app)
	return true
}

func (r *developerAppStatusResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state developerAppStatusModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// An older CLI keeps no identity, and the framework wants one even of an app that is gone.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	op := operation{summary: "Cannot Read Developer App Status", tried: "read the status", permissions: permitReadApp}
	apigee, err := op.reach(ctx, r.client, state.appReference)
	if errors.Is(err, client.ErrUnknownConfiguration) {
		resp.Diagnostics.AddWarning("Developer App Status Not Refreshed", fmt.Sprintf(
			"The status of %s was not read, because the provider's google configuration is known only after apply.", state.ID.ValueString()))
		return
	}
	var app *developerappkeys.App
	if err == nil {
		app, err = apigee.ReadApp(ctx, op.app)
	}
	switch {
	case client.IsNoSuchApp(err):
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	state.fromAPI(op.app, app)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
}

func (r *developerAppStatusResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan developerAppStatusModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.setStatus(ctx, &plan, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

// Delete leaves the app as it is, for there is no status to go back to.
func (r *developerAppStatusResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state developerAppStatusModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("Developer App Left As It Is", fmt.Sprintf(
		"Terraform no longer looks after the status of %s. The app stays %s.", state.ID.ValueString(), state.Status.ValueString()))
}

// ImportState takes the app's id, or the identity.
func (r *developerAppStatusResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	var identity developerAppIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		identity.Organization = importOrganization(ctx, r.client, identity.Organization)
	} else if values, ok := splitID(req.ID, "organizations", "developers", "apps"); ok {
		identity = developerAppIdentity{
			types.StringValue(values[0]), types.StringValue(values[1]), types.StringValue(values[2]),
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if identity.Organization.ValueString() == "" {
		// What was given may be the id of a key, with the key itself: it is not repeated.
		resp.Diagnostics.AddError("Invalid Import ID",
			"Give organizations/ORGANIZATION/developers/EMAIL/apps/APP, with the app's name (not its UUID).")
		return
	}
	if problem := developerEmailProblem(identity.DeveloperEmail.ValueString()); problem != "" {
		resp.Diagnostics.AddError("Invalid Import ID", problem)
		return
	}
	for attribute, value := range map[string]types.String{
		"organization": identity.Organization, "developer_email": identity.DeveloperEmail, "app": identity.App,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity)...)
}

// importOrganization is the provider's where an identity names none.
func importOrganization(ctx context.Context, c *client.Client, given types.String) types.String {
	if given.ValueString() != "" || c == nil {
		return given
	}
	apigee, err := c.Apigee(ctx)
	if err != nil {
		return given
	}
	return types.StringValue(apigee.Organization)
}
