package mockserver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"
)

const (
	apigeeOrgPath = "/v1/organizations/{org}"
	apigeeAppsOf  = apigeeOrgPath + "/developers/{developer}/apps"
	apigeeAppPath = apigeeAppsOf + "/{app}"
	apigeeKeyPath = apigeeAppPath + "/keys/{key}"
)

// installApigee adds the methods of apigee:v1 that have to do with developer apps and their keys, and the seed. The
// permissions of generate, of actions on apps and of reading and deleting keys are not documented.
func (s *Server) installApigee() {
	s.google.apigee.now = s.now
	s.seedApigee()
	s.journal.maskers = append(s.journal.maskers, maskApigee)
	s.handleUnknown("apigee", "/v1/organizations/", googleNotFoundPage)

	s.apigee("GET "+apigeeOrgPath+"/apps", "apigee.apps.list", s.listApigeeApps, appListParameters...)
	s.apigee("GET "+apigeeOrgPath+"/apps/{app}", "apigee.apps.get", s.getAppByID)
	s.apigee("GET "+apigeeAppsOf, "apigee.developerapps.list", s.listDeveloperApps,
		"expand", "shallowExpand", "count", "startKey")
	s.apigee("POST "+apigeeAppsOf, "apigee.developerapps.create", s.createApp)
	s.apigee("GET "+apigeeAppPath, "apigee.developerapps.get", s.getApp, "entity", "query")
	s.apigee("PUT "+apigeeAppPath, "apigee.developerapps.update", s.updateApp)
	s.apigee("DELETE "+apigeeAppPath, "apigee.developerapps.delete", s.deleteApp)
	s.apigee("POST "+apigeeAppPath, "apigee.developerapps.manage", s.postApp, "action")
	s.installApigeeAttributes()
	s.installApigeeKeys()
}

// apigee adds one method.
func (s *Server) apigee(pattern, permission string, h func(*googleCall) (any, error), query ...string) {
	s.handleGoogle(googleRoute{
		api: "apigee", pattern: pattern, permission: permission, query: query,
		handle: func(call *googleCall) (any, error) {
			org := call.PathValue("org")
			if s.google.apigee.orgs[org] == nil {
				return nil, permissionDenied(permission, "organizations/"+org)
			}
			answer, err := h(call)
			return answer, apigeeAnswer(err)
		},
	})
}

// apigeeCodes says how each refusal of the store is answered; anything else is a bad request.
var apigeeCodes = map[apigeeErrorKind]struct {
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

// apigeeAnswer puts a refusal of the store into the envelope of the real service, which names an internal address.
func apigeeAnswer(err error) error {
	var refusal *apigeeError
	if !errors.As(err, &refusal) {
		return err
	}
	to, ok := apigeeCodes[refusal.kind]
	if !ok {
		to.code, to.status = http.StatusBadRequest, "INVALID_ARGUMENT"
	}
	return &googleError{Code: to.code, Status: to.status, Message: refusal.message, Details: []any{
		map[string]any{
			"@type": "type.googleapis.com/google.rpc.PreconditionFailure",
			"violations": []map[string]string{{
				"type": string(refusal.kind), "subject": "10.0.0.1:8443", "description": refusal.message,
			}},
		},
		map[string]any{"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": googleUUID()},
	}}
}

func (s *Server) createApp(call *googleCall) (any, error) {
	in, key, err := decodeApp(call)
	if err != nil {
		return nil, err
	}
	if in.Name == "" {
		return nil, invalidArgument("App name is required.")
	}
	family := in.AppFamily
	if family == "" {
		family = "default"
	}
	app, err := s.google.apigee.createApp(call.PathValue("org"), call.PathValue("developer"), ApigeeApp{
		Name: in.Name, Family: family, CallbackURL: in.CallbackURL, Scopes: in.Scopes,
		Attributes: attributesFromJSON(in.Attributes),
	}, key)
	if err != nil {
		return nil, err
	}
	return s.appAnswer(app.ApigeeApp), nil
}

// decodeApp reads the body of create, update and generate, and what it says about a key to be made.
func decodeApp(call *googleCall) (developerAppJSON, keyRequest, error) {
	var in developerAppJSON
	if err := decodeProto(call.body, "developer_app", &in); err != nil {
		return in, keyRequest{}, err
	}
	expiresIn, err := keyLifetime(in.KeyExpiresIn, time.Millisecond)
	return in, keyRequest{products: in.APIProducts, scopes: in.Scopes, expiresIn: expiresIn}, err
}

// visible returns the app as a GET sees it: without credentials for a moment after it was created.
func (a *apigeeApp) visible(q ApigeeQuirks, now time.Time) ApigeeApp {
	app := a.ApigeeApp
	if a.reads < q.HiddenReads || now.Before(a.CreatedAt.Add(q.HiddenFor)) {
		app.Keys = nil
	}
	return app
}

func (s *Server) appAnswer(app ApigeeApp) developerAppJSON {
	return s.google.apigee.quirks.appJSON(app)
}

func (s *Server) findApp(call *googleCall) (*apigeeApp, error) {
	return s.google.apigee.app(call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"))
}

func (s *Server) getApp(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	seen := app.visible(s.google.apigee.quirks, s.now())
	app.reads++
	return s.appAnswer(seen), nil
}

// updateApp is PUT: with products in the body it makes one more key.
func (s *Server) updateApp(call *googleCall) (any, error) {
	app, err := s.findApp(call)
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
	return s.replaceApp(call, app, in, mint)
}

func (s *Server) replaceApp(call *googleCall, app *apigeeApp, in developerAppJSON, key *keyRequest) (any, error) {
	err := s.google.apigee.updateApp(app, call.PathValue("org"), ApigeeApp{
		CallbackURL: in.CallbackURL, Attributes: attributesFromJSON(in.Attributes),
	}, key)
	if err != nil {
		return nil, err
	}
	return s.appAnswer(app.ApigeeApp), nil
}

// postApp is two methods: with an action it sets the status, without one it generates a key.
func (s *Server) postApp(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	if call.URL.Query().Has("action") {
		status, err := s.actionStatus(call, true)
		if err != nil {
			return nil, err
		}
		app.Status, app.LastModifiedAt = status, s.now() // the keys' own status stays
		return googleStatus{code: http.StatusNoContent}, nil
	}
	in, key, err := decodeApp(call)
	if err != nil {
		return nil, err
	}
	s.google.apigee.generated++
	return s.replaceApp(call, app, in, &key)
}

// actionStatus returns the status that an action leads to. The Content-Type has to be application/octet-stream;
// where the method has no request body it may be absent.
func (s *Server) actionStatus(call *googleCall, typeRequired bool) (string, error) {
	contentType := call.Header.Get("Content-Type")
	if !s.google.apigee.quirks.AnyContentType && contentType != "application/octet-stream" &&
		(typeRequired || contentType != "" || len(call.body) > 0) {
		return "", invalidArgument("Content-Type must be application/octet-stream for an action.")
	}
	switch action := call.URL.Query().Get("action"); action {
	case "approve":
		return apigeeApproved, nil
	case "revoke":
		return apigeeRevoked, nil
	default:
		return "", invalidArgument("Invalid action %q: must be approve or revoke.", action)
	}
}

func (s *Server) deleteApp(call *googleCall) (any, error) {
	app, err := s.google.apigee.deleteApp(call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"))
	if err != nil {
		return nil, err
	}
	return s.appAnswer(app), nil
}

// KeyFingerprint is how a consumer key is written where the key itself must not be: "sha256:" and the first 16 hex
// digits of its SHA-256.
func KeyFingerprint(consumerKey string) string {
	sum := sha256.Sum256([]byte(consumerKey))
	return "sha256:" + hex.EncodeToString(sum[:])[:16]
}
