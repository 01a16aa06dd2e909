package apigee

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// day is 24 hours: Apigee counts a key's life in seconds, whatever the calendar says.
const day = 24 * time.Hour

var daysPattern = regexp.MustCompile(`^([0-9]+)d(.*)$`)

// parseDuration reads a Go duration that may begin with days, such as "90d", "1d12h" or "2160h".
func parseDuration(text string) (time.Duration, error) {
	parts := daysPattern.FindStringSubmatch(text)
	if parts == nil {
		return time.ParseDuration(text)
	}
	days, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || days > int64(math.MaxInt64/day) {
		return 0, fmt.Errorf("%q is longer than the longest duration", text)
	}
	total := time.Duration(days) * day
	if parts[2] == "" {
		return total, nil
	}
	rest, err := time.ParseDuration(parts[2])
	if err != nil || rest < 0 || rest > math.MaxInt64-total {
		return 0, fmt.Errorf("%q is no duration", text)
	}
	return total + rest, nil
}

// durationOf is zero for a duration that is not set, not known, or none.
func durationOf(value types.String) time.Duration {
	d, err := parseDuration(value.ValueString())
	if err != nil {
		return 0
	}
	return d
}

// positiveSeconds is for durations: above zero, in whole seconds, which is as fine as Apigee counts the life of an
// imported key.
type positiveSeconds struct{}

var _ validator.String = positiveSeconds{}

func (positiveSeconds) Description(context.Context) string {
	return "a duration above zero in whole seconds"
}

func (v positiveSeconds) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v positiveSeconds) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	d, err := parseDuration(req.ConfigValue.ValueString())
	if err != nil || d <= 0 || d%time.Second != 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Duration", fmt.Sprintf(
			`Give %s: days, or days, hours, minutes and seconds, such as "90d", "2160h" or "1d12h30m"; got %q.`,
			v.Description(ctx), req.ConfigValue.ValueString()))
	}
}
