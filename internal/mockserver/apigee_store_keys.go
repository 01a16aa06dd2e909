package mockserver

import (
	"slices"
	"time"
)

// expireIn sets when a key expires, counted from when it was issued; a negative duration means never.
func (k *ApigeeKey) expireIn(d time.Duration) {
	k.ExpiresAt = time.Time{}
	if d >= 0 {
		k.ExpiresAt = k.IssuedAt.Add(d)
	}
}

// createKey adds a key that the caller brings. It starts approved and without products, whatever the request says.
func (st *apigeeStore) createKey(
	org string, app *apigeeApp, key ApigeeKey, expiresIn time.Duration,
) (*ApigeeKey, error) {
	if st.isTaken(org, key.ConsumerKey) {
		return nil, apigeeErrorf(keyTaken, "ConsumerKey already exists")
	}
	key.Status, key.Products, key.IssuedAt = apigeeApproved, nil, st.now()
	key.expireIn(expiresIn)
	app.Keys = append(app.Keys, key)
	return &app.Keys[len(app.Keys)-1], nil
}

// updateKey adds products and scopes and replaces the attributes.
func (st *apigeeStore) updateKey(org string, key *ApigeeKey, in ApigeeKey, products []string) error {
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
func (st *apigeeStore) replaceScopes(org string, key *ApigeeKey, scopes []string) error {
	if err := st.checkScopes(org, key.Products, scopes); err != nil {
		return err
	}
	key.Scopes = scopes
	return nil
}

// deleteKey removes a key and its associations.
func (st *apigeeStore) deleteKey(org, developer, name, consumerKey string) (ApigeeKey, error) {
	key, err := st.key(org, developer, name, consumerKey)
	if err != nil {
		return ApigeeKey{}, err
	}
	gone := *key
	st.orgs[org].taken[consumerKey] = st.now().Add(st.quirks.KeysTakenAfterKeyDelete)
	app, err := st.app(org, developer, name)
	if err != nil {
		return ApigeeKey{}, err
	}
	app.Keys = slices.DeleteFunc(app.Keys, func(k ApigeeKey) bool { return k.ConsumerKey == consumerKey })
	return gone, nil
}

// product finds a product on a key, in an organization that has it.
func (st *apigeeStore) product(org string, key *ApigeeKey, name string) (*ApigeeKeyProduct, error) {
	if _, ok := st.orgs[org].products[name]; !ok {
		return nil, apigeeErrorf(productMissing, "API Product [%s] does not exist", name)
	}
	for i := range key.Products {
		if key.Products[i].Name == name {
			return &key.Products[i], nil
		}
	}
	return nil, apigeeErrorf(productUnbound, "APIProduct is not associated with consumer key")
}

// removeProduct takes a product from a key, which stays alive without any.
func (st *apigeeStore) removeProduct(org string, key *ApigeeKey, name string) error {
	if _, err := st.product(org, key, name); err != nil {
		return err
	}
	key.Products = slices.DeleteFunc(key.Products, func(p ApigeeKeyProduct) bool { return p.Name == name })
	return nil
}

// attribute finds an attribute of an app.
func (a *apigeeApp) attribute(name string) (*ApigeeAttribute, error) {
	for i := range a.Attributes {
		if a.Attributes[i].Name == name {
			return &a.Attributes[i], nil
		}
	}
	return nil, apigeeErrorf(attributeMissing, "Attribute named %s does not exist under %s", name, a.Name)
}

// setAttribute changes or adds one attribute.
func (a *apigeeApp) setAttribute(name, value string) {
	if attribute, err := a.attribute(name); err == nil {
		attribute.Value = value
		return
	}
	a.Attributes = append(a.Attributes, ApigeeAttribute{Name: name, Value: value})
}

func (a *apigeeApp) removeAttribute(name string) {
	a.Attributes = slices.DeleteFunc(a.Attributes, func(have ApigeeAttribute) bool { return have.Name == name })
}
