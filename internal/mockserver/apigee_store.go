package mockserver

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Statuses of apps, keys and products on a key.
const (
	apigeeApproved = "approved"
	apigeeRevoked  = "revoked"
	apigeePending  = "pending"
)

// apigeeStore holds the organizations. It knows no HTTP; what it refuses it says as an apigeeError.
type apigeeStore struct {
	quirks ApigeeQuirks
	now    func() time.Time
	orgs   map[string]*apigeeOrganization
	// keyLength and secretLength differ between servers, as they do between times and platforms of the service.
	keyLength, secretLength int
	minted, generated       int
}

type apigeeOrganization struct {
	developers map[string]*apigeeDeveloper // by e-mail
	products   map[string]ApigeeProduct
	taken      map[string]time.Time // keys that are gone, and until when no one else can have them
}

type apigeeDeveloper struct {
	email, id string
	apps      map[string]*apigeeApp
}

// apigeeApp is an app with how it stands with its credentials' visibility.
type apigeeApp struct {
	ApigeeApp
	reads int // GETs since it was created
}

// apigeeErrorKind is a violation type as in the PreconditionFailure of an error.
type apigeeErrorKind string

// What the store refuses. The kinds of a missing product, of a product that is not on the key and of the last three
// are not known from the real service.
const (
	developerMissing = apigeeErrorKind("developer.service.DeveloperDoesNotExist")
	appMissing       = apigeeErrorKind("developer.service.AppDoesNotExist")
	appTaken         = apigeeErrorKind("developer.service.app_already_exists")
	keyMissing       = apigeeErrorKind("keymanagement.service.InvalidClientIdForGivenApp")
	keyTaken         = apigeeErrorKind("keymanagement.service.ConsumerKeyAlreadyExists")
	productMissing   = apigeeErrorKind("keymanagement.service.apiproduct_doesnot_exist")
	productUnbound   = apigeeErrorKind("keymanagement.service.APIProductNotAssociatedWithConsumerKey")
	attributeMissing = apigeeErrorKind("developer.service.AttributeDoesNotExist")
	scopeInvalid     = apigeeErrorKind("keymanagement.service.InvalidScopes")
	productsRequired = apigeeErrorKind("developer.service.ApiProductsRequired")
)

type apigeeError struct {
	kind    apigeeErrorKind
	message string
}

func (e *apigeeError) Error() string { return string(e.kind) + ": " + e.message }

func apigeeErrorf(kind apigeeErrorKind, format string, args ...any) error {
	return &apigeeError{kind, fmt.Sprintf(format, args...)}
}

// developer finds a developer by e-mail, which is lower case, or by id.
func (st *apigeeStore) developer(org, emailOrID string) (*apigeeDeveloper, error) {
	for _, developer := range st.orgs[org].developers {
		if developer.email == emailOrID || developer.id == emailOrID {
			return developer, nil
		}
	}
	return nil, apigeeErrorf(developerMissing, "DeveloperId %s does not exist in organization %s", emailOrID, org)
}

// app finds an app by its name; its id does not count here.
func (st *apigeeStore) app(org, developer, name string) (*apigeeApp, error) {
	owner, err := st.developer(org, developer)
	if err != nil {
		return nil, err
	}
	app := owner.apps[name]
	if app == nil {
		return nil, apigeeErrorf(appMissing, "App named %s does not exist under %s", name, developer)
	}
	return app, nil
}

// key finds a key of an app.
func (st *apigeeStore) key(org, developer, app, consumerKey string) (*ApigeeKey, error) {
	owner, err := st.app(org, developer, app)
	if err != nil {
		return nil, err
	}
	for i := range owner.Keys {
		if owner.Keys[i].ConsumerKey == consumerKey {
			return &owner.Keys[i], nil
		}
	}
	return nil, apigeeErrorf(keyMissing, "Invalid consumer key for Given App")
}

// keyRequest is what a generated key is to be like.
type keyRequest struct {
	products, scopes []string
	expiresIn        time.Duration // negative: never
}

// createApp adds an app with the key that every app starts with.
func (st *apigeeStore) createApp(org, developer string, app ApigeeApp, key keyRequest) (*apigeeApp, error) {
	owner, err := st.developer(org, developer)
	if err != nil {
		return nil, err
	}
	if owner.apps[app.Name] != nil {
		return nil, apigeeErrorf(appTaken, "App with name %s already exists", app.Name)
	}
	if st.quirks.RequireProducts && len(key.products) == 0 {
		return nil, apigeeErrorf(productsRequired, "An app of this organization needs at least one API product")
	}
	minted, err := st.mint(org, key)
	if err != nil {
		return nil, err
	}
	app.ID, app.Developer, app.DeveloperID = googleUUID(), owner.email, owner.id
	app.Status, app.Keys = apigeeApproved, []ApigeeKey{minted}
	app.CreatedAt = st.now()
	app.LastModifiedAt = app.CreatedAt
	owner.apps[app.Name] = &apigeeApp{ApigeeApp: app}
	return owner.apps[app.Name], nil
}

// updateApp replaces attributes and callback URL. With products in the request it also makes one more key, which is
// what both PUT and the generate method of the service do.
func (st *apigeeStore) updateApp(app *apigeeApp, org string, in ApigeeApp, key *keyRequest) error {
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
func (st *apigeeStore) deleteApp(org, developer, name string) (ApigeeApp, error) {
	app, err := st.app(org, developer, name)
	if err != nil {
		return ApigeeApp{}, err
	}
	for _, key := range app.Keys {
		st.orgs[org].taken[key.ConsumerKey] = st.now().Add(st.quirks.appDeleteDelay())
	}
	delete(st.orgs[org].developers[app.Developer].apps, name)
	return app.ApigeeApp, nil
}

// mint makes a key with a new consumer key and secret.
func (st *apigeeStore) mint(org string, in keyRequest) (ApigeeKey, error) {
	products, err := st.associate(org, nil, in.products)
	if err != nil {
		return ApigeeKey{}, err
	}
	if err := st.checkScopes(org, products, in.scopes); err != nil {
		return ApigeeKey{}, err
	}
	st.minted++
	key := ApigeeKey{
		ConsumerKey: randomText(st.keyLength), ConsumerSecret: randomText(st.secretLength), Status: apigeeApproved,
		Products: products, Scopes: in.scopes, IssuedAt: st.now(),
	}
	key.expireIn(in.expiresIn)
	return key, nil
}

// associate adds products to those of a key; what is there already stays as it is. A product whose approval is manual
// starts pending.
func (st *apigeeStore) associate(org string, have []ApigeeKeyProduct, names []string) ([]ApigeeKeyProduct, error) {
	list := slices.Clone(have)
	for _, name := range names {
		product, ok := st.orgs[org].products[name]
		if !ok {
			return nil, apigeeErrorf(productMissing, "API Product [%s] does not exist", name)
		}
		if slices.ContainsFunc(list, func(p ApigeeKeyProduct) bool { return p.Name == name }) {
			continue
		}
		status := apigeeApproved
		if product.Manual {
			status = apigeePending
		}
		list = append(list, ApigeeKeyProduct{Name: name, Status: status})
	}
	return list, nil
}

// checkScopes refuses scopes that none of the products has.
func (st *apigeeStore) checkScopes(org string, products []ApigeeKeyProduct, scopes []string) error {
	for _, scope := range scopes {
		if !slices.ContainsFunc(products, func(p ApigeeKeyProduct) bool {
			return slices.Contains(st.orgs[org].products[p.Name].Scopes, scope)
		}) {
			return apigeeErrorf(scopeInvalid, "Scope %s is not defined by the API products of the key", scope)
		}
	}
	return nil
}

// isTaken reports whether a consumer key is in use anywhere in the organization, or was until a moment ago.
func (st *apigeeStore) isTaken(org, consumerKey string) bool {
	if st.now().Before(st.orgs[org].taken[consumerKey]) {
		return true
	}
	for _, app := range st.apps(org) {
		if slices.ContainsFunc(app.Keys, func(k ApigeeKey) bool { return k.ConsumerKey == consumerKey }) {
			return true
		}
	}
	return false
}

// apps returns the apps of an organization by id.
func (st *apigeeStore) apps(org string) []*apigeeApp {
	list := []*apigeeApp{}
	for _, developer := range st.orgs[org].developers {
		for _, app := range developer.apps {
			list = append(list, app)
		}
	}
	slices.SortFunc(list, func(a, b *apigeeApp) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// googleUUID returns a random UUID.
func googleUUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// randomText returns n letters and digits.
func randomText(n int) string {
	var text strings.Builder
	for text.Len() < n {
		text.WriteString(rand.Text())
	}
	return text.String()[:n]
}
