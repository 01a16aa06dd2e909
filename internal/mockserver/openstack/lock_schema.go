package openstack

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// property is one property of a JSON schema with its checks. Manila reports the first error in the schema's order
// (20.0.0, api/validation/validators.py over the schemas in api/schemas/resource_locks.py).
type property struct {
	name   string
	checks []func(any) string // "" or the message
}

const maxReasonLength = 1023

var (
	resourceTypes   = []any{"share", "access_rule", nil}
	resourceActions = []any{"delete", "show", nil}

	reasonProperty = property{"lock_reason", []func(any) string{textOrNull, maxLength(maxReasonLength)}}
	actionProperty = property{"resource_action", []func(any) string{textOrNull, oneOf(resourceActions)}}

	createSchema = []property{
		{"resource_id", []func(any) string{isText, isUUID}},
		reasonProperty,
		{"resource_type", []func(any) string{textOrNull, oneOf(resourceTypes)}},
		actionProperty,
	}
	updateSchema = []property{actionProperty, reasonProperty}

	natural = []func(any) string{pattern(`^[0-9]*$`), atMost(1<<31 - 1), notEmpty}
	boolean = []func(any) string{oneOf([]any{
		true, "True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes",
		"y", "t", false, "False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f",
	})}
	querySchema = []property{
		{"limit", natural},
		{"offset", natural},
		{"with_count", boolean},
		{"created_since", []func(any) string{isDateTime}},
		{"created_before", []func(any) string{isDateTime}},
		{"project_id", []func(any) string{isUUID}},
		{"user_id", []func(any) string{isUUID}},
		{"resource_id", []func(any) string{isUUID}},
		{"resource_action", []func(any) string{oneOf(resourceActions)}},
		{"resource_type", []func(any) string{oneOf(resourceTypes)}},
		{"all_projects", boolean},
		{"lock_context", []func(any) string{maxLength(10)}},
		{"lock_reason", []func(any) string{maxLength(maxReasonLength)}},
	}
)

// lockBody returns the "resource_lock" of a body after checking it against a schema.
func lockBody(call *manilaCall, schema []property, required ...string) (object, error) {
	if !call.hasBody {
		// The controller is called without its argument "body" then, which nobody catches.
		return nil, errInternal
	}
	body, ok := call.body.(object)
	if !ok {
		return nil, badRequest(pythonRepr(call.body) + " is not of type 'object'")
	}
	value, ok := body.get("resource_lock")
	if !ok {
		return nil, badRequest("'resource_lock' is a required property")
	}
	lock, ok := value.(object)
	if !ok {
		return nil, invalidField("resource_lock", value, pythonRepr(value)+" is not of type 'object'")
	}
	unexpected := []string{}
	for _, m := range lock {
		if !slices.ContainsFunc(schema, func(p property) bool { return p.name == m.Name }) {
			unexpected = append(unexpected, pythonQuote(m.Name))
		}
	}
	for _, p := range schema {
		if value, ok := lock.get(p.name); ok {
			if err := p.validate(p.name, value); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range required {
		if _, ok := lock.get(name); !ok {
			return nil, invalidField("resource_lock", lock, pythonQuote(name)+" is a required property")
		}
	}
	if len(unexpected) > 0 {
		sort.Strings(unexpected)
		verb := "was"
		if len(unexpected) > 1 {
			verb = "were"
		}
		return nil, invalidField("resource_lock", lock, fmt.Sprintf(
			"Additional properties are not allowed (%s %s unexpected)", strings.Join(unexpected, ", "), verb))
	}
	return lock, nil
}

// validateQuery checks query parameters. Its messages name a value's place in its list, not the parameter.
func validateQuery(query url.Values) error {
	for _, values := range query {
		for _, value := range values {
			if !utf8.ValidString(value) {
				return badRequest("Query string is not UTF-8 encoded")
			}
		}
	}
	for _, p := range querySchema {
		for i, value := range query[p.name] {
			if err := p.validate(strconv.Itoa(i), value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p property) validate(shown string, value any) error {
	for _, check := range p.checks {
		if message := check(value); message != "" {
			return invalidField(shown, value, message)
		}
	}
	return nil
}

func invalidField(name string, value any, message string) error {
	return badRequest("Invalid input for field/attribute " + name + ". Value: " + pythonStr(value) + ". " + message)
}

func isText(value any) string {
	if _, ok := value.(string); !ok {
		return pythonRepr(value) + " is not of type 'string'"
	}
	return ""
}

func textOrNull(value any) string {
	if _, ok := value.(string); !ok && value != nil {
		return pythonRepr(value) + " is not of type 'string', 'null'"
	}
	return ""
}

func maxLength(n int) func(any) string {
	return func(value any) string {
		if text, ok := value.(string); ok && utf8.RuneCountInString(text) > n {
			return pythonRepr(value) + " is too long"
		}
		return ""
	}
}

func notEmpty(value any) string {
	if value == "" {
		return "'' is too short"
	}
	return ""
}

func pattern(expression string) func(any) string {
	compiled := regexp.MustCompile(expression)
	return func(value any) string {
		if text, ok := value.(string); ok && !compiled.MatchString(text) {
			return pythonRepr(value) + " does not match '" + expression + "'"
		}
		return ""
	}
}

func atMost(n int) func(any) string {
	return func(value any) string {
		text, _ := value.(string)
		if number, err := strconv.Atoi(text); err == nil && number > n {
			return fmt.Sprintf("%d is greater than the maximum of %d", number, n)
		}
		return ""
	}
}

func oneOf(allowed []any) func(any) string {
	return func(value any) string {
		if !slices.Contains(allowed, value) {
			return pythonRepr(value) + " is not one of " + pythonRepr(allowed)
		}
		return ""
	}
}

var hex32 = regexp.MustCompile(`^[0-9a-f]{32}$`)

// isUUID takes what oslo_utils.uuidutils.is_uuid_like takes: any case, with or without dashes, braces or "urn:uuid:".
func isUUID(value any) string {
	text, ok := value.(string)
	plain := strings.NewReplacer("urn:", "", "uuid:", "", "-", "").Replace(text)
	if ok && !hex32.MatchString(strings.ToLower(strings.Trim(plain, "{}"))) {
		return pythonRepr(value) + " is not a 'uuid'"
	}
	return ""
}

func isDateTime(value any) string {
	if text, ok := value.(string); ok {
		if _, ok := parseISOTime(text); !ok {
			return pythonRepr(value) + " is not a 'date-time'"
		}
	}
	return ""
}

// isoTime takes the forms that Python's iso8601 package takes: parts may be left out from the right, the zone too.
var isoTime = regexp.MustCompile(`^(\d{4})(?:-?(\d{1,2})(?:-?(\d{1,2})(?:[ T](\d{1,2}):?(\d{1,2})(?::?(\d{1,2})` +
	`(?:[.,](\d+))?)?(Z|[+-]\d{2}:?(?:\d{2})?)?)?)?)?$`)

// parseISOTime reads a time; without a zone it is UTC.
func parseISOTime(text string) (time.Time, bool) {
	found := isoTime.FindStringSubmatch(text)
	if found == nil {
		return time.Time{}, false
	}
	part := func(i, missing int) int {
		if n, err := strconv.Atoi(found[i]); err == nil {
			return n
		}
		return missing
	}
	year, month, day, hour, minute, second := part(1, 0), part(2, 1), part(3, 1), part(4, 0), part(5, 0), part(6, 0)
	nanos, _ := strconv.Atoi((found[7] + "000000000")[:9])
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	valid := int(t.Month()) == month && t.Day() == day && t.Hour() == hour && t.Minute() == minute &&
		t.Second() == second
	return t.Add(-zoneOffset(found[8])), valid
}

func zoneOffset(zone string) time.Duration {
	digits := strings.ReplaceAll(strings.TrimLeft(zone, "+-"), ":", "")
	if digits == "" || digits == "Z" {
		return 0
	}
	hours, _ := strconv.Atoi(digits[:2])
	minutes, _ := strconv.Atoi("0" + digits[2:])
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if strings.HasPrefix(zone, "-") {
		return -offset
	}
	return offset
}

func (c *manilaCall) query() url.Values { return c.r.URL.Query() }

func okAnswer(body any) (manilaAnswer, error) { return manilaAnswer{http.StatusOK, body}, nil }
