package apigee

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// appListParameters are those of organizations.apps.list that the server knows.
var appListParameters = []string{
	"filter", "expand", "includeCred", "ids", "status", "apiProduct", "rows", "startKey", "pageSize", "pageToken",
}

// organizationAppJSON is GoogleCloudApigeeV1App, the app as the organization's lists show it.
type organizationAppJSON struct {
	AppID          string           `json:"appId,omitempty"`
	Name           string           `json:"name,omitempty"`
	DeveloperID    string           `json:"developerId,omitempty"`
	DeveloperEmail string           `json:"developerEmail,omitempty"`
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
	in := a.appAnswer(app)
	return organizationAppJSON{
		AppID: in.AppID, Name: in.Name, DeveloperID: in.DeveloperID, DeveloperEmail: app.Developer, Status: in.Status,
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
	ids := strings.FieldsFunc(query.Get("ids"), func(r rune) bool { return r == ',' })
	var out listAppsJSON
	for _, app := range a.store.apps(call.PathValue("org")) {
		if !keep(app.App) || len(ids) > 0 && !slices.Contains(ids, app.ID) ||
			query.Has("status") && app.Status != query.Get("status") || app.ID < query.Get("startKey") ||
			query.Has("apiProduct") && !app.hasProduct(query.Get("apiProduct")) {
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

// page cuts the list down to one page of at most 1000 apps.
func (l listAppsJSON) page(size, token string) (any, error) {
	limit, err := strconv.Atoi(size)
	if size != "" && (err != nil || limit < 0) {
		return nil, google.InvalidArgument("Invalid page size.")
	}
	if limit == 0 || limit > 1000 {
		limit = 1000
	}
	start := 0
	if token != "" {
		text, err := base64.URLEncoding.DecodeString(token)
		if err == nil {
			start, err = strconv.Atoi(string(text))
		}
		if err != nil || start < 0 || start > len(l.App) {
			return nil, google.InvalidArgument("Invalid page token.")
		}
	}
	end := min(start+limit, len(l.App))
	out := listAppsJSON{App: l.App[start:end], TotalSize: int32(len(l.App))}
	if end < len(l.App) {
		out.NextPageToken = base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(end)))
	}
	return out, nil
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
		return func(App) bool { return value == "Developer" }, nil
	}
	return nil, google.InvalidArgument("Invalid filter.")
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
	developer, err := a.store.developer(call.PathValue("org"), call.PathValue("developer"))
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
	limit, err := strconv.Atoi(query.Get("count"))
	if query.Has("count") && (err != nil || limit < 1) {
		return nil, google.InvalidArgument("Invalid count.")
	}
	if limit == 0 || limit > 1000 {
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
			shown = a.appAnswer(app.visible(a.store.quirks, a.google.Now()))
		}
		out.App = append(out.App, shown)
	}
	return out, nil
}
