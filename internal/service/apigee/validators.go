package apigee

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// maxKeyLength is how many characters a consumer key or secret may have: 2 KB.
const maxKeyLength = 2048

var keyPattern = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// productPattern is what names of API products may consist of.
var productPattern = regexp.MustCompile(`^[A-Za-z0-9._$ %-]+$`)

// keyText is for consumer keys and secrets. Its message never has the value.
type keyText struct{}

var _ validator.String = keyText{}

func (keyText) Description(context.Context) string {
	return fmt.Sprintf("letters, digits, underscores and hyphens, at most %d", maxKeyLength)
}

func (v keyText) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v keyText) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if !isKeyText(text) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Consumer Key or Secret", fmt.Sprintf(
			"Apigee takes %s; this value has %d characters, or others. It is not shown, because it is sensitive.",
			v.Description(ctx), len(text)))
	}
}

func isKeyText(text string) bool { return len(text) <= maxKeyLength && keyPattern.MatchString(text) }

// positiveSeconds is for durations: above zero, in whole seconds, which is as fine
// as Apigee counts the life of an imported key.
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
	// What is no duration at all is refused by the attribute's type.
	d, err := time.ParseDuration(req.ConfigValue.ValueString())
	if err == nil && (d <= 0 || d%time.Second != 0) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Duration",
			fmt.Sprintf(`Give %s, such as "2160h" for 90 days; got %q.`, v.Description(ctx), req.ConfigValue.ValueString()))
	}
}

func organizationValidators() []validator.String {
	return []validator.String{stringvalidator.RegexMatches(regexp.MustCompile(`^(organizations/)?[^/]+$`),
		"must be the name of an Apigee organization, or organizations/NAME")}
}

func developerValidators() []validator.String {
	return []validator.String{
		stringvalidator.RegexMatches(regexp.MustCompile(`^(organizations/[^/]+/developers/)?[^/]+$`),
			"must be the developer's e-mail address, or organizations/NAME/developers/EMAIL"),
		lowerCaseEmail{},
	}
}

func appValidators() []validator.String {
	return []validator.String{stringvalidator.RegexMatches(
		regexp.MustCompile(`^(organizations/[^/]+/developers/[^/]+/apps/)?[^/]+$`),
		"must be the app's name, or organizations/NAME/developers/EMAIL/apps/APP")}
}

// lowerCaseEmail is for a developer's address, which Apigee keeps in lower case and
// finds in no other.
type lowerCaseEmail struct{}

var _ validator.String = lowerCaseEmail{}

func (lowerCaseEmail) Description(context.Context) string { return "lower case" }

func (v lowerCaseEmail) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (lowerCaseEmail) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	email := shortName(req.ConfigValue.ValueString())
	if lower := strings.ToLower(email); lower != email {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Developer E-Mail", fmt.Sprintf(
			"Apigee keeps the e-mail addresses of developers in lower case and finds them in no other: write %q.", lower))
	}
}
