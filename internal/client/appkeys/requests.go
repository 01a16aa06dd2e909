package appkeys

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Caller sends requests to the Apigee API.
type Caller interface {
	// Call sends a request and reads the answer into answer, or drops it if that is
	// nil. An answer without a body is a success then.
	Call(ctx context.Context, req Request, answer any) error
}

// Request is one request to the Apigee API.
type Request struct {
	Method string
	// Path is below the base that ends in /v1, with each segment escaped.
	Path  string
	Query url.Values
	// Body is sent as JSON; nil: there is none.
	Body any
	// OctetStream is the content type of a request that has an action and no body.
	OctetStream bool
	// Repeatable says of a POST that sending it twice does the same as once.
	Repeatable bool
	// ConsumerKey and ConsumerSecret are the credentials that the request has in its
	// path or body, for the Caller to keep out of errors.
	ConsumerKey, ConsumerSecret string
}

// GetApp reads an app with all of its keys, in no certain order. Straight after the
// app was made, its first key may be missing.
func GetApp(ctx context.Context, c Caller, app AppName) (*App, error) {
	var answer appJSON
	if err := c.Call(ctx, Request{Method: http.MethodGet, Path: app.path()}, &answer); err != nil {
		return nil, err
	}
	return answer.of(app)
}

// maxExpandedApps is the most apps that one call lists unless it asks for names alone.
const maxExpandedApps = 100

// maxAppPages bounds a list: nobody has as many apps.
const maxAppPages = 100

// maxAppNames is the most names of apps that one call lists.
const maxAppNames = 1000

// EachApp calls use with each app of an owner and its keys until it says false. Up
// to 100 apps of a developer are one request. The API lists no more of them with their
// keys: of a developer with more, the names are listed in pages and each further app is
// read. Of an app group, up to 1000 apps are one request.
func EachApp(ctx context.Context, c Caller, owner Owner, use func(*App) bool) error {
	if owner.In == AppGroups {
		return eachGroupApp(ctx, c, owner, use)
	}
	expanded, err := listApps(ctx, c, owner, url.Values{"expand": {"true"}})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, app := range expanded {
		seen[app.Name] = true
		if !use(app.app()) {
			return nil
		}
	}
	if len(expanded) < maxExpandedApps {
		return nil
	}
	names := url.Values{"count": {strconv.Itoa(maxAppNames)}}
	for range maxAppPages {
		page, err := listApps(ctx, c, owner, names)
		if err != nil {
			return err
		}
		before := len(seen)
		for _, listed := range page {
			if seen[listed.Name] {
				continue
			}
			seen[listed.Name] = true
			app, err := GetApp(ctx, c, owner.App(listed.Name))
			if err != nil {
				return err
			}
			if !use(app) {
				return nil
			}
		}
		// A page starts with the app that it is asked to start from, the last one of the page before.
		if len(page) < maxAppNames || len(seen) == before {
			return nil
		}
		names.Set("startKey", page[len(page)-1].Name)
	}
	return endless(owner)
}

func endless(owner Owner) error {
	return &AnswerError{
		"the apps of " + owner.String(), fmt.Sprintf("the list does not end after %d pages", maxAppPages),
	}
}

func listApps(ctx context.Context, c Caller, owner Owner, query url.Values) ([]appJSON, error) {
	var answer appsJSON
	err := c.Call(ctx, Request{Method: http.MethodGet, Path: owner.appsPath(), Query: query}, &answer)
	return answer.App, err
}

// GenerateOpts say what the new key is to be, and what the app is to keep.
type GenerateOpts struct {
	// Keep is the app as it is: the request replaces its attributes and its callback
	// URL, and would delete those that it leaves out.
	Keep *App
	// Products and Scopes are the new key's. The products must define the scopes.
	Products, Scopes []string
	// ExpiresIn is rounded up to milliseconds. Zero: never.
	ExpiresIn time.Duration
}

// Generate makes one more key of a developer's app with a name and a secret of the server's choice. The
// answer is the whole app. It is not idempotent, and reads nothing before it
// writes: keep others from changing the app between reading Keep and this. After an
// *AnswerError a key may have been made.
func Generate(ctx context.Context, c Caller, app AppName, opts GenerateOpts) (*App, error) {
	body := appRequestJSON{
		Attributes:   attributesJSON(opts.Keep.Attributes),
		CallbackURL:  opts.Keep.CallbackURL,
		Scopes:       opts.Scopes,
		APIProducts:  opts.Products,
		KeyExpiresIn: roundUp(opts.ExpiresIn, time.Millisecond),
	}
	var answer appJSON
	err := c.Call(ctx, Request{Method: http.MethodPost, Path: app.path(), Body: body}, &answer)
	if err != nil {
		return nil, err
	}
	return answer.of(app)
}

// The statuses of an app, of a key and of a product on a key. A product is pending
// until somebody approves it, where its approval type is manual.
const (
	StatusApproved = "approved"
	StatusRevoked  = "revoked"
	StatusPending  = "pending"
)

// actions are how the API is told to set a status: one in a body does nothing.
var actions = map[string]string{StatusApproved: "approve", StatusRevoked: "revoke"}

// SetAppStatus approves or revokes an app. Its keys keep their own status.
func SetAppStatus(ctx context.Context, c Caller, app AppName, status string) error {
	req := statusRequest(app.path(), status)
	if app.Owner.In == AppGroups {
		req.Method = http.MethodPut
	}
	return c.Call(ctx, req, nil)
}

func statusRequest(path, status string) Request {
	return Request{
		Method: http.MethodPost, Path: path, Query: url.Values{"action": {actions[status]}},
		OctetStream: true, Repeatable: true,
	}
}

// CreateOpts are a key that was made elsewhere.
type CreateOpts struct {
	ConsumerKey, ConsumerSecret string
	// ExpiresIn is rounded up to seconds. Zero: never.
	ExpiresIn time.Duration
}

// Create brings in a key, which has no products then and is approved. A key that
// any app of the organization has is refused with 409 ABORTED, also when an earlier
// try of the same call was what made it.
func Create(ctx context.Context, c Caller, app AppName, opts CreateOpts) (*Key, error) {
	body := createKeyJSON{
		ConsumerKey: opts.ConsumerKey, ConsumerSecret: opts.ConsumerSecret,
		ExpiresInSeconds: roundUp(opts.ExpiresIn, time.Second),
	}
	return callKey(ctx, c, Request{
		Method: http.MethodPost, Path: app.keysPath(), Body: body,
		ConsumerKey: opts.ConsumerKey, ConsumerSecret: opts.ConsumerSecret,
	})
}

// Get reads a key.
func Get(ctx context.Context, c Caller, app AppName, consumerKey string) (*Key, error) {
	return callKey(ctx, c, Request{Method: http.MethodGet, Path: app.keyPath(consumerKey), ConsumerKey: consumerKey})
}

// UpdateOpts are what Update changes.
type UpdateOpts struct {
	// AddProducts are added to those that the key has.
	AddProducts []string
	// Attributes replace all that the key has.
	Attributes []Attribute
	// Scopes replace those of a key of an app group's app, which are sent with all else
	// or may be lost. Those of a developer's app are SetScopes' alone.
	Scopes []string
}

// Update adds products to a key and replaces its attributes, and of an app group's app
// its scopes.
func Update(ctx context.Context, c Caller, app AppName, consumerKey string, opts UpdateOpts) (*Key, error) {
	req := Request{
		Method: http.MethodPost, Path: app.keyPath(consumerKey), Repeatable: true, ConsumerKey: consumerKey,
		Body: updateKeyJSON{APIProducts: opts.AddProducts, Attributes: attributesJSON(opts.Attributes)},
	}
	if app.Owner.In == AppGroups {
		req.Body = updateGroupKeyJSON{APIProducts: opts.AddProducts, Key: groupKeyJSON{
			Scopes: append([]string{}, opts.Scopes...), Attributes: attributesJSON(opts.Attributes),
		}}
	}
	return callKey(ctx, c, req)
}

// SetScopes replaces the scopes of a key of a developer's app. The key's products must
// define them.
func SetScopes(ctx context.Context, c Caller, app AppName, consumerKey string, scopes []string) (*Key, error) {
	body := scopesJSON{Scopes: append([]string{}, scopes...)}
	return callKey(ctx, c, Request{
		Method: http.MethodPut, Path: app.keyPath(consumerKey), Body: body, ConsumerKey: consumerKey,
	})
}

// SetStatus approves or revokes a key.
func SetStatus(ctx context.Context, c Caller, app AppName, consumerKey, status string) error {
	req := statusRequest(app.keyPath(consumerKey), status)
	req.ConsumerKey = consumerKey
	return c.Call(ctx, req, nil)
}

// SetProductStatus approves or revokes one product on a key.
func SetProductStatus(ctx context.Context, c Caller, app AppName, consumerKey, product, status string) error {
	req := statusRequest(app.keyProductPath(consumerKey, product), status)
	req.ConsumerKey = consumerKey
	return c.Call(ctx, req, nil)
}

// RemoveProduct takes one product from a key, which may be the last one. The
// API refuses one that is not on the key with 400, also when an earlier try of
// the same call was what removed it.
func RemoveProduct(ctx context.Context, c Caller, app AppName, consumerKey, product string) error {
	return c.Call(ctx, Request{
		Method: http.MethodDelete, Path: app.keyProductPath(consumerKey, product), ConsumerKey: consumerKey,
	}, nil)
}

// Delete removes a key. It may be not found because an earlier try of the same
// call removed it.
func Delete(ctx context.Context, c Caller, app AppName, consumerKey string) error {
	return c.Call(ctx, Request{Method: http.MethodDelete, Path: app.keyPath(consumerKey), ConsumerKey: consumerKey}, nil)
}

func callKey(ctx context.Context, c Caller, req Request) (*Key, error) {
	var answer keyJSON
	if err := c.Call(ctx, req, &answer); err != nil {
		return nil, err
	}
	return answer.of(req.ConsumerKey)
}

// roundUp counts the units, so that no lifetime above zero becomes zero, which is never. The longest lifetime must not
// overflow.
func roundUp(d, unit time.Duration) int64 {
	count := int64(d / unit)
	if d%unit > 0 {
		count++
	}
	return count
}
