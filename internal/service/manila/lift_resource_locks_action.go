package manila

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ action.ActionWithConfigure      = (*liftResourceLocksAction)(nil)
	_ action.ActionWithModifyPlan     = (*liftResourceLocksAction)(nil)
	_ action.ActionWithValidateConfig = (*liftResourceLocksAction)(nil)
)

// NewLiftResourceLocksAction makes the action custody_lift_resource_locks.
func NewLiftResourceLocksAction() action.Action { return &liftResourceLocksAction{} }

type liftResourceLocksAction struct {
	client *client.Client
}

type liftResourceLocksModel struct {
	ResourceID     types.String `tfsdk:"resource_id"`
	ResourceType   types.String `tfsdk:"resource_type"`
	ResourceAction types.String `tfsdk:"resource_action"`
	LockReason     types.String `tfsdk:"lock_reason"`
	Region         types.String `tfsdk:"region"`
}

func (a *liftResourceLocksAction) Metadata(
	_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_lift_resource_locks"
}

func (a *liftResourceLocksAction) Schema(
	_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lifts the resource locks that the provider's user holds on one share or access rule, with " +
			"`terraform apply -invoke` or from an `action_trigger`. Locks of other users stay, and the action names their holders and " +
			"who can lift them. If there is nothing to lift, it succeeds. Needs Terraform 1.14.1; triggers on `before_destroy` need 1.16.\n\n" +
			"The action lifts every lock that matches, also one that a `custody_resource_lock` of this or another configuration " +
			"manages: it cannot know of a `deletion_protection` there. Give `lock_reason` to lift only locks of your own purpose.",
		Attributes: map[string]schema.Attribute{
			"resource_id": schema.StringAttribute{
				MarkdownDescription: "UUID of the share or access rule.",
				Required:            true,
				Validators:          []validator.String{isUUID{showsResources}},
			},
			"resource_type": schema.StringAttribute{
				MarkdownDescription: "What `resource_id` is: `share` or `access_rule`. Default `share`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(resourceTypes...)},
			},
			"resource_action": schema.StringAttribute{
				MarkdownDescription: "Lift only locks against this: `delete`, or `show` for access rules. Default: both.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(resourceActions...)},
			},
			"lock_reason": schema.StringAttribute{
				MarkdownDescription: "Lift only locks with exactly this reason. Default: any reason, and none.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(resourcelocks.MaxReasonLength)},
			},
			"region": schema.StringAttribute{
				MarkdownDescription: "Region of the resource. Defaults to the provider's region.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		},
	}
}

func (a *liftResourceLocksAction) Configure(
	_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse,
) {
	a.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses the visibility lock of a share, which only access rules have.
func (a *liftResourceLocksAction) ValidateConfig(
	ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse,
) {
	var config liftResourceLocksModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || config.ResourceType.IsUnknown() {
		return
	}
	hides := config.ResourceAction.ValueString() == string(resourcelocks.ActionShow)
	if hides && config.kind() == resourcelocks.TypeShare {
		resp.Diagnostics.AddAttributeError(path.Root("resource_action"), "Invalid Resource Action",
			`Only an access rule can be locked against "show". For a share, set "delete" or leave it out; for an access rule, set `+
				`resource_type = "access_rule".`)
	}
}

// ModifyPlan warns of what would be lifted. It never fails: an error of the plan would block terraform destroy, and the
// locks are listed again when the action runs.
func (a *liftResourceLocksAction) ModifyPlan(
	ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
) {
	var config liftResourceLocksModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || a.client == nil || config.isUnknown() {
		return
	}
	manila, err := a.client.SharedFileSystem(ctx, config.Region.ValueString())
	if errors.Is(err, client.ErrUnknownConfiguration) {
		return
	}
	var own, others []resourcelocks.Lock
	if err == nil {
		own, others, err = config.find(ctx, manila)
	}
	if err != nil {
		resp.Diagnostics.AddWarning("Resource Locks Not Listed", fmt.Sprintf(
			"The locks of %s were not listed for the plan: %s. The action lists them when it runs.", config.resource(), client.Describe(err)))
		return
	}
	if len(own) > 0 {
		resp.Diagnostics.AddWarning("Resource Locks Will Be Lifted", fmt.Sprintf(
			"The action lifts what is there when it runs. Now it would lift %s of %s:\n\n%s",
			locks(len(own)), config.resource(), describeAll(own)))
	}
	if len(others) > 0 {
		resp.Diagnostics.AddWarning("Resource Locks of Other Users", config.left(others))
	}
}

// Invoke lifts the locks one after another, all of them even if one fails.
func (a *liftResourceLocksAction) Invoke(
	ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse,
) {
	var config liftResourceLocksModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	const summary = "Cannot Lift Resource Locks"
	tried := "lift the resource locks of " + config.resource()
	manila, err := a.client.SharedFileSystem(ctx, config.Region.ValueString())
	if err != nil {
		addUnreachable(summary, tried, err, &resp.Diagnostics)
		return
	}
	own, others, err := config.find(ctx, manila)
	if err != nil {
		service.Failure{Summary: summary, Tried: tried, Err: err}.AddTo(&resp.Diagnostics)
		return
	}
	progress := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
	if len(own) == 0 {
		progress("%s has no lock of this user to lift", config.resource())
	}
	for _, lock := range own {
		if ctx.Err() != nil {
			resp.Diagnostics.AddError(summary, fmt.Sprintf("The run was stopped. Lock %s and those after it were not lifted.", lock.ID))
			return
		}
		err := resourcelocks.Delete(ctx, manila.ServiceClient, lock.ID)
		switch {
		case client.IsLockNotFound(err, lock.ID):
			progress("%s is gone already", describe(lock))
		case err != nil:
			addHeldFailure(summary, "lift "+describe(lock), manila, stateOf(lock), err, &resp.Diagnostics)
		default:
			manila.Handled.Add(lock.ID)
			progress("lifted %s", describe(lock))
		}
	}
	if len(others) > 0 {
		progress("%s", config.left(others))
	}
}

func (m liftResourceLocksModel) isUnknown() bool {
	return m.ResourceID.IsUnknown() || m.ResourceType.IsUnknown() || m.ResourceAction.IsUnknown() ||
		m.LockReason.IsUnknown() || m.Region.IsUnknown()
}

func (m liftResourceLocksModel) kind() resourcelocks.ResourceType {
	if m.ResourceType.ValueString() == "" {
		return resourcelocks.TypeShare
	}
	return resourcelocks.ResourceType(m.ResourceType.ValueString())
}

func (m liftResourceLocksModel) resource() string {
	return strings.ReplaceAll(string(m.kind()), "_", " ") + " " + m.ResourceID.ValueString()
}

// find answers the locks that the provider's user may be meant to lift, and those of others that remain. Both match the
// filters of the configuration.
func (m liftResourceLocksModel) find(
	ctx context.Context, manila *client.SharedFileSystem,
) (own, others []resourcelocks.Lock, err error) {
	_, err = resourcelocks.All(ctx, manila.ServiceClient, resourcelocks.ListOpts{
		ResourceID: strings.ToLower(m.ResourceID.ValueString()), ResourceType: m.kind(),
		ResourceAction: resourcelocks.ResourceAction(m.ResourceAction.ValueString()),
	}, func(lock resourcelocks.Lock) bool {
		switch {
		case !m.matches(lock):
		case isOwn(manila, lock):
			own = append(own, lock)
		default:
			others = append(others, lock)
		}
		return true
	})
	return own, others, err
}

// matches looks at the filters again: a server ignores those that it does not know.
func (m liftResourceLocksModel) matches(lock resourcelocks.Lock) bool {
	action := m.ResourceAction.ValueString()
	return strings.EqualFold(lock.ResourceID, m.ResourceID.ValueString()) && lock.ResourceType == m.kind() &&
		(action == "" || lock.ResourceAction == resourcelocks.ResourceAction(action)) &&
		(m.LockReason.IsNull() || lock.Reason != nil && *lock.Reason == m.LockReason.ValueString())
}

// left tells of the locks of other users.
func (m liftResourceLocksModel) left(others []resourcelocks.Lock) string {
	lines := make([]string, len(others))
	for i, lock := range others {
		lines[i] = fmt.Sprintf("- %s, held by user %s of project %s in the context %q. %s",
			describe(lock), lock.UserID, lock.ProjectID, lock.Context, whoMayLift(lock.Context))
	}
	stay := "1 lock of another user stays"
	if len(others) > 1 {
		stay = fmt.Sprintf("%d locks of other users stay", len(others))
	}
	return fmt.Sprintf("%s on %s:\n%s", stay, m.resource(), strings.Join(lines, "\n"))
}

// stateOf is what the errors of a lock need of it.
func stateOf(lock resourcelocks.Lock) resourceLockModel {
	var m resourceLockModel
	m.fromAPI(&lock)
	return m
}

func locks(n int) string {
	if n == 1 {
		return "1 lock"
	}
	return fmt.Sprintf("%d locks", n)
}

func describe(lock resourcelocks.Lock) string {
	text := fmt.Sprintf("lock %s against %q", lock.ID, lock.ResourceAction)
	if lock.Reason != nil {
		text += fmt.Sprintf(" (reason %q)", *lock.Reason)
	}
	return text
}

func describeAll(all []resourcelocks.Lock) string {
	lines := make([]string, len(all))
	for i, lock := range all {
		lines[i] = "- " + describe(lock)
	}
	return strings.Join(lines, "\n")
}
