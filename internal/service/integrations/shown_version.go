package integrations

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// shownVersionModel is what the data sources show of a version besides its name and state.
type shownVersionModel struct {
	VersionID         types.String      `tfsdk:"version_id"`
	SnapshotNumber    types.Int64       `tfsdk:"snapshot_number"`
	LockHolder        types.String      `tfsdk:"lock_holder"`
	LastModifierEmail types.String      `tfsdk:"last_modifier_email"`
	Description       types.String      `tfsdk:"description"`
	UserLabel         types.String      `tfsdk:"user_label"`
	CreateTime        timetypes.RFC3339 `tfsdk:"create_time"`
	UpdateTime        timetypes.RFC3339 `tfsdk:"update_time"`
}

func shownVersion(v integrationversions.Version) shownVersionModel {
	return shownVersionModel{
		VersionID:         types.StringValue(v.ID),
		SnapshotNumber:    types.Int64Value(v.SnapshotNumber),
		LockHolder:        stringOrNull(v.LockHolder),
		LastModifierEmail: stringOrNull(v.LastModifierEmail),
		Description:       stringOrNull(v.Description),
		UserLabel:         stringOrNull(v.UserLabel),
		CreateTime:        timetypes.NewRFC3339TimeValue(v.CreateTime),
		UpdateTime:        timetypes.NewRFC3339TimeValue(v.UpdateTime),
	}
}

func shownVersionAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"snapshot_number": schema.Int64Attribute{
			MarkdownDescription: "Snapshot number, a counter of the integration's versions.",
			Computed:            true,
		},
	}
	for name, description := range map[string]string{
		"version_id": "UUID of the version, the last part of its name.",
		"lock_holder": "E-mail address of the user who holds the edit lock, as reported by the API. Null if nobody does. A lock expires " +
			"15 minutes after the last edit; the API may report it for longer.",
		"last_modifier_email": "E-mail address of the user who last edited the version.",
		"description":         "Description; null if there is none.",
		"user_label":          "Label that a user gave the version; null if there is none.",
	} {
		attributes[name] = schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	for name, description := range map[string]string{
		"create_time": "Time of creation (RFC 3339).",
		"update_time": "Time of the last edit (RFC 3339).",
	} {
		attributes[name] = schema.StringAttribute{
			MarkdownDescription: description, CustomType: timetypes.RFC3339Type{}, Computed: true,
		}
	}
	return attributes
}

func stateValidators() []validator.String {
	return []validator.String{stringvalidator.OneOf(integrationversions.StateDraft, integrationversions.StateActive,
		integrationversions.StateSnapshot, integrationversions.StateArchived)}
}
