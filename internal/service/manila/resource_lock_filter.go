package manila

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// lockFilters are the filters that are no attribute of a lock.
type lockFilters struct {
	AllProjects        types.Bool        `tfsdk:"all_projects"`
	CreatedSince       timetypes.RFC3339 `tfsdk:"created_since"`
	CreatedBefore      timetypes.RFC3339 `tfsdk:"created_before"`
	LockReasonContains types.String      `tfsdk:"lock_reason_contains"`
}

// lockFilterAttributes are the attributes of lockFilters.
func lockFilterAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"all_projects": schema.BoolAttribute{
			MarkdownDescription: "Search all projects instead of the provider's own. Requires the role `admin` or `service`. Default `false`.",
			Optional:            true,
		},
		"created_since": schema.StringAttribute{
			MarkdownDescription: "Only locks created at this time (RFC 3339) or later.",
			CustomType:          timetypes.RFC3339Type{},
			Optional:            true,
		},
		"created_before": schema.StringAttribute{
			MarkdownDescription: "Only locks created at this time (RFC 3339) or earlier.",
			CustomType:          timetypes.RFC3339Type{},
			Optional:            true,
		},
		"lock_reason_contains": schema.StringAttribute{
			MarkdownDescription: "Only locks whose reason contains this text. Case matters (the API's `lock_reason~`).",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		},
	}
}

// exactFilter describes one of a lock's own attributes as a filter.
func exactFilter(description string, computed bool, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            computed,
		Validators:          validators,
	}
}

// lockAttributeFilters are the attributes of a lock that the API can filter by.
// They are computed too where the one lock that is found fills them in.
func lockAttributeFilters(computed bool) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"resource_id":     exactFilter("UUID of the locked share or access rule.", computed, isUUID{showsResources}),
		"resource_type":   exactFilter("`share` or `access_rule`.", computed, stringvalidator.OneOf(resourceTypes...)),
		"resource_action": exactFilter("`delete` or `show`.", computed, stringvalidator.OneOf(resourceActions...)),
		"lock_context":    exactFilter("`user`, `admin` or `service`.", computed, stringvalidator.OneOf(lockContexts...)),
		"user_id":         exactFilter("ID of the user who holds the lock.", computed, stringvalidator.LengthAtLeast(1)),
		"project_id": exactFilter("ID of the project that the lock belongs to. Another than the provider's needs the role "+
			"`admin` or `service`.", computed, stringvalidator.LengthAtLeast(1)),
		"lock_reason": exactFilter("Reason of the lock. Exact match. Locks without a reason cannot be filtered for.", computed,
			stringvalidator.LengthBetween(1, resourcelocks.MaxReasonLength)),
	}
}

// lockQuery reads locks by filters and holds the server to them.
type lockQuery struct {
	opts resourcelocks.ListOpts
	// most is the most locks that are wanted; 0: all.
	most int64
}

// newLockQuery reads the filters. Those among a lock's attributes that are unknown
// or null filter nothing.
func newLockQuery(lock lockAttributes, filters lockFilters, diags *diag.Diagnostics) lockQuery {
	opts := resourcelocks.ListOpts{
		ResourceID:     strings.ToLower(lock.ResourceID.ValueString()),
		ResourceType:   resourcelocks.ResourceType(lock.ResourceType.ValueString()),
		ResourceAction: resourcelocks.ResourceAction(lock.ResourceAction.ValueString()),
		Context:        resourcelocks.Context(lock.LockContext.ValueString()),
		UserID:         lock.UserID.ValueString(),
		ProjectID:      lock.ProjectID.ValueString(),
		Reason:         lock.LockReason.ValueString(),
		ReasonContains: filters.LockReasonContains.ValueString(),
		AllProjects:    filters.AllProjects.ValueBool(),
	}
	set := func(to *time.Time, from timetypes.RFC3339) {
		if !from.IsNull() && !from.IsUnknown() {
			value, problems := from.ValueRFC3339Time()
			diags.Append(problems...)
			*to = value
		}
	}
	set(&opts.CreatedSince, filters.CreatedSince)
	set(&opts.CreatedBefore, filters.CreatedBefore)
	return lockQuery{opts: opts}
}

// run answers the locks, and how many there are whatever the limit, if that was
// asked for. The count is nil where nobody can know it: the server counts locks whose
// reason matches loosely, and only a look at each of them tells.
func (q lockQuery) run(
	ctx context.Context, manila *client.SharedFileSystem,
) (found []resourcelocks.Lock, count *int64, err error) {
	// The server honours another project's id for everybody, by mistake; with
	// all_projects, only for those who may.
	abroad := q.opts.AllProjects || q.opts.ProjectID != "" && q.opts.ProjectID != manila.ProjectID
	q.opts.AllProjects = abroad
	var seen, dropped int64
	var ignored error
	seenAbroad := false
	counted, err := resourcelocks.All(ctx, manila.ServiceClient, q.opts, func(lock resourcelocks.Lock) bool {
		seen++
		if ignored = q.held(lock); ignored != nil {
			return false
		}
		seenAbroad = seenAbroad || lock.ProjectID != manila.ProjectID
		if q.matchesReason(lock) {
			found = append(found, lock)
		} else {
			dropped++
		}
		return q.most == 0 || int64(len(found)) < q.most
	})
	switch {
	case err != nil:
		return nil, nil, err
	case abroad && !seenAbroad && !manila.HasRole("admin", "service"):
		return nil, nil, fmt.Errorf("the server looks into other projects only for the roles admin and service, and answers others "+
			"with the locks of their own project without a word; the provider's user has %s in project %s",
			strings.Join(manila.Roles, ", "), manila.ProjectID)
	case ignored != nil:
		return nil, nil, ignored
	}
	loosely := q.opts.Reason != "" || q.opts.ReasonContains != ""
	if !q.opts.WithCount || loosely && seen < counted {
		return found, nil, nil
	}
	exact := counted - dropped
	return found, &exact, nil
}

// held says which filter the server ignored, if it did: it answers one that it
// does not know as if it had not been given.
func (q lockQuery) held(lock resourcelocks.Lock) error {
	o := q.opts
	differs := func(wanted, got string) bool { return wanted != "" && !strings.EqualFold(wanted, got) }
	var filter string
	switch {
	case differs(o.ResourceID, lock.ResourceID):
		filter = "resource_id"
	case differs(string(o.ResourceType), string(lock.ResourceType)):
		filter = "resource_type"
	case differs(string(o.ResourceAction), string(lock.ResourceAction)):
		filter = "resource_action"
	case differs(string(o.Context), string(lock.Context)):
		filter = "lock_context"
	case differs(o.UserID, lock.UserID):
		filter = "user_id"
	case differs(o.ProjectID, lock.ProjectID):
		filter = "project_id"
	case !o.CreatedSince.IsZero() && lock.CreatedAt.Before(o.CreatedSince.Truncate(time.Microsecond)):
		filter = "created_since"
	case !o.CreatedBefore.IsZero() && lock.CreatedAt.After(o.CreatedBefore):
		filter = "created_before"
	default:
		return nil
	}
	return fmt.Errorf("the server ignored the filter %s: it answered with resource lock %s, which does not match", filter, lock.ID)
}

// matchesReason compares to the letter, where MySQL does without case and takes
// "%" and "_" for wildcards.
func (q lockQuery) matchesReason(lock resourcelocks.Lock) bool {
	reason := ""
	if lock.Reason != nil {
		reason = *lock.Reason
	}
	return (q.opts.Reason == "" || q.opts.Reason == reason) && strings.Contains(reason, q.opts.ReasonContains)
}

// theOne is the only lock among those found.
func theOne(found []resourcelocks.Lock) (*resourcelocks.Lock, error) {
	switch len(found) {
	case 0:
		return nil, errors.New("no resource lock matches the filters")
	case 1:
		return &found[0], nil
	}
	ids := make([]string, 0, len(found))
	for _, lock := range found {
		ids = append(ids, lock.ID)
	}
	const shown = 5
	if len(ids) > shown {
		ids = append(ids[:shown], fmt.Sprintf("and %d more", len(found)-shown))
	}
	return nil, fmt.Errorf("%d resource locks match the filters, and this data source reads one: %s",
		len(found), strings.Join(ids, ", "))
}
