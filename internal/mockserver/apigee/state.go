package apigee

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// App is an app of a developer or of an app group as the server holds it.
type App struct {
	Name        string
	ID          string
	Developer   string // e-mail; "" for an app of an app group
	DeveloperID string
	AppGroup    string // name; "" for an app of a developer
	Family      string
	Status      string // "approved" or "revoked"
	CallbackURL string
	Attributes  []Attribute
	Scopes      []string
	Keys        []Key // oldest first
	CreatedAt   time.Time
	// LastModifiedAt does not change with the keys.
	LastModifiedAt time.Time
}

// Key is a key of an app.
type Key struct {
	ConsumerKey    string
	ConsumerSecret string
	Status         string // "approved" or "revoked", also when it has expired
	Products       []KeyProduct
	Attributes     []Attribute
	Scopes         []string
	IssuedAt       time.Time
	ExpiresAt      time.Time // zero: never
}

// KeyProduct is an API product on a key.
type KeyProduct struct {
	Name   string
	Status string // "approved", "revoked" or "pending"
}

// Attribute is a custom attribute of a developer, an app group, an app, a key or an API product.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Product is an API product.
type Product struct {
	Name   string
	Scopes []string
	Manual bool // approvalType manual: keys have to wait for approval
}

// Developer is a developer as the server holds it.
type Developer struct {
	Email, ID                     string
	FirstName, LastName, UserName string
	AccessType, Family            string
	Status                        string // "active" or "inactive"
	Attributes                    []Attribute
	CreatedAt, LastModifiedAt     time.Time
}

// AppGroup is an app group as the server holds it.
type AppGroup struct {
	Name, DisplayName         string
	ChannelID, ChannelURI     string
	Email                     string
	Status                    string // "active" or "inactive"
	Attributes                []Attribute
	CreatedAt, LastModifiedAt time.Time
}

// clone copies an app so that the copy stays as it is.
func (a App) clone() App {
	a.Attributes, a.Scopes, a.Keys = slices.Clone(a.Attributes), slices.Clone(a.Scopes), slices.Clone(a.Keys)
	for i, key := range a.Keys {
		a.Keys[i].Products, a.Keys[i].Attributes = slices.Clone(key.Products), slices.Clone(key.Attributes)
		a.Keys[i].Scopes = slices.Clone(key.Scopes)
	}
	return a
}

// Key returns the key with this consumer key.
func (a App) Key(consumerKey string) (Key, bool) {
	i := slices.IndexFunc(a.Keys, func(k Key) bool { return k.ConsumerKey == consumerKey })
	if i < 0 {
		return Key{}, false
	}
	return a.Keys[i], true
}

// Apps returns the apps of an organization's developers, ordered by developer and name.
func (a *Apigee) Apps(org string) []App {
	return a.appsWhere(org, func(app *storedApp) bool { return app.AppGroup == "" })
}

// AppGroupApps returns the apps of an organization's app groups, ordered by app group and name.
func (a *Apigee) AppGroupApps(org string) []App {
	return a.appsWhere(org, func(app *storedApp) bool { return app.AppGroup != "" })
}

func (a *Apigee) appsWhere(org string, keep func(*storedApp) bool) []App {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	list := []App{}
	if a.store.orgs[org] == nil {
		return list
	}
	for _, app := range a.store.apps(org) {
		if keep(app) {
			list = append(list, app.clone())
		}
	}
	slices.SortFunc(list, func(a, b App) int {
		return cmp.Or(strings.Compare(a.Developer+a.AppGroup, b.Developer+b.AppGroup), strings.Compare(a.Name, b.Name))
	})
	return list
}

// App returns an app with its keys. The developer is an e-mail, or "appgroups/" with the name of an app group.
func (a *Apigee) App(org, developer, app string) (App, bool) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	found, err := a.store.app(org, developer, app)
	if err != nil {
		return App{}, false
	}
	return found.clone(), true
}

// KeysMinted returns how many keys the service has made by itself: with an app, by generate, and by a PUT of an app
// with products. Keys of the seed, of AddApp and of AddKey do not count.
func (a *Apigee) KeysMinted() int {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	return a.store.minted
}

// GenerateCalls returns how many times the generate method was called.
func (a *Apigee) GenerateCalls() int {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	return a.store.generated
}
