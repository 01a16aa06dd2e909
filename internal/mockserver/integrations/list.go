package integrations

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// Page sizes of a list of versions.
const (
	defaultVersionsPage = 50
	maxVersionsPage     = 1000
)

// listParameters are those of versions.list. fieldMask is taken and does not count: its syntax is not documented.
var listParameters = []string{"filter", "orderBy", "pageSize", "pageToken", "fieldMask"}

// listVersions lists the versions of an integration, or of all with "-" in its place or in the location's. An
// integration that does not exist has none.
func (a *Integrations) listVersions(call *google.Call, name integrationName) (any, error) {
	query, store := call.URL.Query(), &a.store
	keep, err := parseVersionFilter(query.Get("filter"))
	if err != nil {
		return nil, err
	}
	order, err := parseVersionOrder(query.Get("orderBy"))
	if err != nil {
		return nil, err
	}
	found := []versionJSON{}
	for _, version := range store.versions {
		if out := store.json(version); name.matches(version.name) && keep(out) {
			found = append(found, out)
		}
	}
	slices.SortStableFunc(found, order)
	start, end, err := versionsPage(call.URL.Path, query, len(found))
	if err != nil {
		return nil, err
	}
	out := listVersionsJSON{IntegrationVersions: found[start:end]}
	if end < len(found) {
		out.NextPageToken = pageToken(call.URL.Path, query, end)
	}
	return out, nil
}

// matches says whether a name, which may hold wildcards, stands for another.
func (n integrationName) matches(other integrationName) bool {
	return n.project == other.project && n.product == other.product &&
		(n.location == "-" || n.location == other.location) &&
		(n.integration == "-" || n.integration == other.integration)
}

// parseVersionOrder reads a list of sort keys, whose directions are fixed: the newest first, names from a to z.
func parseVersionOrder(text string) (func(a, b versionJSON) int, error) {
	keys := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	orders := make([]func(a, b versionJSON) int, len(keys))
	for i, key := range keys {
		switch google.SnakeCase(key) {
		case "last_modified_time":
			orders[i] = func(a, b versionJSON) int { return compareValues(b.UpdateTime, a.UpdateTime) }
		case "created_time":
			orders[i] = func(a, b versionJSON) int { return compareValues(b.CreateTime, a.CreateTime) }
		case "snapshot_number":
			orders[i] = func(a, b versionJSON) int { return cmp.Compare(b.SnapshotNumber, a.SnapshotNumber) }
		case "name":
			orders[i] = func(a, b versionJSON) int { return cmp.Compare(a.Name, b.Name) }
		default:
			return nil, google.InvalidArgument("Request contains an invalid argument.")
		}
	}
	return func(a, b versionJSON) int {
		for _, order := range orders {
			if c := order(a, b); c != 0 {
				return c
			}
		}
		return 0
	}, nil
}

// versionsPage says which part of n versions the page is.
func versionsPage(path string, query url.Values, n int) (start, end int, err error) {
	size := defaultVersionsPage
	if text := query.Get("pageSize"); text != "" {
		size, err = strconv.Atoi(text)
		if err != nil || size < 0 {
			return 0, 0, google.InvalidArgument("Request contains an invalid argument.")
		}
		if size == 0 {
			size = defaultVersionsPage
		}
	}
	if token := query.Get("pageToken"); token != "" {
		text, _ := base64.RawURLEncoding.DecodeString(token)
		_, offset, _ := strings.Cut(string(text), " ")
		start, err = strconv.Atoi(offset)
		if err != nil || token != pageToken(path, query, start) || start > n {
			return 0, 0, google.InvalidArgument("Request contains an invalid argument.")
		}
	}
	return start, min(start+min(size, maxVersionsPage), n), nil
}

// pageToken makes a token that goes with the other parameters of the request alone.
func pageToken(path string, query url.Values, offset int) string {
	other := url.Values{}
	for name, values := range query {
		if name != "pageToken" {
			other[name] = values
		}
	}
	sum := sha256.Sum256([]byte(path + "?" + other.Encode()))
	return base64.RawURLEncoding.EncodeToString([]byte(hex.EncodeToString(sum[:8]) + " " + strconv.Itoa(offset)))
}
