package manila

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// lockAttributes are what a resource lock is made of, wherever it is shown.
type lockAttributes struct {
	ID             types.String      `tfsdk:"id"`
	ResourceID     types.String      `tfsdk:"resource_id"`
	ResourceType   types.String      `tfsdk:"resource_type"`
	ResourceAction types.String      `tfsdk:"resource_action"`
	LockReason     types.String      `tfsdk:"lock_reason"`
	LockContext    types.String      `tfsdk:"lock_context"`
	UserID         types.String      `tfsdk:"user_id"`
	ProjectID      types.String      `tfsdk:"project_id"`
	CreatedAt      timetypes.RFC3339 `tfsdk:"created_at"`
	UpdatedAt      timetypes.RFC3339 `tfsdk:"updated_at"`
}

// resourceLockModel is the resource custody_resource_lock.
type resourceLockModel struct {
	lockAttributes
	Region             types.String `tfsdk:"region"`
	DeletionProtection types.Bool   `tfsdk:"deletion_protection"`
}

// resourceLockIdentity is the identity of the resource custody_resource_lock.
type resourceLockIdentity struct {
	Region types.String `tfsdk:"region"`
	ID     types.String `tfsdk:"id"`
}

func (m resourceLockModel) identity() resourceLockIdentity {
	return resourceLockIdentity{Region: m.Region, ID: m.ID}
}

// imported takes over what the server says, and fills in what an import leaves open
// and the server does not know.
func (m *resourceLockModel) imported(lock *resourcelocks.Lock) {
	m.fromAPI(lock)
	m.DeletionProtection = types.BoolValue(m.DeletionProtection.ValueBool())
}

func (m resourceLockModel) toCreateOpts() resourcelocks.CreateOpts {
	return resourcelocks.CreateOpts{
		ResourceID:     strings.ToLower(m.ResourceID.ValueString()),
		ResourceType:   resourcelocks.ResourceType(m.ResourceType.ValueString()),
		ResourceAction: resourcelocks.ResourceAction(m.ResourceAction.ValueString()),
		Reason:         m.LockReason.ValueStringPointer(),
	}
}

// fromAPI takes over what the server says. A resource id that differs from the
// known one by capitals alone is the same to the server and stays as it is.
func (a *lockAttributes) fromAPI(lock *resourcelocks.Lock) {
	a.ID = types.StringValue(lock.ID)
	if !strings.EqualFold(a.ResourceID.ValueString(), lock.ResourceID) {
		a.ResourceID = types.StringValue(strings.ToLower(lock.ResourceID))
	}
	a.ResourceType = types.StringValue(string(lock.ResourceType))
	a.ResourceAction = types.StringValue(string(lock.ResourceAction))
	a.LockReason = types.StringPointerValue(lock.Reason)
	a.LockContext = types.StringValue(string(lock.Context))
	a.UserID = types.StringValue(lock.UserID)
	a.ProjectID = types.StringValue(lock.ProjectID)
	a.CreatedAt = timeValue(&lock.CreatedAt)
	a.UpdatedAt = timeValue(lock.UpdatedAt)
}

func timeValue(t *time.Time) timetypes.RFC3339 {
	if t == nil {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339ValueMust(t.UTC().Format(time.RFC3339Nano))
}
