package apigee

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ action.ActionWithConfigure      = (*updateDeveloperAppStatusAction)(nil)
	_ action.ActionWithModifyPlan     = (*updateDeveloperAppStatusAction)(nil)
	_ action.ActionWithValidateConfig = (*updateDeveloperAppStatusAction)(nil)
)

// NewUpdateDeveloperAppStatusAction makes the action custody_update_developer_app_status.
func NewUpdateDeveloperAppStatusAction() action.Action { return &updateDeveloperAppStatusAction{} }

type updateDeveloperAppStatusAction struct {
	client *client.Client
}

type updateDeveloperAppStatusModel struct {
	appReference
	Status types.String `tfsdk:"status"`
}

func (a *updateDeveloperAppStatusAction) Metadata(
	_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_update_developer_app_status"
}

func (a *updateDeveloperAppStatusAction) Schema(
	_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Approves or revokes an Apigee developer app, from an `action_trigger` or with " +
			"`terraform apply -invoke`. An app that has the status already is left alone, so the action can be repeated. Needs " +
			"Terraform 1.14.1. To keep an app at a status, use the resource `custody_developer_app_status`.",
		Attributes: map[string]schema.Attribute{
			"organization": schema.StringAttribute{
				MarkdownDescription: "Name of the Apigee organization, also as `organizations/NAME`. Default: the one that `app` or " +
					"`developer_email` names if it is an id, else the provider's.",
				Optional:   true,
				Validators: organizationValidators(),
			},
			"developer_email": schema.StringAttribute{
				MarkdownDescription: "E-mail address of the developer whose app it is, in lower case; also the id that " +
					"`google_apigee_developer` exports.",
				Required:   true,
				Validators: developerValidators(),
			},
			"app": schema.StringAttribute{
				MarkdownDescription: "Name of the app (not its UUID); also the id that `google_apigee_developer_app` exports.",
				Required:            true,
				Validators:          appValidators(),
			},
			"status": schema.StringAttribute{
				MarkdownDescription: "`approved` or `revoked`. The keys of the app keep a status of their own.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(settableStatuses...)},
			},
		},
	}
}

func (a *updateDeveloperAppStatusAction) Configure(
	_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse,
) {
	a.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses names that contradict each other.
func (a *updateDeveloperAppStatusAction) ValidateConfig(
	ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse,
) {
	var config updateDeveloperAppStatusModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// ModifyPlan reads the app, so that a plan fails where the action would. An app that
// is not there is a warning: the same apply may make it before it runs the action.
func (a *updateDeveloperAppStatusAction) ModifyPlan(
	ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
) {
	var config updateDeveloperAppStatusModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || a.client == nil || config.isUnknown() {
		return
	}
	op := operation{summary: "Cannot Update Developer App Status", tried: "read the status", permissions: permitReadApp}
	apigee, err := op.reach(ctx, a.client, config.appReference)
	if errors.Is(err, client.ErrUnknownConfiguration) {
		return
	}
	if err == nil {
		_, err = developerappkeys.GetApp(ctx, apigee, op.app)
	}
	switch {
	case client.IsNoSuchApp(err):
		resp.Diagnostics.AddWarning("Developer App Does Not Exist Yet", fmt.Sprintf(
			"Apigee knows no %s. The action fails unless the app is there when it runs.", appPath(op.app)))
	case err != nil:
		op.addFailure(err, &resp.Diagnostics)
	}
}

// Invoke gives the app the status.
func (a *updateDeveloperAppStatusAction) Invoke(
	ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse,
) {
	var config updateDeveloperAppStatusModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := config.Status.ValueString()
	op := operation{
		summary: "Cannot Update Developer App Status", tried: "set the status " + wanted, permissions: permitManageApp,
	}
	apigee, unlock, ok := op.open(ctx, a.client, config.appReference, &resp.Diagnostics)
	if !ok {
		return
	}
	defer unlock()
	change, err := setAppStatus(ctx, apigee, op.app, wanted)
	if err != nil {
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	message := fmt.Sprintf("%s was %s and is now %s", appPath(op.app), change.before, change.app.Status)
	if change.before == wanted {
		message = fmt.Sprintf("%s is %s already: nothing to do", appPath(op.app), wanted)
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: message})
}
