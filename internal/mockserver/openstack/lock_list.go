package openstack

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listLocks lists locks (20.0.0, api/v2/resource_locks.py, index; lock/api.py, get_all; db/sqlalchemy/api.py,
// resource_lock_get_all). Parameters that it does not know, "marker" among them, are ignored.
func (m *ShareService) listLocks(call *manilaCall) (manilaAnswer, error) {
	if !call.caller.may("reader") {
		return manilaAnswer{}, errAccessDenied
	}
	query := call.query()
	if err := validateQuery(query); err != nil {
		return manilaAnswer{}, err
	}
	found := m.filterLocks(call.caller, query)
	if err := sortLocks(found, query); err != nil {
		return manilaAnswer{}, err
	}
	page := cutPage(found, query, m.cloud.config.maxLimit)
	if err := showable(page...); err != nil {
		return manilaAnswer{}, err
	}
	list := []any{}
	for _, l := range page {
		list = append(list, call.lockBody(l))
	}
	body := object{{"resource_locks", list}}
	if len(found) > 0 && isTrue(first(query, "with_count")) {
		body = append(body, member{"count", len(found)})
	}
	// The next link stands there if as many came as were asked for, also at the very end; not with a limit above
	// the maximum, as the number asked for is compared.
	if limit, _ := strconv.Atoi(last(query, "limit")); limit > 0 && limit == len(page) {
		body = append(body, member{"resource_locks_links", []any{
			object{{"rel", "next"}, {"href", nextLink(call, page[len(page)-1].ID)}},
		}})
	}
	return okAnswer(body)
}

// first and last pick one of a parameter's values: the real code does both, for filters and for pages.
func first(query url.Values, name string) string { return query.Get(name) }

func last(query url.Values, name string) string {
	values := query[name]
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

func isTrue(text string) bool {
	return slices.Contains([]string{"1", "t", "true", "on", "y", "yes"}, strings.ToLower(text))
}

// filterLocks returns the locks that the query asks for and the caller may see. A project_id without all_projects,
// and all_tenants, are honoured for everyone.
func (m *ShareService) filterLocks(c caller, query url.Values) []*Lock {
	project, byProject := first(query, "project_id"), query.Has("project_id")
	all := last(query, "all_projects") != "" && c.adminOrService()
	if query.Has("all_projects") && !c.adminOrService() {
		byProject = false
	}
	if !byProject && !all && last(query, "all_tenants") == "" {
		project, byProject = c.projectID, true
	}
	found := []*Lock{}
	for _, l := range m.locks {
		if (!byProject || strings.EqualFold(l.ProjectID, project)) && l.matches(query) {
			found = append(found, l)
		}
	}
	return found
}

// matches applies the filters other than the project's.
func (l *Lock) matches(query url.Values) bool {
	exact := map[string]string{
		"id": l.ID, "user_id": l.UserID, "resource_id": l.ResourceID, "resource_type": l.ResourceType,
		"resource_action": l.ResourceAction, "lock_context": l.LockContext,
	}
	for name, value := range exact {
		if query.Has(name) && !sameText(first(query, name), value) {
			return false
		}
	}
	if query.Has("lock_reason") && (l.LockReason == nil || !sameText(first(query, "lock_reason"), *l.LockReason)) {
		return false
	}
	if query.Has("lock_reason~") && (l.LockReason == nil || !like(*l.LockReason, first(query, "lock_reason~"))) {
		return false
	}
	created := l.CreatedAt.Truncate(time.Microsecond)
	since, bySince := parseISOTime(last(query, "created_since"))
	before, byBefore := parseISOTime(last(query, "created_before"))
	return (!bySince || !created.Before(since)) && (!byBefore || !created.After(before))
}

// sameText compares as MySQL does: without case and without blanks at the end. That it takes accents off as well is
// not copied.
func sameText(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, " "), strings.TrimRight(b, " "))
}

// like is SQL's LIKE for "contains": % and _ in what is sought are wildcards.
func like(text, sought string) bool {
	expression := strings.NewReplacer("%", ".*", "_", ".").Replace(regexp.QuoteMeta(sought))
	return regexp.MustCompile("(?is)" + expression).MatchString(text)
}

// sortLocks orders by any column, by default newest first. Any direction but "desc" is ascending.
func sortLocks(locks []*Lock, query url.Values) error {
	key, descending := "created_at", true
	if query.Has("sort_key") {
		key = first(query, "sort_key")
	}
	if query.Has("sort_dir") {
		descending = first(query, "sort_dir") == "desc"
	}
	column, ok := lockColumns[key]
	if !ok {
		return badRequest("Invalid input received: Invalid sort key " + key + ".")
	}
	if descending {
		// Locks of the same microsecond, as a clock that stands still makes them, come newest first too. The order
		// in which MySQL has them is not known.
		slices.Reverse(locks)
	}
	slices.SortStableFunc(locks, func(a, b *Lock) int {
		order := strings.Compare(column(a), column(b))
		if descending {
			return -order
		}
		return order
	})
	return nil
}

// lockColumns are the columns of the table, in a form that sorts as the database does: null first.
var lockColumns = map[string]func(*Lock) string{
	"id":              func(l *Lock) string { return strings.ToLower(l.ID) },
	"user_id":         func(l *Lock) string { return strings.ToLower(l.UserID) },
	"project_id":      func(l *Lock) string { return strings.ToLower(l.ProjectID) },
	"lock_context":    func(l *Lock) string { return l.LockContext },
	"resource_type":   func(l *Lock) string { return l.ResourceType },
	"resource_id":     func(l *Lock) string { return strings.ToLower(l.ResourceID) },
	"resource_action": func(l *Lock) string { return l.ResourceAction },
	"created_at":      func(l *Lock) string { return stamp(l.CreatedAt) },
	"updated_at":      func(l *Lock) string { return stamp(l.UpdatedAt) },
	"deleted":         func(*Lock) string { return "" },
	"deleted_at":      func(*Lock) string { return "" },
	"lock_reason": func(l *Lock) string {
		if l.LockReason == nil {
			return ""
		}
		return "\x01" + strings.ToLower(*l.LockReason)
	},
}

// cutPage cuts a list to limit and offset. A limit above osapi_max_limit is cut to it; no limit at all gives
// everything.
func cutPage[T any](list []T, query url.Values, maxLimit int) []T {
	offset, _ := strconv.Atoi(last(query, "offset")) // validated
	list = list[min(offset, len(list)):]
	if !query.Has("limit") {
		return list
	}
	limit, _ := strconv.Atoi(last(query, "limit")) // validated
	return list[:min(limit, maxLimit, len(list))]
}

// nextLink repeats the query, unescaped, with the last lock as marker. The path has an underscore, so following it
// is a 404, and the marker would be ignored.
func nextLink(call *manilaCall, marker string) string {
	parts := []string{}
	for part := range strings.SplitSeq(call.r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		plainName, err1 := url.QueryUnescape(name)
		plainValue, err2 := url.QueryUnescape(value)
		if part != "" && plainName != "marker" && err1 == nil && err2 == nil {
			parts = append(parts, plainName+"="+plainValue)
		}
	}
	parts = append(parts, "marker="+marker)
	return call.base + "/v2/" + call.project + "resource_locks?" + strings.Join(parts, "&")
}
