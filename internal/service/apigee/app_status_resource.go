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
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ resource.ResourceWithConfigure      = (*appStatusResource)(nil)
	_ resource.ResourceWithIdentity       = (*appStatusResource)(nil)
	_ resource.ResourceWithImportState    = (*appStatusResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*appStatusResource)(nil)
	_ resource.ResourceWithValidateConfig = (*appStatusResource)(nil)
)

// NewDeveloperAppStatusResource makes the resource custody_developer_app_status.
func NewDeveloperAppStatusResource() resource.Resource { return &appStatusResource{kind: developers()} }

// NewAppGroupAppStatusResource makes the resource custody_app_group_app_status.
func NewAppGroupAppStatusResource() resource.Resource { return &appStatusResource{kind: appGroups()} }

type appStatusResource struct {
	client *client.Client
	kind   *ownerKind
}

type appStatusModel struct {
	appReference
	Status         types.String      `tfsdk:"status"`
	ID             types.String      `tfsdk:"id"`
	AppID          types.String      `tfsdk:"app_id"`
	LastModifiedAt timetypes.RFC3339 `tfsdk:"last_modified_at"`
}

// identity has plain names, whatever form the configuration gives them.
func (r appReference) identity() *appReference {
	app := r.name("")
	return &appReference{
		kind: r.kind, Organization: types.StringValue(app.Owner.Organization), Owner: types.StringValue(app.Owner.Name),
		App: types.StringValue(app.Name),
	}
}

func (m *appStatusModel) fromAPI(name appkeys.AppName, app *appkeys.App) {
	m.setApp(name)
	m.ID = types.StringValue(name.String())
	m.Status = types.StringValue(app.Status)
	m.AppID = types.StringValue(app.AppID)
	m.LastModifiedAt = timeValue(&app.LastModifiedAt)
}

func (r *appStatusResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + r.kind.typeName + "_status"
}

func (r *appStatusResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	attributes := r.kind.referenceAttributes("Changing it leaves the other app as it is.")
	attributes["status"] = schema.StringAttribute{
		MarkdownDescription: "`approved` or `revoked`. The status of the app's keys does not change.",
		Required:            true,
		Validators:          []validator.String{stringvalidator.OneOf(settableStatuses...)},
	}
	attributes["id"] = computedString("`" + r.kind.idForm() + "`.")
	attributes["app_id"] = computedString("UUID of the app.")
	attributes["last_modified_at"] = schema.StringAttribute{
		MarkdownDescription: "Time of the last change of the app (RFC 3339).",
		CustomType:          timetypes.RFC3339Type{},
		Computed:            true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whether an app of an Apigee " + r.kind.noun + " is approved or revoked. Apigee refuses all calls of a revoked app, regardless of " +
			"the status of its keys. Destroying the resource does not change the app.\n\n" +
			"All attributes are stored in state; none is secret.",
		Attributes: attributes,
	}
}

func (r *appStatusResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{Attributes: r.kind.identityAttributes()}
}

func (r *appStatusResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses names that contradict each other.
func (r *appStatusResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config appStatusModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// ModifyPlan plans the organization, and that an app whose status stays is not changed.
func (r *appStatusResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	planOrganization(ctx, r.client, r.kind, req, resp)
	if req.State.Raw.IsNull() {
		return
	}
	var plan, state appStatusModel
	resp.Diagnostics.Append(r.kind.get(ctx, resp.Plan, &plan)...)
	resp.Diagnostics.Append(r.kind.get(ctx, req.State, &state)...)
	if !resp.Diagnostics.HasError() && plan.Status.Equal(state.Status) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("last_modified_at"), state.LastModifiedAt)...)
	}
}

func (r *appStatusResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan appStatusModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() || !r.setStatus(ctx, &plan, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(r.kind.set(ctx, &resp.State, &plan)...)
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, plan.identity())...)
}

// setStatus gives the app the status, unless it has it, and takes over what the app
// is then.
func (r *appStatusResource) setStatus(
	ctx context.Context, plan *appStatusModel, diags *diag.Diagnostics,
) bool {
	wanted := plan.Status.ValueString()
	op := operation{
		summary: "Cannot Set " + r.kind.title + " Status", tried: "set the status " + wanted,
		permissions: r.kind.permits("get", "manage"),
	}
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

func (r *appStatusResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state appStatusModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// An older CLI keeps no identity, and the framework wants one even of an app that is gone.
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, state.identity())...)
	op := operation{
		summary: "Cannot Read " + r.kind.title + " Status", tried: "read the status",
		permissions: r.kind.permits("get"),
	}
	apigee, err := op.reach(ctx, r.client, state.appReference)
	if errors.Is(err, client.ErrUnknownConfiguration) {
		resp.Diagnostics.AddWarning(r.kind.title+" Status Not Refreshed", fmt.Sprintf(
			"The status of %s was not read, because the provider's google configuration is known only after apply.", state.ID.ValueString()))
		return
	}
	var app *appkeys.App
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
	resp.Diagnostics.Append(r.kind.set(ctx, &resp.State, &state)...)
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, state.identity())...)
}

func (r *appStatusResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan appStatusModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() || !r.setStatus(ctx, &plan, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(r.kind.set(ctx, &resp.State, &plan)...)
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, plan.identity())...)
}

// Delete leaves the app as it is, for there is no status to go back to.
func (r *appStatusResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state appStatusModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning(r.kind.title+" Left As It Is", fmt.Sprintf(
		"Terraform no longer looks after the status of %s. The app stays %s.", state.ID.ValueString(), state.Status.ValueString()))
}

// ImportState takes the app's id, or the identity.
func (r *appStatusResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	identity := appReference{kind: r.kind}
	if req.ID == "" {
		resp.Diagnostics.Append(r.kind.get(ctx, req.Identity, &identity)...)
		identity.Organization = importOrganization(ctx, r.client, identity.Organization)
	} else if values, ok := splitID(req.ID, "organizations", string(r.kind.in), "apps"); ok {
		identity.Organization, identity.Owner, identity.App = types.StringValue(values[0]),
			types.StringValue(values[1]), types.StringValue(values[2])
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if identity.Organization.ValueString() == "" {
		// What was given may be the id of a key, with the key itself: it is not repeated.
		resp.Diagnostics.AddError("Invalid Import ID",
			"Give "+r.kind.importForm()+", with the app's name (not its UUID).")
		return
	}
	if problem := r.kind.problem(identity.Owner.ValueString()); problem != "" {
		resp.Diagnostics.AddError("Invalid Import ID", problem)
		return
	}
	for attribute, value := range identity.attributes() {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, &identity)...)
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
