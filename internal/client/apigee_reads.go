package client

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// appReads are the apps that this walk reads: one request serves all keys of an app.
type appReads struct {
	mu   sync.Mutex
	apps map[appkeys.AppName]*appRead
}

type appRead struct {
	fresh Fresh[readApp]
	mu    sync.Mutex
	// denied says that the app may not be read: its keys are read singly.
	denied bool
	// names are the consumer keys that the app was seen to have, by fingerprint. What a fingerprint stands for never
	// changes.
	names map[string]string
}

type readApp struct {
	app *appkeys.App
	// keys are the places of the keys in app, by fingerprint.
	keys map[string]int
}

func (r *appReads) of(name appkeys.AppName) *appRead {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.apps == nil {
		r.apps = map[appkeys.AppName]*appRead{}
	}
	read, ok := r.apps[name]
	if !ok {
		read = &appRead{}
		r.apps[name] = read
	}
	return read
}

func (r *appRead) get(ctx context.Context, a *Apigee, name appkeys.AppName) (readApp, error) {
	return r.fresh.Get(ctx, a.writes, func(ctx context.Context) (readApp, error) {
		app, err := appkeys.GetApp(ctx, a, name)
		if err != nil {
			return readApp{}, err
		}
		read := readApp{app, make(map[string]int, len(app.Keys))}
		for i, key := range app.Keys {
			read.keys[key.String()] = i
		}
		r.remember(app)
		return read, nil
	})
}

func (r *appRead) remember(app *appkeys.App) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names == nil {
		r.names = map[string]string{}
	}
	for _, key := range app.Keys {
		r.names[key.String()] = key.ConsumerKey
	}
}

func (r *appRead) name(fingerprint string) (consumerKey string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	consumerKey, ok = r.names[fingerprint]
	return consumerKey, ok
}

// ReadApp reads an app as appkeys.GetApp does. Reads of one app that come together share one request, whose
// answer is at most 5 s old and never older than a write of this provider.
func (a *Apigee) ReadApp(ctx context.Context, name appkeys.AppName) (*appkeys.App, error) {
	read, err := a.reads.of(name).get(ctx, a, name)
	if err != nil {
		return nil, err
	}
	app := *read.app
	app.Attributes, app.Scopes = slices.Clone(app.Attributes), slices.Clone(app.Scopes)
	app.Keys = make([]appkeys.Key, len(read.app.Keys))
	for i, key := range read.app.Keys {
		app.Keys[i] = cloneKey(key)
	}
	return &app, nil
}

// ReadKey reads a key as appkeys.Get does, by ReadApp. A key that the app does not show is read singly, and so
// are the keys of an app that cannot be read.
func (a *Apigee) ReadKey(
	ctx context.Context, name appkeys.AppName, consumerKey string,
) (*appkeys.Key, error) {
	r := a.reads.of(name)
	if !r.isDenied() {
		read, err := r.get(ctx, a, name)
		if i, ok := read.keys[appkeys.Fingerprint(consumerKey)]; err == nil && ok {
			key := cloneKey(read.app.Keys[i])
			return &key, nil
		}
		if err != nil && r.isNoHope(err) {
			return nil, err
		}
	}
	return appkeys.Get(ctx, a, name, consumerKey)
}

// errNoSuchFingerprint says that the app was read and shows no key with the fingerprint.
var errNoSuchFingerprint = errors.New("the app has no key with this fingerprint")

// ReadKeyByFingerprint reads a key whose consumer key is not known, by ReadApp. IsNoSuchKey says of the error that the
// app does not show the key.
func (a *Apigee) ReadKeyByFingerprint(
	ctx context.Context, name appkeys.AppName, fingerprint string,
) (*appkeys.Key, error) {
	read, err := a.reads.of(name).get(ctx, a, name)
	if err != nil {
		return nil, err
	}
	i, ok := read.keys[fingerprint]
	if !ok {
		return nil, errNoSuchFingerprint
	}
	key := cloneKey(read.app.Keys[i])
	return &key, nil
}

// GetKeyByFingerprint reads a key whose consumer key is not known as it is now, with one request: by the key itself
// where this walk has seen it on its app before, and with the whole app otherwise. IsNoSuchKey says of the error that
// the app does not show the key.
func (a *Apigee) GetKeyByFingerprint(
	ctx context.Context, name appkeys.AppName, fingerprint string,
) (*appkeys.Key, error) {
	r := a.reads.of(name)
	if consumerKey, ok := r.name(fingerprint); ok {
		return appkeys.Get(ctx, a, name, consumerKey)
	}
	app, err := appkeys.GetApp(ctx, a, name)
	if err != nil {
		return nil, err
	}
	r.remember(app)
	for _, key := range app.Keys {
		if key.String() == fingerprint {
			return &key, nil
		}
	}
	return nil, errNoSuchFingerprint
}

// KnownConsumerKey is the consumer key that a fingerprint stands for, if this walk has seen the key on its app. It
// sends nothing.
func (a *Apigee) KnownConsumerKey(name appkeys.AppName, fingerprint string) (consumerKey string, ok bool) {
	return a.reads.of(name).name(fingerprint)
}

func (r *appRead) isDenied() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.denied
}

// isNoHope says that the key cannot be read either: the run was told to stop, or nobody is logged in. An app that may
// not be read is not asked for again.
func (r *appRead) isNoHope(err error) bool {
	if answer, ok := AsAPIError(err); ok && answer.Status == http.StatusForbidden {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.denied = true
	}
	return isUnsent(err) || errors.Is(err, context.Canceled)
}

func cloneKey(key appkeys.Key) appkeys.Key {
	key.Products, key.Scopes = slices.Clone(key.Products), slices.Clone(key.Scopes)
	key.Attributes = slices.Clone(key.Attributes)
	return key
}
