package apigee

import (
	"maps"
	"slices"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// installGroupApps adds the methods for the apps of app groups and their keys. There is no method that generates a key,
// none that replaces one, and none for attributes.
func (a *Apigee) installGroupApps() {
	a.handle("POST "+groupAppsPath, "apigee.appgroupapps.create", a.created(a.createGroupApp))
	a.handle("GET "+groupAppsPath, "apigee.appgroupapps.list", a.listGroupApps, "pageSize", "pageToken")
	a.handle("GET "+groupAppPath, "apigee.appgroupapps.get", a.getApp)
	a.handle("PUT "+groupAppPath, "apigee.appgroupapps.manage", a.putGroupApp, "action")
	a.handle("DELETE "+groupAppPath, "apigee.appgroupapps.delete", a.deleteApp)
	a.handle("POST "+groupAppPath+"/keys", "apigee.appkeys.create", a.created(a.createGroupKey))
	a.handle("POST "+groupKeyPath, "apigee.appkeys.manage", a.postGroupKey, "action")
	a.installKeysOf(groupKeyPath)
}

// decodeGroupApp reads the body of create and update, and what it says about a key to be made.
func (a *Apigee) decodeGroupApp(call *google.Call) (appGroupAppJSON, keyRequest, error) {
	var in appGroupAppJSON
	if err := google.DecodeProto(call.Content, "app_group_app", &in); err != nil {
		return in, keyRequest{}, err
	}
	unit := time.Second
	if a.store.quirks.GroupKeyExpiresInMillis {
		unit = time.Millisecond
	}
	expiresIn, err := keyLifetime(in.KeyExpiresIn, unit)
	return in, keyRequest{products: in.APIProducts, scopes: in.Scopes, expiresIn: expiresIn}, err
}

func (a *Apigee) createGroupApp(call *google.Call) (any, error) {
	in, key, err := a.decodeGroupApp(call)
	if err != nil {
		return nil, err
	}
	if !resourceName.MatchString(in.Name) {
		return nil, google.InvalidArgument("App name is required, and has no other characters than A-Z0-9._-$ %%.")
	}
	app, err := a.store.createApp(call.PathValue("org"), ownerName(call), App{
		Name: in.Name, CallbackURL: in.CallbackURL, Scopes: in.Scopes, Attributes: attributesFromJSON(in.Attributes),
	}, key)
	if err != nil {
		return nil, err
	}
	return a.appAnswer(app.App), nil
}

// putGroupApp is two methods: with an action it sets the status, without one it replaces attributes and callback URL,
// and makes one more key if there are products in the body.
func (a *Apigee) putGroupApp(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	if call.URL.Query().Has("action") {
		status, err := a.actionStatus(call, true)
		if err != nil {
			return nil, err
		}
		app.Status, app.LastModifiedAt = status, a.google.Now() // the keys' own status stays
		if a.store.quirks.GroupActionsAnswerError {
			return nil, google.InvalidArgument("The action failed.")
		}
		return a.appAnswer(app.App), nil
	}
	in, key, err := a.decodeGroupApp(call)
	if err != nil {
		return nil, err
	}
	key.scopes = nil // what PUT does with scopes is not known
	mint := &key
	if len(key.products) == 0 {
		mint = nil
	}
	err = a.store.updateApp(app, call.PathValue("org"), App{
		CallbackURL: in.CallbackURL, Attributes: attributesFromJSON(in.Attributes),
	}, mint)
	if err != nil {
		return nil, err
	}
	return a.appAnswer(app.App), nil
}

// listGroupApps lists whole apps by name. Without pageSize in the request there is no nextPageToken, as a public client
// found.
func (a *Apigee) listGroupApps(call *google.Call) (any, error) {
	found, err := a.findGroup(call)
	if err != nil {
		return nil, err
	}
	query := call.URL.Query()
	all := []appGroupAppJSON{}
	for _, name := range slices.Sorted(maps.Keys(found.apps)) {
		all = append(all, a.groupAppJSON(found.apps[name].visible(a.store.quirks, a.google.Now())))
	}
	page, next, err := pageOf(all, query.Get("pageSize"), query.Get("pageToken"), !a.store.quirks.PagesDoNotRepeat)
	if !query.Has("pageSize") {
		next = ""
	}
	return listGroupAppsJSON{AppGroupApps: page, NextPageToken: next}, err
}

func (a *Apigee) groupAppJSON(app App) appGroupAppJSON {
	in := a.appJSON(app)
	return appGroupAppJSON{
		AppID: in.AppID, Name: in.Name, AppGroup: app.AppGroup, Status: in.Status, CallbackURL: in.CallbackURL,
		Scopes: in.Scopes, Attributes: in.Attributes, Credentials: in.Credentials, CreatedAt: in.CreatedAt,
		LastModifiedAt: in.LastModifiedAt,
	}
}
