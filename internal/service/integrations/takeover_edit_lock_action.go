package integrations

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ action.ActionWithConfigure        = (*takeoverEditLockAction)(nil)
	_ action.ActionWithConfigValidators = (*takeoverEditLockAction)(nil)
	_ action.ActionWithModifyPlan       = (*takeoverEditLockAction)(nil)
)

// NewTakeoverEditLockAction makes the action custody_takeover_edit_lock.
func NewTakeoverEditLockAction() action.Action { return &takeoverEditLockAction{} }

type takeoverEditLockAction struct {
	client *client.Client
}

type takeoverEditLockModel struct {
	Integration        types.String `tfsdk:"integration"`
	IntegrationVersion types.String `tfsdk:"integration_version"`
	ExpectedLockHolder types.String `tfsdk:"expected_lock_holder"`
}

func (m takeoverEditLockModel) target() (target takeoverTarget, ok bool, err error) {
	return targetOf(m.Integration, m.IntegrationVersion, m.ExpectedLockHolder)
}

func (a *takeoverEditLockAction) Metadata(
	_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_takeover_edit_lock"
}

func (a *takeoverEditLockAction) Schema(
	_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Takes over the edit lock of the draft of an Application Integration, from an `action_trigger` or with " +
			"`terraform apply -invoke`. The draft becomes a snapshot, and a copy of it with a new id becomes the draft, locked by the " +
			"provider's user. Both users get an e-mail, and the lock is not handed back.\n\n" +
			"If the provider's user holds the lock already, the action takes over nothing. The provider can tell that from a service account's key " +
			"and from impersonation. With other credentials, set `expected_lock_holder`: a repeated invocation then fails, and does not take " +
			"the lock from the same user. For older versions of Terraform, use the resource `custody_edit_lock_takeover`.",
		Attributes: map[string]schema.Attribute{
			"integration": schema.StringAttribute{
				MarkdownDescription: "Full name of the integration whose newest draft to take over: " +
					"`projects/{project}/locations/{location}/integrations/{integration}`, or with `products/{product}` after the " +
					"location. Set either this or `integration_version`.",
				Optional:   true,
				Validators: []validator.String{integrationName},
			},
			"integration_version": schema.StringAttribute{
				MarkdownDescription: "Full name of the draft: the name of the integration and `/versions/{id}`. A takeover gives the draft a " +
					"new id, so a name works for one takeover only.",
				Optional:   true,
				Validators: []validator.String{versionName},
			},
			"expected_lock_holder": schema.StringAttribute{
				MarkdownDescription: "E-mail address of the user who must hold the lock. If another user holds it, the action fails.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		},
	}
}

func (a *takeoverEditLockAction) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{
		actionvalidator.ExactlyOneOf(path.MatchRoot("integration"), path.MatchRoot("integration_version")),
	}
}

func (a *takeoverEditLockAction) Configure(
	_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse,
) {
	a.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan reads the draft, and warns who loses the lock or why the takeover would fail. It never fails itself: an
// error of the plan would block terraform destroy, and the draft is read again when the action runs.
func (a *takeoverEditLockAction) ModifyPlan(
	ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
) {
	var config takeoverEditLockModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || a.client == nil {
		return
	}
	target, known, err := config.target()
	if err != nil || !known {
		return
	}
	var failures diag.Diagnostics
	api, err := a.client.Integrations(ctx)
	if err == nil {
		err = announce(ctx, api, target, &resp.Diagnostics)
	}
	if err != nil && !errors.Is(err, client.ErrUnknownConfiguration) {
		addTakeoverFailure(target, err, &failures)
	}
	service.AddAsWarnings(failures, &resp.Diagnostics)
}

// Invoke takes the lock over.
func (a *takeoverEditLockAction) Invoke(
	ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse,
) {
	var config takeoverEditLockModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	target, _, err := config.target()
	if err != nil {
		// A value that was not known before may be malformed.
		resp.Diagnostics.AddError("Malformed Name", err.Error())
		return
	}
	progress := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
	api, err := a.client.Integrations(ctx)
	if err == nil {
		_, err = takeOver(ctx, api, target, progress)
	}
	if err != nil {
		addTakeoverFailure(target, err, &resp.Diagnostics)
	}
}
