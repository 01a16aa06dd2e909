package apigee

import (
	"slices"
	"time"
)

// expireIn sets when a key expires, counted from when it was issued; a negative duration means never.
func (k *Key) expireIn(d time.Duration) {
	k.ExpiresAt = time.Time{}
	if d >= 0 {
		k.ExpiresAt = k.IssuedAt.Add(d)
	}
}

// createKey adds a key that the caller brings. It starts approved and without products, whatever the request says.
func (st *store) createKey(
	org string, app *storedApp, key Key, expiresIn time.Duration,
) (*Key, error) {
	if st.isTaken(org, key.ConsumerKey) {
		return nil, refuse(keyTaken, "ConsumerKey already exists")
	}
	key.Status, key.Products, key.IssuedAt = approved, nil, st.now()
	key.expireIn(expiresIn)
	app.Keys = append(app.Keys, key)
	return &app.Keys[len(app.Keys)-1], nil
}

// updateKey adds products and scopes and replaces the attributes.
func (st *store) updateKey(org string, key *Key, in Key, products []string) error {
	list, err := st.associate(org, key.Products, products)
	if err != nil {
		return err
	}
	if err := st.checkScopes(org, list, in.Scopes); err != nil {
		return err
	}
	key.Products = list
	for _, scope := range in.Scopes {
		if !slices.Contains(key.Scopes, scope) {
			key.Scopes = append(key.Scopes, scope)
		}
	}
	if len(in.Attributes) > 0 || !st.quirks.KeepKeyAttributes {
		key.Attributes = in.Attributes
	}
	return nil
}

// replaceScopes sets the scopes of a key.
func (st *store) replaceScopes(org string, key *Key, scopes []string) error {
	if err := st.checkScopes(org, key.Products, scopes); err != nil {
		return err
	}
	key.Scopes = scopes
	return nil
}

// deleteKey removes a key and its associations.
func (st *store) deleteKey(org, developer, name, consumerKey string) (Key, error) {
	key, err := st.key(org, developer, name, consumerKey)
	if err != nil {
		return Key{}, err
	}
	gone := *key
	st.orgs[org].taken[consumerKey] = st.now().Add(st.quirks.KeysTakenAfterKeyDelete)
	app, err := st.app(org, developer, name)
	if err != nil {
		return Key{}, err
	}
	app.Keys = slices.DeleteFunc(app.Keys, func(k Key) bool { return k.ConsumerKey == consumerKey })
	return gone, nil
}

// product finds a product on a key, in an organization that has it.
func (st *store) product(org string, key *Key, name string) (*KeyProduct, error) {
	if _, ok := st.orgs[org].products[name]; !ok {
		return nil, refuse(productMissing, "API Product [%s] does not exist", name)
	}
	for i := range key.Products {
		if key.Products[i].Name == name {
			return &key.Products[i], nil
		}
	}
	return nil, refuse(productUnbound, "APIProduct is not associated with consumer key")
}

// removeProduct takes a product from a key, which stays alive without any.
func (st *store) removeProduct(org string, key *Key, name string) error {
	if _, err := st.product(org, key, name); err != nil {
		return err
	}
	key.Products = slices.DeleteFunc(key.Products, func(p KeyProduct) bool { return p.Name == name })
	return nil
}

// attribute finds an attribute of an app.
func (a *storedApp) attribute(name string) (*Attribute, error) {
	for i := range a.Attributes {
		if a.Attributes[i].Name == name {
			return &a.Attributes[i], nil
		}
	}
	return nil, refuse(attributeMissing, "Attribute named %s does not exist under %s", name, a.Name)
}

// setAttribute changes or adds one attribute.
func (a *storedApp) setAttribute(name, value string) {
	if attribute, err := a.attribute(name); err == nil {
		attribute.Value = value
		return
	}
	a.Attributes = append(a.Attributes, Attribute{Name: name, Value: value})
}

func (a *storedApp) removeAttribute(name string) {
	a.Attributes = slices.DeleteFunc(a.Attributes, func(have Attribute) bool { return have.Name == name })
}
