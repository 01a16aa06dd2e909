package manila

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// lockSearch are the arguments of a search for any number of locks.
type lockSearch struct {
	lockFilters
	ResourceID     types.String `tfsdk:"resource_id"`
	ResourceType   types.String `tfsdk:"resource_type"`
	ResourceAction types.String `tfsdk:"resource_action"`
	LockReason     types.String `tfsdk:"lock_reason"`
	LockContext    types.String `tfsdk:"lock_context"`
	UserID         types.String `tfsdk:"user_id"`
	ProjectID      types.String `tfsdk:"project_id"`
	Region         types.String `tfsdk:"region"`
	SortKey        types.String `tfsdk:"sort_key"`
	SortDir        types.String `tfsdk:"sort_dir"`
	Offset         types.Int64  `tfsdk:"offset"`
}

// lockSearchAttributes are the attributes of lockSearch.
func lockSearchAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"region": regionAttribute(),
		"sort_key": schema.StringAttribute{
			MarkdownDescription: "Attribute of a lock to sort by. Default `created_at`.",
			Optional:            true,
			Validators: []validator.String{stringvalidator.OneOf("id", "resource_id", "resource_type", "resource_action",
				"lock_reason", "lock_context", "user_id", "project_id", "created_at", "updated_at")},
		},
		"sort_dir": schema.StringAttribute{
			MarkdownDescription: "`asc` or `desc`. Default `desc`, newest first.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOf("asc", "desc")},
		},
		"offset": schema.Int64Attribute{
			MarkdownDescription: "Number of locks to skip. Default `0`.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(0)},
		},
	}
	maps.Copy(attributes, lockAttributeFilters(false))
	maps.Copy(attributes, lockFilterAttributes())
	return attributes
}

// query is for at most so many locks; 0: all.
func (s lockSearch) query(limit int64, diags *diag.Diagnostics) lockQuery {
	query := newLockQuery(lockAttributes{
		ResourceID: s.ResourceID, ResourceType: s.ResourceType, ResourceAction: s.ResourceAction,
		LockReason: s.LockReason, LockContext: s.LockContext, UserID: s.UserID, ProjectID: s.ProjectID,
	}, s.lockFilters, diags)
	query.most = limit
	query.opts.SortKey, query.opts.SortDir = s.SortKey.ValueString(), s.SortDir.ValueString()
	query.opts.Limit, query.opts.Offset = limit, s.Offset.ValueInt64()
	return query
}
