package apigee

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// App is a developer app as the server holds it.
type App struct {
	Name        string
	ID          string
	Developer   string // e-mail
	DeveloperID string
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

// Key is a key of a developer app.
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

// Attribute is a custom attribute of an app or of a key.
type Attribute struct{ Name, Value string }

// Product is an API product.
type Product struct {
	Name   string
	Scopes []string
	Manual bool // approvalType manual: keys have to wait for approval
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

// Apps returns the apps of an organization, ordered by developer and name.
func (a *Apigee) Apps(org string) []App {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	list := []App{}
	for _, app := range a.store.apps(org) {
		list = append(list, app.clone())
	}
	slices.SortFunc(list, func(a, b App) int {
		return cmp.Or(strings.Compare(a.Developer, b.Developer), strings.Compare(a.Name, b.Name))
	})
	return list
}

// App returns an app with its keys.
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

// seed makes the organization acme: two developers, four products, and the app portal of dev@acme.test.
func (a *Apigee) seed() {
	store := &a.store
	lengths := [][2]int{{32, 16}, {48, 64}}
	shuffle(a.google.Core, lengths)
	store.keyLength, store.secretLength = lengths[0][0], lengths[0][1]
	store.orgs = map[string]*organization{"acme": {
		developers: map[string]*storedDeveloper{}, products: map[string]Product{}, taken: map[string]time.Time{},
	}}
	a.AddDeveloper("acme", "dev@acme.test")
	a.AddDeveloper("acme", "ops+keys@acme.test")
	a.AddProduct("acme", Product{Name: "weather", Scopes: []string{"READ", "WRITE"}})
	a.AddProduct("acme", Product{Name: "maps"})
	a.AddProduct("acme", Product{Name: "gold $ 100%"})
	a.AddProduct("acme", Product{Name: "billing", Manual: true})
	a.AddApp("acme", "dev@acme.test", App{
		Name: "portal", CallbackURL: "https://acme.test/cb", Scopes: []string{"READ"},
		Attributes: []Attribute{{"DisplayName", "Portal"}, {"Notes", "kept"}},
		Keys: []Key{{
			Products: []KeyProduct{{"weather", approved}}, Scopes: []string{"READ"},
		}},
	})
}
