package integrations

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

type editLockTakeoverModel struct {
	Integration        types.String      `tfsdk:"integration"`
	IntegrationVersion types.String      `tfsdk:"integration_version"`
	ExpectedLockHolder types.String      `tfsdk:"expected_lock_holder"`
	Triggers           types.Map         `tfsdk:"triggers"`
	DraftVersion       types.String      `tfsdk:"draft_version"`
	SnapshotVersion    types.String      `tfsdk:"snapshot_version"`
	SnapshotNumber     types.Int64       `tfsdk:"snapshot_number"`
	LockHolder         types.String      `tfsdk:"lock_holder"`
	PreviousLockHolder types.String      `tfsdk:"previous_lock_holder"`
	TakenOverAt        timetypes.RFC3339 `tfsdk:"taken_over_at"`
	LastModifierEmail  types.String      `tfsdk:"last_modifier_email"`
}

type editLockTakeoverIdentity struct {
	DraftVersion types.String `tfsdk:"draft_version"`
}

func (m editLockTakeoverModel) identity() editLockTakeoverIdentity {
	return editLockTakeoverIdentity{m.DraftVersion}
}

// targetOf reads the configured names, of which one is null. It says false while the
// name that counts is not known.
func targetOf(integration, version, expectedHolder types.String) (target takeoverTarget, ok bool, err error) {
	if integration.IsUnknown() || version.IsUnknown() {
		return target, false, nil
	}
	target.expectedHolder = expectedHolder.ValueString()
	if version.IsNull() {
		target.name, err = integrationversions.ParseIntegration(integration.ValueString())
	} else {
		target.name, err = integrationversions.ParseVersion(version.ValueString())
	}
	return target, err == nil, err
}

func (m editLockTakeoverModel) target() (target takeoverTarget, ok bool, err error) {
	return targetOf(m.Integration, m.IntegrationVersion, m.ExpectedLockHolder)
}

// record fills in what a takeover has made.
func (m *editLockTakeoverModel) record(made *takeover) {
	m.DraftVersion = types.StringValue(made.draftName.String())
	m.SnapshotVersion, m.SnapshotNumber = types.StringNull(), types.Int64Null()
	m.PreviousLockHolder, m.TakenOverAt = types.StringNull(), timetypes.NewRFC3339Null()
	if old := made.snapshot; old != nil {
		m.SnapshotVersion = types.StringValue(made.draftName.WithVersion(old.ID).String())
		m.PreviousLockHolder = types.StringValue(old.LockHolder)
		m.TakenOverAt = timetypes.NewRFC3339TimeValue(made.draft.CreateTime)
		if old.SnapshotNumber > 0 {
			m.SnapshotNumber = types.Int64Value(old.SnapshotNumber)
		}
	}
	m.refresh(made.draft)
}

// refresh fills in what can change of the draft.
func (m *editLockTakeoverModel) refresh(draft *integrationversions.Version) {
	m.LockHolder = stringOrNull(draft.LockHolder)
	m.LastModifierEmail = stringOrNull(draft.LastModifierEmail)
}

func stringOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}
