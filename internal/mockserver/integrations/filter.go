package integrations

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// versionFilter says whether a version is in a list.
type versionFilter func(versionJSON) bool

// versionFields are the fields that a filter may compare, by their protobuf names.
var versionFields = map[string]func(versionJSON) string{
	"name":                func(v versionJSON) string { return v.Name },
	"state":               func(v versionJSON) string { return string(v.State) },
	"status":              func(v versionJSON) string { return string(v.State) },
	"snapshot_number":     func(v versionJSON) string { return strconv.FormatInt(v.SnapshotNumber, 10) },
	"user_label":          func(v versionJSON) string { return v.UserLabel },
	"lock_holder":         func(v versionJSON) string { return v.LockHolder },
	"last_modifier_email": func(v versionJSON) string { return v.LastModifierEmail },
	"description":         func(v versionJSON) string { return v.Description },
	"parent_template_id":  func(v versionJSON) string { return v.ParentTemplateID },
	"create_time":         func(v versionJSON) string { return v.CreateTime },
	"update_time":         func(v versionJSON) string { return v.UpdateTime },
}

// filterToken is one of: a parenthesis, an operator, a quoted text, a word.
var filterToken = regexp.MustCompile(`^\s*(\(|\)|!=|<=|>=|=|<|>|:|"(?:[^"\\]|\\.)*"|[^\s()=<>!:"][^\s()=<>!"]*)`)

// filterParser reads filters as in https://google.aip.dev/160, where OR binds closer than AND: comparisons of fields,
// whose names are snake_case or camelCase, with literals; AND, OR, NOT, parentheses.
type filterParser struct {
	tokens []string
	failed bool
}

// parseVersionFilter reads a filter; the empty one lets everything through.
func parseVersionFilter(text string) (versionFilter, error) {
	parser := filterParser{}
	rest := strings.TrimSpace(text)
	if rest == "" {
		return func(versionJSON) bool { return true }, nil
	}
	for rest != "" {
		found := filterToken.FindStringSubmatch(rest)
		if found == nil {
			return nil, google.InvalidArgument("Request contains an invalid argument.")
		}
		parser.tokens = append(parser.tokens, splitField(found[1])...)
		rest = strings.TrimSpace(rest[len(found[0]):])
	}
	filter := parser.conjunction()
	if parser.failed || len(parser.tokens) > 0 {
		return nil, google.InvalidArgument("Request contains an invalid argument.")
	}
	return filter, nil
}

// splitField parts the operator ":" from the field before it; a colon within a value, as in a time, stays.
func splitField(token string) []string {
	field, value, ok := strings.Cut(token, ":")
	if _, known := versionFields[google.SnakeCase(field)]; !ok || !known {
		return []string{token}
	}
	if value == "" {
		return []string{field, ":"}
	}
	return []string{field, ":", value}
}

// next returns the next token, "" behind the last.
func (p *filterParser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	token := p.tokens[0]
	p.tokens = p.tokens[1:]
	return token
}

// accept takes the next token if it is this one.
func (p *filterParser) accept(token string) bool {
	if len(p.tokens) == 0 || p.tokens[0] != token {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

func (p *filterParser) conjunction() versionFilter {
	filter := p.disjunction()
	for p.accept("AND") {
		left, right := filter, p.disjunction()
		filter = func(v versionJSON) bool { return left(v) && right(v) }
	}
	return filter
}

func (p *filterParser) disjunction() versionFilter {
	filter := p.term()
	for p.accept("OR") {
		left, right := filter, p.term()
		filter = func(v versionJSON) bool { return left(v) || right(v) }
	}
	return filter
}

func (p *filterParser) term() versionFilter {
	if p.accept("NOT") {
		inner := p.term()
		return func(v versionJSON) bool { return !inner(v) }
	}
	if p.accept("(") {
		inner := p.conjunction()
		p.failed = p.failed || !p.accept(")")
		return inner
	}
	return p.comparison()
}

func (p *filterParser) comparison() versionFilter {
	field, known := versionFields[google.SnakeCase(p.next())]
	operator, value := p.next(), p.next()
	matches, ok := filterOperators[operator]
	if !known || !ok || value == "" || value == "(" || value == ")" {
		p.failed = true
		return nil
	}
	if text, err := strconv.Unquote(value); err == nil {
		value = text
	}
	return func(v versionJSON) bool { return matches(field(v), value) }
}

var filterOperators = map[string]func(have, want string) bool{
	"=":  func(have, want string) bool { return have == want },
	"!=": func(have, want string) bool { return have != want },
	"<":  func(have, want string) bool { return compareValues(have, want) < 0 },
	"<=": func(have, want string) bool { return compareValues(have, want) <= 0 },
	">":  func(have, want string) bool { return compareValues(have, want) > 0 },
	">=": func(have, want string) bool { return compareValues(have, want) >= 0 },
	":":  strings.Contains,
}

// compareValues compares numbers as numbers, times as times, and anything else as texts.
func compareValues(a, b string) int {
	if m, err := strconv.ParseInt(a, 10, 64); err == nil {
		if n, err := strconv.ParseInt(b, 10, 64); err == nil {
			return cmp.Compare(m, n)
		}
	}
	if t, err := time.Parse(time.RFC3339, a); err == nil {
		if u, err := time.Parse(time.RFC3339, b); err == nil {
			return t.Compare(u)
		}
	}
	return cmp.Compare(a, b)
}
