package apigee

import (
	"cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// The methods of this file act as somebody else, such as a person in the console. They panic if there is no such
// organization, developer, app, key or product: a test that means something else should fail at once.

func must[T any](found T, err error) T {
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	return found
}

func (a *Apigee) organization(org string) *organization {
	found := a.store.orgs[org]
	if found == nil {
		panic("mockserver: no organization " + org)
	}
	return found
}

// AddDeveloper adds a developer, whose e-mail has to be in lower case.
func (a *Apigee) AddDeveloper(org, email string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	a.organization(org).developers[email] = &storedDeveloper{
		email: email, id: core.NewUUID(), apps: map[string]*storedApp{},
	}
}

// AddProduct adds or replaces an API product.
func (a *Apigee) AddProduct(org string, product Product) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	a.organization(org).products[product.Name] = product
}

// AddApp adds an app with the keys that are in it, none if there are none. What is not set gets a value: ids, times,
// statuses, consumer keys and secrets.
func (a *Apigee) AddApp(org, developer string, app App) App {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	store := &a.store
	owner := must(store.developer(org, developer))
	app = app.clone()
	app.ID, app.Developer, app.DeveloperID = cmp.Or(app.ID, core.NewUUID()), owner.email, owner.id
	app.Family, app.Status = cmp.Or(app.Family, "default"), cmp.Or(app.Status, approved)
	app.CreatedAt = cmp.Or(app.CreatedAt, store.now())
	app.LastModifiedAt = cmp.Or(app.LastModifiedAt, app.CreatedAt)
	for i := range app.Keys {
		app.Keys[i] = store.complete(app.Keys[i])
	}
	owner.apps[app.Name] = &storedApp{App: app}
	return app.clone()
}

// complete fills in what a key needs to have.
func (st *store) complete(key Key) Key {
	key.ConsumerKey = cmp.Or(key.ConsumerKey, randomText(st.keyLength))
	key.ConsumerSecret = cmp.Or(key.ConsumerSecret, randomText(st.secretLength))
	key.Status = cmp.Or(key.Status, approved)
	key.IssuedAt = cmp.Or(key.IssuedAt, st.now())
	return key
}

// AddKey adds a key to an app as it is; what is not set gets a value as with AddApp.
func (a *Apigee) AddKey(org, developer, app string, key Key) Key {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	owner := must(a.store.app(org, developer, app))
	owner.Keys = append(owner.Keys, a.store.complete(key))
	copied := owner.clone()
	return copied.Keys[len(copied.Keys)-1]
}

// DeleteKey removes a key.
func (a *Apigee) DeleteKey(org, developer, app, consumerKey string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	must(a.store.deleteKey(org, developer, app, consumerKey))
}

// ApproveKey sets the status of a key to approved, RevokeKey to revoked.
func (a *Apigee) ApproveKey(org, developer, app, consumerKey string) {
	a.setKeyStatus(org, developer, app, consumerKey, approved)
}

// RevokeKey sets the status of a key to revoked.
func (a *Apigee) RevokeKey(org, developer, app, consumerKey string) {
	a.setKeyStatus(org, developer, app, consumerKey, revoked)
}

func (a *Apigee) setKeyStatus(org, developer, app, consumerKey, status string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	must(a.store.key(org, developer, app, consumerKey)).Status = status
}

// AddKeyProduct adds a product to a key, pending if its approval is manual.
func (a *Apigee) AddKeyProduct(org, developer, app, consumerKey, product string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	key := must(a.store.key(org, developer, app, consumerKey))
	key.Products = must(a.store.associate(org, key.Products, []string{product}))
}

// ApproveProduct sets the status of a product on a key to approved.
func (a *Apigee) ApproveProduct(org, developer, app, consumerKey, product string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	key := must(a.store.key(org, developer, app, consumerKey))
	must(a.store.product(org, key, product)).Status = approved
}

// RevokeProduct sets the status of a product on a key to revoked.
func (a *Apigee) RevokeProduct(org, developer, app, consumerKey, product string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	key := must(a.store.key(org, developer, app, consumerKey))
	must(a.store.product(org, key, product)).Status = revoked
}

// RemoveProduct takes a product from a key.
func (a *Apigee) RemoveProduct(org, developer, app, consumerKey, product string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	key := must(a.store.key(org, developer, app, consumerKey))
	if err := a.store.removeProduct(org, key, product); err != nil {
		panic("mockserver: " + err.Error())
	}
}

// SetKeyAttributes replaces the attributes of a key.
func (a *Apigee) SetKeyAttributes(org, developer, app, consumerKey string, attributes []Attribute) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	must(a.store.key(org, developer, app, consumerKey)).Attributes = attributes
}

// SetAttributes replaces the attributes of an app.
func (a *Apigee) SetAttributes(org, developer, app string, attributes []Attribute) {
	a.changeApp(org, developer, app, func(a *storedApp) { a.Attributes = attributes })
}

// SetCallbackURL replaces the callback URL of an app.
func (a *Apigee) SetCallbackURL(org, developer, app, url string) {
	a.changeApp(org, developer, app, func(a *storedApp) { a.CallbackURL = url })
}

// ApproveApp sets the status of an app to approved.
func (a *Apigee) ApproveApp(org, developer, app string) {
	a.changeApp(org, developer, app, func(a *storedApp) { a.Status = approved })
}

// RevokeApp sets the status of an app to revoked; that of its keys stays.
func (a *Apigee) RevokeApp(org, developer, app string) {
	a.changeApp(org, developer, app, func(a *storedApp) { a.Status = revoked })
}

func (a *Apigee) changeApp(org, developer, name string, change func(*storedApp)) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	app := must(a.store.app(org, developer, name))
	change(app)
	app.LastModifiedAt = a.store.now()
}

// DeleteApp removes an app; its keys stay taken for a while.
func (a *Apigee) DeleteApp(org, developer, app string) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	must(a.store.deleteApp(org, developer, app))
}
