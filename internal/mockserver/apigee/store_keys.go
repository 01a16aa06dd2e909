package apigee

import (
	"slices"
	"time"
)

// expireIn sets when a key expires, counted from when it was issued; a negative duration means never.
func (k *Key) expireIn(d time.Duration, quirks Quirks) {
	k.ExpiresAt = time.Time{}
	if d < 0 {
		return
	}
	k.ExpiresAt = k.IssuedAt.Add(d)
	if quirks.ExpiryInWholeSeconds {
		k.ExpiresAt = k.ExpiresAt.Truncate(time.Second)
	}
}

// roomForKey refuses one more key than the quirks allow.
func (st *store) roomForKey(app *storedApp) error {
	if most := st.quirks.MaxKeys; most > 0 && len(app.Keys) >= most {
		return refuse(keysExhausted, "App %s has %d keys already", app.Name, most)
	}
	return nil
}

// createKey adds a key that the caller brings. It starts approved and without products, whatever the request says.
func (st *store) createKey(
	org string, app *storedApp, key Key, expiresIn time.Duration,
) (*Key, error) {
	if st.isTaken(org, key.ConsumerKey) {
		return nil, refuse(keyTaken, "ConsumerKey already exists")
	}
	if err := st.roomForKey(app); err != nil {
		return nil, err
	}
	if st.quirks.CheckScopesOfNewKeys {
		if err := st.checkScopes(org, nil, key.Scopes); err != nil {
			return nil, err
		}
	}
	key.Status, key.Products, key.IssuedAt = approved, nil, st.now()
	key.expireIn(expiresIn, st.quirks)
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
func (st *store) deleteKey(org, ownerName, name, consumerKey string) (Key, error) {
	key, err := st.key(org, ownerName, name, consumerKey)
	if err != nil {
		return Key{}, err
	}
	gone := *key
	st.orgs[org].taken[consumerKey] = st.now().Add(st.quirks.KeysTakenAfterKeyDelete)
	app, err := st.app(org, ownerName, name)
	if err != nil {
		return Key{}, err
	}
	app.Keys = slices.DeleteFunc(app.Keys, func(k Key) bool { return k.ConsumerKey == consumerKey })
	return gone, nil
}

// replaceKeyFields sets scopes and attributes of a key, after it added products: what the update of a key of an app
// group does. Lists that are empty clear what is there.
func (st *store) replaceKeyFields(org string, key *Key, in *Key, products []string) error {
	list, err := st.associate(org, key.Products, products)
	if err != nil {
		return err
	}
	if in != nil {
		if err := st.checkScopes(org, list, in.Scopes); err != nil {
			return err
		}
		if len(in.Scopes) > 0 || !st.quirks.KeepKeyAttributes {
			key.Scopes = in.Scopes
		}
		if len(in.Attributes) > 0 || !st.quirks.KeepKeyAttributes {
			key.Attributes = in.Attributes
		}
	}
	key.Products = list
	return nil
}

// keyProduct finds a product on a key.
func (st *store) keyProduct(org string, key *Key, name string) (*KeyProduct, error) {
	for i := range key.Products {
		if key.Products[i].Name == name {
			return &key.Products[i], nil
		}
	}
	if _, err := st.product(org, name); err != nil {
		return nil, err
	}
	return nil, refuse(productUnbound, "APIProduct is not associated with consumer key")
}

// removeProduct takes a product from a key, which stays alive without any.
func (st *store) removeProduct(org string, key *Key, name string) error {
	if _, err := st.keyProduct(org, key, name); err != nil {
		return err
	}
	key.Products = slices.DeleteFunc(key.Products, func(p KeyProduct) bool { return p.Name == name })
	return nil
}
