// Package apigee is a mock of the Apigee management API (apigee:v1): developer apps and their keys.
package apigee

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

const (
	orgPath  = "/v1/organizations/{org}"
	appsPath = orgPath + "/developers/{developer}/apps"
	appPath  = appsPath + "/{app}"
	keyPath  = appPath + "/keys/{key}"
)

// Apigee is the Apigee management API with its organizations. Its methods look at the state and change it as somebody
// else would, without a request.
type Apigee struct {
	google *google.Google
	store  store
}

// New adds the methods of Apigee to g and fills them with the seed.
func New(g *google.Google, quirks Quirks) *Apigee {
	a := &Apigee{google: g, store: store{quirks: quirks, now: g.Now}}
	a.seed()
	a.install()
	return a
}

// install adds the methods of apigee:v1 that have to do with developer apps and their keys. The
// permissions of generate, of actions on apps and of reading and deleting keys are not documented.
func (a *Apigee) install() {
	a.google.Mask(mask)
	a.google.HandleUnknown("apigee", "/v1/organizations/", google.NotFoundPage)

	a.handle("GET "+orgPath+"/apps", "apigee.apps.list", a.listApps, appListParameters...)
	a.handle("GET "+orgPath+"/apps/{app}", "apigee.apps.get", a.getAppByID)
	a.handle("GET "+appsPath, "apigee.developerapps.list", a.listDeveloperApps,
		"expand", "shallowExpand", "count", "startKey")
	a.handle("POST "+appsPath, "apigee.developerapps.create", a.createApp)
	a.handle("GET "+appPath, "apigee.developerapps.get", a.getApp, "entity", "query")
	a.handle("PUT "+appPath, "apigee.developerapps.update", a.updateApp)
	a.handle("DELETE "+appPath, "apigee.developerapps.delete", a.deleteApp)
	a.handle("POST "+appPath, "apigee.developerapps.manage", a.postApp, "action")
	a.installAttributes()
	a.installKeys()
}

// apigee adds one method.
func (a *Apigee) handle(pattern, permission string, h func(*google.Call) (any, error), query ...string) {
	a.google.Handle(google.Route{
		API: "apigee", Pattern: pattern, Permission: permission, Query: query,
		Handle: func(call *google.Call) (any, error) {
			org := call.PathValue("org")
			if a.store.orgs[org] == nil {
				return nil, google.PermissionDenied(permission, "organizations/"+org)
			}
			answer, err := h(call)
			return answer, envelope(err)
		},
	})
}

// codes says how each refusal of the store is answered; anything else is a bad request.
var codes = map[errorKind]struct {
	code   int
	status string
}{
	developerMissing: {http.StatusNotFound, "NOT_FOUND"},
	appMissing:       {http.StatusNotFound, "NOT_FOUND"},
	keyMissing:       {http.StatusNotFound, "NOT_FOUND"},
	productMissing:   {http.StatusNotFound, "NOT_FOUND"},
	attributeMissing: {http.StatusNotFound, "NOT_FOUND"},
	appTaken:         {http.StatusConflict, "ALREADY_EXISTS"},
	keyTaken:         {http.StatusConflict, "ABORTED"}, // not ALREADY_EXISTS: seen at the real service
}

// envelope puts a refusal of the store into the envelope of the real service, which names an internal address.
func envelope(err error) error {
	var refusal *storeError
	if !errors.As(err, &refusal) {
		return err
	}
	to, ok := codes[refusal.kind]
	if !ok {
		to.code, to.status = http.StatusBadRequest, "INVALID_ARGUMENT"
	}
	return &google.Error{Code: to.code, Status: to.status, Message: refusal.message, Details: []any{
		map[string]any{
			"@type": "type.googleapis.com/google.rpc.PreconditionFailure",
			"violations": []map[string]string{{
				"type": string(refusal.kind), "subject": "10.0.0.1:8443", "description": refusal.message,
			}},
		},
		map[string]any{"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": core.NewUUID()},
	}}
}

func (a *Apigee) createApp(call *google.Call) (any, error) {
	in, key, err := decodeApp(call)
	if err != nil {
		return nil, err
	}
	if in.Name == "" {
		return nil, google.InvalidArgument("App name is required.")
	}
	family := in.AppFamily
	if family == "" {
		family = "default"
	}
	app, err := a.store.createApp(call.PathValue("org"), call.PathValue("developer"), App{
		Name: in.Name, Family: family, CallbackURL: in.CallbackURL, Scopes: in.Scopes,
		Attributes: attributesFromJSON(in.Attributes),
	}, key)
	if err != nil {
		return nil, err
	}
	return a.appAnswer(app.App), nil
}

// decodeApp reads the body of create, update and generate, and what it says about a key to be made.
func decodeApp(call *google.Call) (developerAppJSON, keyRequest, error) {
	var in developerAppJSON
	if err := google.DecodeProto(call.Content, "developer_app", &in); err != nil {
		return in, keyRequest{}, err
	}
	expiresIn, err := keyLifetime(in.KeyExpiresIn, time.Millisecond)
	return in, keyRequest{products: in.APIProducts, scopes: in.Scopes, expiresIn: expiresIn}, err
}

// visible returns the app as a GET sees it: without credentials for a moment after it was created.
func (a *storedApp) visible(q Quirks, now time.Time) App {
	app := a.App
	if a.reads < q.HiddenReads || now.Before(a.CreatedAt.Add(q.HiddenFor)) {
		app.Keys = nil
	}
	return app
}

func (a *Apigee) appAnswer(app App) developerAppJSON {
	return a.appJSON(app)
}

func (a *Apigee) findApp(call *google.Call) (*storedApp, error) {
	return a.store.app(call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"))
}

func (a *Apigee) getApp(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	seen := app.visible(a.store.quirks, a.google.Now())
	app.reads++
	return a.appAnswer(seen), nil
}

// updateApp is PUT: with products in the body it makes one more key.
func (a *Apigee) updateApp(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	in, key, err := decodeApp(call)
	if err != nil {
		return nil, err
	}
	key.scopes = nil // PUT cannot change scopes
	mint := &key
	if len(key.products) == 0 {
		mint = nil
	}
	return a.replaceApp(call, app, in, mint)
}

func (a *Apigee) replaceApp(call *google.Call, app *storedApp, in developerAppJSON, key *keyRequest) (any, error) {
	err := a.store.updateApp(app, call.PathValue("org"), App{
		CallbackURL: in.CallbackURL, Attributes: attributesFromJSON(in.Attributes),
	}, key)
	if err != nil {
		return nil, err
	}
	return a.appAnswer(app.App), nil
}

// postApp is two methods: with an action it sets the status, without one it generates a key.
func (a *Apigee) postApp(call *google.Call) (any, error) {
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
		return google.Status{Code: http.StatusNoContent}, nil
	}
	in, key, err := decodeApp(call)
	if err != nil {
		return nil, err
	}
	a.store.generated++
	return a.replaceApp(call, app, in, &key)
}

// actionStatus returns the status that an action leads to. The Content-Type has to be application/octet-stream;
// where the method has no request body it may be absent.
func (a *Apigee) actionStatus(call *google.Call, typeRequired bool) (string, error) {
	contentType := call.Header.Get("Content-Type")
	if !a.store.quirks.AnyContentType && contentType != "application/octet-stream" &&
		(typeRequired || contentType != "" || len(call.Content) > 0) {
		return "", google.InvalidArgument("Content-Type must be application/octet-stream for an action.")
	}
	switch action := call.URL.Query().Get("action"); action {
	case "approve":
		return approved, nil
	case "revoke":
		return revoked, nil
	default:
		return "", google.InvalidArgument("Invalid action %q: must be approve or revoke.", action)
	}
}

func (a *Apigee) deleteApp(call *google.Call) (any, error) {
	app, err := a.store.deleteApp(call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"))
	if err != nil {
		return nil, err
	}
	return a.appAnswer(app), nil
}

// KeyFingerprint is how a consumer key is written where the key itself must not be: "sha256:" and the first 16 hex
// digits of its SHA-256.
func KeyFingerprint(consumerKey string) string {
	sum := sha256.Sum256([]byte(consumerKey))
	return "sha256:" + hex.EncodeToString(sum[:])[:16]
}
