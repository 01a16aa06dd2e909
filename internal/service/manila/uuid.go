package manila

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// uuidPattern is the form in which Manila takes UUIDs: with dashes, in either case.
var uuidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// The commands that show the ids that a user needs.
const (
	showsResources = "`openstack share list` shows the ids of shares, `openstack share access list SHARE` those of access rules."
	showsLocks     = "`openstack share lock list` shows the ids of locks."
)

// isUUID validates that a string is a UUID, not the name that most commands of OpenStack take as well.
type isUUID struct {
	// shownBy says which command shows the ids.
	shownBy string
}

var _ validator.String = isUUID{}

func (isUUID) Description(context.Context) string {
	return "must be a UUID, such as 3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
}

func (v isUUID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v isUUID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || uuidPattern.MatchString(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid UUID", fmt.Sprintf("%q is not a UUID. Give the id, such as "+
		"3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d, not the name. %s", req.ConfigValue.ValueString(), v.shownBy))
}
