package apigee

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// maxKeyLength is how many characters a consumer key or secret may have: 2 KB.
const maxKeyLength = 2048

var keyPattern = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// namePattern is what names of API products and app groups may consist of.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9._$ %-]+$`)

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

func organizationValidators() []validator.String {
	return []validator.String{stringvalidator.RegexMatches(regexp.MustCompile(`^(organizations/)?[^/]+$`),
		"must be the name of an Apigee organization, or organizations/NAME"), plainName{}}
}

func (k *ownerKind) ownerValidators() []validator.String {
	list := []validator.String{stringvalidator.RegexMatches(
		regexp.MustCompile(`^(organizations/[^/]+/`+string(k.in)+`/)?[^/]+$`),
		fmt.Sprintf("must be %s, or organizations/NAME/%s/%s", k.nameIs, k.in, k.form))}
	if k.in == appkeys.Developers {
		return append(list, developerEmail{})
	}
	return append(list, plainName{}, groupName{})
}

func (k *ownerKind) appValidators() []validator.String {
	return []validator.String{stringvalidator.RegexMatches(
		regexp.MustCompile(`^(organizations/[^/]+/`+string(k.in)+`/[^/]+/apps/)?[^/]+$`),
		fmt.Sprintf("must be the app's name, or organizations/NAME/%s/%s/apps/APP", k.in, k.form)), plainName{}}
}

// groupName is for the name of an app group.
type groupName struct{}

var _ validator.String = groupName{}

func (groupName) Description(context.Context) string { return "letters, digits, spaces and . _ - $ %" }

func (v groupName) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (groupName) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := groupNameProblem(shortName(req.ConfigValue.ValueString())); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid App Group Name", problem)
	}
}

// groupNameProblem says what is wrong with an app group's name; empty: nothing.
func groupNameProblem(name string) string {
	if namePattern.MatchString(name) {
		return ""
	}
	return fmt.Sprintf("%q is not the name of an app group: Apigee takes letters, digits, spaces and . _ - $ %%.", name)
}

// plainName refuses "." and ".." as a part of a name, which in a URL mean another object, and control characters.
type plainName struct{}

var _ validator.String = plainName{}

func (plainName) Description(context.Context) string {
	return `no part may be "." or ".." or have control characters`
}

func (v plainName) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v plainName) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isPlainName(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Name",
			fmt.Sprintf("%s cannot be a name in Apigee: %s.", req.ConfigValue, v.Description(ctx)))
	}
}

func isPlainName(nameOrID string) bool {
	return !strings.ContainsFunc(nameOrID, unicode.IsControl) &&
		!slices.ContainsFunc(strings.Split(nameOrID, "/"), func(part string) bool { return part == "." || part == ".." })
}

// emailPattern is a plain check of form: one @, no spaces, no control characters, a domain.
var emailPattern = regexp.MustCompile(`^[^@\s/\p{C}]+@[^@\s/\p{C}]+$`)

var uuidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// developerEmail is for a developer's address, which Apigee keeps in lower case and
// finds in no other. Apigee takes the developer's UUID in its place; here each
// developer has one name, so that changes to one app wait for each other.
type developerEmail struct{}

var _ validator.String = developerEmail{}

func (developerEmail) Description(context.Context) string { return "an e-mail address in lower case" }

func (v developerEmail) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (developerEmail) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := developerEmailProblem(shortName(req.ConfigValue.ValueString())); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Developer E-Mail", problem)
	}
}

// developerEmailProblem says what is wrong with an address; empty: nothing.
func developerEmailProblem(email string) string {
	lower := strings.ToLower(email)
	switch {
	case uuidPattern.MatchString(email):
		return fmt.Sprintf("%q is a developer's UUID. Write the developer's e-mail address in its place; "+
			"GET organizations/ORGANIZATION/developers/%[1]s shows it.", email)
	case !emailPattern.MatchString(email):
		return fmt.Sprintf("%q is not an e-mail address. Write the address that the developer has in Apigee, such as \"dev@acme.test\".", email)
	case lower != email:
		return fmt.Sprintf("Apigee keeps the e-mail addresses of developers in lower case and finds them in no other: write %q.", lower)
	}
	return ""
}

// noNulls refuses a map or a set with an element that is null, at the element.
type noNulls struct{}

var (
	_ validator.Map = noNulls{}
	_ validator.Set = noNulls{}
)

func (noNulls) Description(context.Context) string { return "no element may be null" }

func (v noNulls) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (noNulls) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for name, value := range req.ConfigValue.Elements() {
		if value.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtMapKey(name), "Null Element",
				fmt.Sprintf("%s is null. Give it a value, or leave it out.", req.Path.AtMapKey(name)))
		}
	}
}

func (noNulls) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	for _, value := range req.ConfigValue.Elements() {
		if value.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtSetValue(value), "Null Element",
				fmt.Sprintf("An element of %s is null. Give it a value, or leave it out.", req.Path))
		}
	}
}
