package apigee

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// appListParameters are those of organizations.apps.list that the server knows.
var appListParameters = []string{
	"filter", "expand", "includeCred", "apptype", "keyStatus", "ids", "status", "apiProduct",
	"rows", "startKey", "pageSize", "pageToken",
}

// organizationAppJSON is GoogleCloudApigeeV1App, the app as the organization's lists show it.
type organizationAppJSON struct {
	AppID          string           `json:"appId,omitempty"`
	Name           string           `json:"name,omitempty"`
	DeveloperID    string           `json:"developerId,omitempty"`
	DeveloperEmail string           `json:"developerEmail,omitempty"`
	AppGroup       string           `json:"appGroup,omitempty"`
	Status         string           `json:"status,omitempty"`
	CallbackURL    string           `json:"callbackUrl,omitempty"`
	Scopes         []string         `json:"scopes,omitempty"`
	CreatedAt      int64            `json:"createdAt,omitempty,string"`
	LastModifiedAt int64            `json:"lastModifiedAt,omitempty,string"`
	Attributes     []attributeJSON  `json:"attributes,omitempty"`
	Credentials    []credentialJSON `json:"credentials,omitempty"`
}

type listAppsJSON struct {
	App           []organizationAppJSON `json:"app,omitempty"`
	NextPageToken string                `json:"nextPageToken,omitempty"`
	TotalSize     int32                 `json:"totalSize,omitempty"`
}

type listDeveloperAppsJSON struct {
	App []developerAppJSON `json:"app,omitempty"`
}

func (a *Apigee) organizationApp(app App) organizationAppJSON {
	in := a.appJSON(app)
	return organizationAppJSON{
		AppID: in.AppID, AppGroup: app.AppGroup, Name: in.Name, DeveloperID: in.DeveloperID, DeveloperEmail: app.Developer,
		Status:      in.Status,
		CallbackURL: in.CallbackURL, Scopes: in.Scopes, CreatedAt: in.CreatedAt, LastModifiedAt: in.LastModifiedAt,
		Attributes: in.Attributes, Credentials: in.Credentials,
	}
}

func (a *Apigee) getAppByID(call *google.Call) (any, error) {
	for _, app := range a.store.apps(call.PathValue("org")) {
		if app.ID == call.PathValue("app") {
			return a.organizationApp(app.visible(a.store.quirks, a.google.Now())), nil
		}
	}
	return nil, refuse(appMissing, "App with id %s does not exist", call.PathValue("app"))
}

// listApps is the search over all developers. Without expand it shows ids alone; credentials need includeCred,
// too, which is not documented in so many words.
func (a *Apigee) listApps(call *google.Call) (any, error) {
	query := call.URL.Query()
	keep, err := parseAppFilter(query.Get("filter"))
	if err != nil {
		return nil, err
	}
	var out listAppsJSON
	for _, app := range a.store.apps(call.PathValue("org")) {
		if !keep(app.App) || !app.matches(query) {
			continue
		}
		if query.Get("expand") != "true" {
			out.App = append(out.App, organizationAppJSON{AppID: app.ID})
			continue
		}
		seen := app.visible(a.store.quirks, a.google.Now())
		if query.Get("includeCred") == "false" {
			seen.Keys = nil
		}
		out.App = append(out.App, a.organizationApp(seen))
	}
	return out.page(query.Get("pageSize")+query.Get("rows"), query.Get("pageToken"))
}

// matches reports whether an app is among those that the parameters besides the filter ask for.
func (a App) matches(query url.Values) bool {
	ids := splitList(query.Get("ids"))
	hasStatus := func(k Key) bool { return k.Status == query.Get("keyStatus") }
	return (len(ids) == 0 || slices.Contains(ids, a.ID)) && a.ID >= query.Get("startKey") &&
		(!query.Has("status") || a.Status == query.Get("status")) &&
		(!query.Has("apptype") || a.isOfType(query.Get("apptype"))) &&
		(!query.Has("keyStatus") || slices.ContainsFunc(a.Keys, hasStatus)) &&
		(!query.Has("apiProduct") || a.hasProduct(query.Get("apiProduct")))
}

// splitList splits a list that has commas between its items.
func splitList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

// page cuts the list down to one page.
func (l listAppsJSON) page(size, token string) (any, error) {
	items, next, err := pageOf(l.App, size, token, false)
	return listAppsJSON{App: items, NextPageToken: next, TotalSize: int32(len(l.App))}, err
}

// maxPage is how many items a page has at most.
const maxPage = 1000

// pageOf cuts a list down to one page. With repeat, a further page starts with the last item of the page before.
func pageOf[T any](list []T, size, token string, repeat bool) ([]T, string, error) {
	limit, err := strconv.Atoi(size)
	if size != "" && (err != nil || limit < 0) {
		return nil, "", google.InvalidArgument("Invalid page size.")
	}
	if limit == 0 || limit > maxPage {
		limit = maxPage
	}
	start := 0
	if token != "" {
		text, err := base64.URLEncoding.DecodeString(token)
		if err == nil {
			start, err = strconv.Atoi(string(text))
		}
		if err != nil || start < 0 || start > len(list) {
			return nil, "", google.InvalidArgument("Invalid page token.")
		}
	}
	end := min(start+limit, len(list))
	next := ""
	if end < len(list) {
		from := end
		if repeat && limit > 1 {
			from--
		}
		next = base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(from)))
	}
	return list[start:end], next, nil
}

// countOf reads the query parameter count, maxPage if it is absent.
func countOf(text string) (int, error) {
	if text == "" {
		return maxPage, nil
	}
	count, err := strconv.Atoi(text)
	if err != nil || count < 1 {
		return 0, google.InvalidArgument("Invalid count.")
	}
	return min(count, maxPage), nil
}

// parseAppFilter reads a filter of one comparison such as developerEmail=dev@acme.test. Whether the service takes
// more than one is not documented.
func parseAppFilter(filter string) (func(App) bool, error) {
	if filter == "" {
		return func(App) bool { return true }, nil
	}
	name, value, ok := strings.Cut(filter, "=")
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if !ok {
		return nil, google.InvalidArgument("Invalid filter.")
	}
	switch strings.TrimSpace(name) {
	case "consumerKey":
		return func(a App) bool {
			return slices.ContainsFunc(a.Keys, func(k Key) bool { return k.ConsumerKey == value })
		}, nil
	case "developerEmail":
		return func(a App) bool { return a.Developer == value }, nil
	case "apiProduct":
		return func(a App) bool { return a.hasProduct(value) }, nil
	case "status":
		return func(a App) bool { return a.Status == value }, nil
	case "appId":
		return func(a App) bool { return a.ID == value }, nil
	case "appName":
		return func(a App) bool { return a.Name == value }, nil
	case "appType":
		return func(a App) bool { return a.isOfType(value) }, nil
	case "appGroup":
		return func(a App) bool { return a.AppGroup == value && value != "" }, nil
	}
	return nil, google.InvalidArgument("Invalid filter.")
}

// isOfType reports whether an app is of the appType "AppGroup" or "Developer", in any case.
func (a App) isOfType(name string) bool {
	if a.AppGroup != "" {
		return strings.EqualFold(name, "AppGroup")
	}
	return strings.EqualFold(name, "Developer")
}

func (a App) hasProduct(name string) bool {
	return slices.ContainsFunc(a.Keys, func(k Key) bool {
		return slices.ContainsFunc(k.Products, func(p KeyProduct) bool { return p.Name == name })
	})
}

// listDeveloperApps lists the apps of one developer by name: their ids, or the first 100 whole with expand. With
// startKey it starts at that name. The discovery document says that expand is "not valid" with count or startKey, and
// that startKey needs count; with which error they are refused, it does not.
func (a *Apigee) listDeveloperApps(call *google.Call) (any, error) {
	developer, err := a.store.developer(call.PathValue("org"), ownerName(call))
	if err != nil {
		return nil, err
	}
	query := call.URL.Query()
	if query.Get("expand") == "true" && (query.Has("count") || query.Has("startKey")) {
		return nil, google.InvalidArgument("expand is not valid with count or startKey.")
	}
	if query.Has("startKey") && !query.Has("count") {
		return nil, google.InvalidArgument("startKey must be used with count.")
	}
	limit, err := countOf(query.Get("count"))
	if err != nil {
		return nil, err
	}
	if !query.Has("count") {
		limit = 100
	}
	apps := make([]*storedApp, 0, len(developer.apps))
	for _, app := range developer.apps {
		if app.Name >= query.Get("startKey") {
			apps = append(apps, app)
		}
	}
	slices.SortFunc(apps, func(a, b *storedApp) int { return strings.Compare(a.Name, b.Name) })
	var out listDeveloperAppsJSON
	for _, app := range apps[:min(limit, len(apps))] {
		shown := developerAppJSON{AppID: app.ID, Name: app.Name}
		if query.Get("expand") == "true" {
			shown = a.appJSON(app.visible(a.store.quirks, a.google.Now()))
		}
		out.App = append(out.App, shown)
	}
	return out, nil
}
