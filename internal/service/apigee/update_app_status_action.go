package apigee

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ action.ActionWithConfigure      = (*updateAppStatusAction)(nil)
	_ action.ActionWithModifyPlan     = (*updateAppStatusAction)(nil)
	_ action.ActionWithValidateConfig = (*updateAppStatusAction)(nil)
)

// NewUpdateDeveloperAppStatusAction makes the action custody_update_developer_app_status.
func NewUpdateDeveloperAppStatusAction() action.Action {
	return &updateAppStatusAction{kind: developers()}
}

// NewUpdateAppGroupAppStatusAction makes the action custody_update_app_group_app_status.
func NewUpdateAppGroupAppStatusAction() action.Action {
	return &updateAppStatusAction{kind: appGroups()}
}

type updateAppStatusAction struct {
	client *client.Client
	kind   *ownerKind
}

type updateAppStatusModel struct {
	appReference
	Status types.String `tfsdk:"status"`
}

func (a *updateAppStatusAction) Metadata(
	_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_update_" + a.kind.typeName + "_status"
}

func (a *updateAppStatusAction) Schema(
	_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Approves or revokes an app of an Apigee " + a.kind.noun + ", from an `action_trigger` or with " +
			"`terraform apply -invoke`. If the app has the status already, the action does nothing, so you can repeat it. Requires " +
			"Terraform 1.14.1. To manage the status permanently, use the resource `custody_" +
			a.kind.typeName + "_status`.",
		Attributes: map[string]schema.Attribute{
			"organization": schema.StringAttribute{
				MarkdownDescription: a.kind.organizationDescription(),
				Optional:            true,
				Validators:          organizationValidators(),
			},
			a.kind.attribute: schema.StringAttribute{
				MarkdownDescription: a.kind.ownerDescription,
				Required:            true,
				Validators:          a.kind.ownerValidators(),
			},
			"app": schema.StringAttribute{
				MarkdownDescription: a.kind.appDescription,
				Required:            true,
				Validators:          a.kind.appValidators(),
			},
			"status": schema.StringAttribute{
				MarkdownDescription: "`approved` or `revoked`. The status of the app's keys does not change.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(settableStatuses...)},
			},
		},
	}
}

func (a *updateAppStatusAction) Configure(
	_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse,
) {
	a.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses names that contradict each other.
func (a *updateAppStatusAction) ValidateConfig(
	ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse,
) {
	var config updateAppStatusModel
	resp.Diagnostics.Append(a.kind.get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// ModifyPlan reads the app, so that a plan warns where the action would fail. It never fails itself: the same apply may
// make an app that is not there, and an error of the plan would block terraform destroy.
func (a *updateAppStatusAction) ModifyPlan(
	ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
) {
	var config updateAppStatusModel
	resp.Diagnostics.Append(a.kind.get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() || a.client == nil || config.isUnknown() {
		return
	}
	op := operation{
		summary: "Cannot Update " + a.kind.title + " Status", tried: "read the status",
		permissions: a.kind.permits("get"),
	}
	apigee, err := op.reach(ctx, a.client, config.appReference)
	if errors.Is(err, client.ErrUnknownConfiguration) {
		return
	}
	if err == nil {
		_, err = appkeys.GetApp(ctx, apigee, op.app)
	}
	switch {
	case client.IsNoSuchApp(err):
		resp.Diagnostics.AddWarning(a.kind.title+" Does Not Exist Yet", fmt.Sprintf(
			"Apigee knows no %s. The action fails unless the app is there when it runs.", op.app.String()))
	case err != nil:
		var failures diag.Diagnostics
		op.addFailure(err, &failures)
		service.AddAsWarnings(failures, &resp.Diagnostics)
	}
}

// Invoke gives the app the status.
func (a *updateAppStatusAction) Invoke(
	ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse,
) {
	var config updateAppStatusModel
	resp.Diagnostics.Append(a.kind.get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := config.Status.ValueString()
	op := operation{
		summary: "Cannot Update " + a.kind.title + " Status", tried: "set the status " + wanted,
		permissions: a.kind.permits("get", "manage"),
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
	message := fmt.Sprintf("%s was %s and is now %s", op.app.String(), change.before, change.app.Status)
	if change.before == wanted {
		message = fmt.Sprintf("%s is %s already: nothing to do", op.app.String(), wanted)
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: message})
}
