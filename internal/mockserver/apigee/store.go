package apigee

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// Statuses of apps, keys and products on a key.
const (
	approved = "approved"
	revoked  = "revoked"
	pending  = "pending"
)

// store holds the organizations. It knows no HTTP; what it refuses it says as an storeError.
type store struct {
	quirks Quirks
	now    func() time.Time
	orgs   map[string]*organization
	// keyLength and secretLength differ between servers, as they do between times and platforms of the service.
	keyLength, secretLength int
	minted, generated       int
}

type organization struct {
	developers map[string]*storedDeveloper // by e-mail
	products   map[string]Product
	taken      map[string]time.Time // keys that are gone, and until when no one else can have them
}

type storedDeveloper struct {
	email, id string
	apps      map[string]*storedApp
}

// storedApp is an app with how it stands with its credentials' visibility.
type storedApp struct {
	App
	reads int // GETs since it was created
}

// errorKind is a violation type as in the PreconditionFailure of an error.
type errorKind string

// What the store refuses. The kinds of a missing product, of a product that is not on the key and of the last three
// are not known from the real service.
const (
	developerMissing = errorKind("developer.service.DeveloperDoesNotExist")
	appMissing       = errorKind("developer.service.AppDoesNotExist")
	appTaken         = errorKind("developer.service.app_already_exists")
	keyMissing       = errorKind("keymanagement.service.InvalidClientIdForGivenApp")
	keyTaken         = errorKind("keymanagement.service.ConsumerKeyAlreadyExists")
	productMissing   = errorKind("keymanagement.service.apiproduct_doesnot_exist")
	productUnbound   = errorKind("keymanagement.service.APIProductNotAssociatedWithConsumerKey")
	attributeMissing = errorKind("developer.service.AttributeDoesNotExist")
	scopeInvalid     = errorKind("keymanagement.service.InvalidScopes")
	productsRequired = errorKind("developer.service.ApiProductsRequired")
)

type storeError struct {
	kind    errorKind
	message string
}

func (e *storeError) Error() string { return string(e.kind) + ": " + e.message }

func refuse(kind errorKind, format string, args ...any) error {
	return &storeError{kind, fmt.Sprintf(format, args...)}
}

// developer finds a developer by e-mail, which is lower case, or by id.
func (st *store) developer(org, emailOrID string) (*storedDeveloper, error) {
	for _, developer := range st.orgs[org].developers {
		if developer.email == emailOrID || developer.id == emailOrID {
			return developer, nil
		}
	}
	return nil, refuse(developerMissing, "DeveloperId %s does not exist in organization %s", emailOrID, org)
}

// app finds an app by its name; its id does not count here.
func (st *store) app(org, developer, name string) (*storedApp, error) {
	owner, err := st.developer(org, developer)
	if err != nil {
		return nil, err
	}
	app := owner.apps[name]
	if app == nil {
		return nil, refuse(appMissing, "App named %s does not exist under %s", name, developer)
	}
	return app, nil
}

// key finds a key of an app.
func (st *store) key(org, developer, app, consumerKey string) (*Key, error) {
	owner, err := st.app(org, developer, app)
	if err != nil {
		return nil, err
	}
	for i := range owner.Keys {
		if owner.Keys[i].ConsumerKey == consumerKey {
			return &owner.Keys[i], nil
		}
	}
	return nil, refuse(keyMissing, "Invalid consumer key for Given App")
}

// keyRequest is what a generated key is to be like.
type keyRequest struct {
	products, scopes []string
	expiresIn        time.Duration // negative: never
}

// createApp adds an app with the key that every app starts with.
func (st *store) createApp(org, developer string, app App, key keyRequest) (*storedApp, error) {
	owner, err := st.developer(org, developer)
	if err != nil {
		return nil, err
	}
	if owner.apps[app.Name] != nil {
		return nil, refuse(appTaken, "App with name %s already exists", app.Name)
	}
	if st.quirks.RequireProducts && len(key.products) == 0 {
		return nil, refuse(productsRequired, "An app of this organization needs at least one API product")
	}
	minted, err := st.mint(org, key)
	if err != nil {
		return nil, err
	}
	app.ID, app.Developer, app.DeveloperID = core.NewUUID(), owner.email, owner.id
	app.Status, app.Keys = approved, []Key{minted}
	app.CreatedAt = st.now()
	app.LastModifiedAt = app.CreatedAt
	owner.apps[app.Name] = &storedApp{App: app}
	return owner.apps[app.Name], nil
}

// updateApp replaces attributes and callback URL. With products in the request it also makes one more key, which is
// what both PUT and the generate method of the service do.
func (st *store) updateApp(app *storedApp, org string, in App, key *keyRequest) error {
	if key != nil {
		minted, err := st.mint(org, *key)
		if err != nil {
			return err
		}
		app.Keys = append(app.Keys, minted)
	}
	app.Attributes, app.CallbackURL = in.Attributes, in.CallbackURL
	app.LastModifiedAt = st.now()
	return nil
}

// deleteApp removes an app at once; its keys stay taken for a while.
func (st *store) deleteApp(org, developer, name string) (App, error) {
	app, err := st.app(org, developer, name)
	if err != nil {
		return App{}, err
	}
	for _, key := range app.Keys {
		st.orgs[org].taken[key.ConsumerKey] = st.now().Add(st.quirks.appDeleteDelay())
	}
	delete(st.orgs[org].developers[app.Developer].apps, name)
	return app.App, nil
}

// mint makes a key with a new consumer key and secret.
func (st *store) mint(org string, in keyRequest) (Key, error) {
	products, err := st.associate(org, nil, in.products)
	if err != nil {
		return Key{}, err
	}
	if err := st.checkScopes(org, products, in.scopes); err != nil {
		return Key{}, err
	}
	st.minted++
	key := Key{
		ConsumerKey: randomText(st.keyLength), ConsumerSecret: randomText(st.secretLength), Status: approved,
		Products: products, Scopes: in.scopes, IssuedAt: st.now(),
	}
	key.expireIn(in.expiresIn)
	return key, nil
}

// associate adds products to those of a key; what is there already stays as it is. A product whose approval is manual
// starts pending.
func (st *store) associate(org string, have []KeyProduct, names []string) ([]KeyProduct, error) {
	list := slices.Clone(have)
	for _, name := range names {
		product, ok := st.orgs[org].products[name]
		if !ok {
			return nil, refuse(productMissing, "API Product [%s] does not exist", name)
		}
		if slices.ContainsFunc(list, func(p KeyProduct) bool { return p.Name == name }) {
			continue
		}
		status := approved
		if product.Manual {
			status = pending
		}
		list = append(list, KeyProduct{Name: name, Status: status})
	}
	return list, nil
}

// checkScopes refuses scopes that none of the products has.
func (st *store) checkScopes(org string, products []KeyProduct, scopes []string) error {
	for _, scope := range scopes {
		if !slices.ContainsFunc(products, func(p KeyProduct) bool {
			return slices.Contains(st.orgs[org].products[p.Name].Scopes, scope)
		}) {
			return refuse(scopeInvalid, "Scope %s is not defined by the API products of the key", scope)
		}
	}
	return nil
}

// isTaken reports whether a consumer key is in use anywhere in the organization, or was until a moment ago.
func (st *store) isTaken(org, consumerKey string) bool {
	if st.now().Before(st.orgs[org].taken[consumerKey]) {
		return true
	}
	for _, app := range st.apps(org) {
		if slices.ContainsFunc(app.Keys, func(k Key) bool { return k.ConsumerKey == consumerKey }) {
			return true
		}
	}
	return false
}

// apps returns the apps of an organization by id.
func (st *store) apps(org string) []*storedApp {
	list := []*storedApp{}
	for _, developer := range st.orgs[org].developers {
		for _, app := range developer.apps {
			list = append(list, app)
		}
	}
	slices.SortFunc(list, func(a, b *storedApp) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// randomText returns n letters and digits.
func randomText(n int) string {
	var text strings.Builder
	for text.Len() < n {
		text.WriteString(rand.Text())
	}
	return text.String()[:n]
}
