package mockserver

import "cmp"

// The methods of this file act as somebody else, such as a person in the console. They panic if there is no such
// organization, developer, app, key or product: a test that means something else should fail at once.

func mustApigee[T any](found T, err error) T {
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	return found
}

func (s *Server) apigeeOrg(org string) *apigeeOrganization {
	found := s.google.apigee.orgs[org]
	if found == nil {
		panic("mockserver: no organization " + org)
	}
	return found
}

// AddDeveloper adds a developer, whose e-mail has to be in lower case.
func (s *Server) AddDeveloper(org, email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apigeeOrg(org).developers[email] = &apigeeDeveloper{
		email: email, id: googleUUID(), apps: map[string]*apigeeApp{},
	}
}

// AddProduct adds or replaces an API product.
func (s *Server) AddProduct(org string, product ApigeeProduct) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apigeeOrg(org).products[product.Name] = product
}

// AddApp adds an app with the keys that are in it, none if there are none. What is not set gets a value: ids, times,
// statuses, consumer keys and secrets.
func (s *Server) AddApp(org, developer string, app ApigeeApp) ApigeeApp {
	s.mu.Lock()
	defer s.mu.Unlock()
	store := &s.google.apigee
	owner := mustApigee(store.developer(org, developer))
	app = app.clone()
	app.ID, app.Developer, app.DeveloperID = cmp.Or(app.ID, googleUUID()), owner.email, owner.id
	app.Family, app.Status = cmp.Or(app.Family, "default"), cmp.Or(app.Status, apigeeApproved)
	app.CreatedAt = cmp.Or(app.CreatedAt, store.now())
	app.LastModifiedAt = cmp.Or(app.LastModifiedAt, app.CreatedAt)
	for i := range app.Keys {
		app.Keys[i] = store.complete(app.Keys[i])
	}
	owner.apps[app.Name] = &apigeeApp{ApigeeApp: app}
	return app.clone()
}

// complete fills in what a key needs to have.
func (st *apigeeStore) complete(key ApigeeKey) ApigeeKey {
	key.ConsumerKey = cmp.Or(key.ConsumerKey, randomText(st.keyLength))
	key.ConsumerSecret = cmp.Or(key.ConsumerSecret, randomText(st.secretLength))
	key.Status = cmp.Or(key.Status, apigeeApproved)
	key.IssuedAt = cmp.Or(key.IssuedAt, st.now())
	return key
}

// AddKey adds a key to an app as it is; what is not set gets a value as with AddApp.
func (s *Server) AddKey(org, developer, app string, key ApigeeKey) ApigeeKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner := mustApigee(s.google.apigee.app(org, developer, app))
	owner.Keys = append(owner.Keys, s.google.apigee.complete(key))
	copied := owner.clone()
	return copied.Keys[len(copied.Keys)-1]
}

// DeleteKey removes a key.
func (s *Server) DeleteKey(org, developer, app, consumerKey string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mustApigee(s.google.apigee.deleteKey(org, developer, app, consumerKey))
}

// ApproveKey sets the status of a key to approved, RevokeKey to revoked.
func (s *Server) ApproveKey(org, developer, app, consumerKey string) {
	s.setKeyStatus(org, developer, app, consumerKey, apigeeApproved)
}

// RevokeKey sets the status of a key to revoked.
func (s *Server) RevokeKey(org, developer, app, consumerKey string) {
	s.setKeyStatus(org, developer, app, consumerKey, apigeeRevoked)
}

func (s *Server) setKeyStatus(org, developer, app, consumerKey, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mustApigee(s.google.apigee.key(org, developer, app, consumerKey)).Status = status
}

// AddKeyProduct adds a product to a key, pending if its approval is manual.
func (s *Server) AddKeyProduct(org, developer, app, consumerKey, product string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := mustApigee(s.google.apigee.key(org, developer, app, consumerKey))
	key.Products = mustApigee(s.google.apigee.associate(org, key.Products, []string{product}))
}

// ApproveProduct sets the status of a product on a key to approved.
func (s *Server) ApproveProduct(org, developer, app, consumerKey, product string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := mustApigee(s.google.apigee.key(org, developer, app, consumerKey))
	mustApigee(s.google.apigee.product(org, key, product)).Status = apigeeApproved
}

// RevokeProduct sets the status of a product on a key to revoked.
func (s *Server) RevokeProduct(org, developer, app, consumerKey, product string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := mustApigee(s.google.apigee.key(org, developer, app, consumerKey))
	mustApigee(s.google.apigee.product(org, key, product)).Status = apigeeRevoked
}

// RemoveProduct takes a product from a key.
func (s *Server) RemoveProduct(org, developer, app, consumerKey, product string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := mustApigee(s.google.apigee.key(org, developer, app, consumerKey))
	if err := s.google.apigee.removeProduct(org, key, product); err != nil {
		panic("mockserver: " + err.Error())
	}
}

// SetKeyAttributes replaces the attributes of a key.
func (s *Server) SetKeyAttributes(org, developer, app, consumerKey string, attributes []ApigeeAttribute) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mustApigee(s.google.apigee.key(org, developer, app, consumerKey)).Attributes = attributes
}

// SetAttributes replaces the attributes of an app.
func (s *Server) SetAttributes(org, developer, app string, attributes []ApigeeAttribute) {
	s.changeApp(org, developer, app, func(a *apigeeApp) { a.Attributes = attributes })
}

// SetCallbackURL replaces the callback URL of an app.
func (s *Server) SetCallbackURL(org, developer, app, url string) {
	s.changeApp(org, developer, app, func(a *apigeeApp) { a.CallbackURL = url })
}

// ApproveApp sets the status of an app to approved.
func (s *Server) ApproveApp(org, developer, app string) {
	s.changeApp(org, developer, app, func(a *apigeeApp) { a.Status = apigeeApproved })
}

// RevokeApp sets the status of an app to revoked; that of its keys stays.
func (s *Server) RevokeApp(org, developer, app string) {
	s.changeApp(org, developer, app, func(a *apigeeApp) { a.Status = apigeeRevoked })
}

func (s *Server) changeApp(org, developer, name string, change func(*apigeeApp)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	app := mustApigee(s.google.apigee.app(org, developer, name))
	change(app)
	app.LastModifiedAt = s.google.apigee.now()
}

// DeleteApp removes an app; its keys stay taken for a while.
func (s *Server) DeleteApp(org, developer, app string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mustApigee(s.google.apigee.deleteApp(org, developer, app))
}
