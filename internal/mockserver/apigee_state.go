package mockserver

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ApigeeApp is a developer app as the server holds it.
type ApigeeApp struct {
	Name        string
	ID          string
	Developer   string // e-mail
	DeveloperID string
	Family      string
	Status      string // "approved" or "revoked"
	CallbackURL string
	Attributes  []ApigeeAttribute
	Scopes      []string
	Keys        []ApigeeKey // oldest first
	CreatedAt   time.Time
	// LastModifiedAt does not change with the keys.
	LastModifiedAt time.Time
}

// ApigeeKey is a key of a developer app.
type ApigeeKey struct {
	ConsumerKey    string
	ConsumerSecret string
	Status         string // "approved" or "revoked", also when it has expired
	Products       []ApigeeKeyProduct
	Attributes     []ApigeeAttribute
	Scopes         []string
	IssuedAt       time.Time
	ExpiresAt      time.Time // zero: never
}

// ApigeeKeyProduct is an API product on a key.
type ApigeeKeyProduct struct {
	Name   string
	Status string // "approved", "revoked" or "pending"
}

// ApigeeAttribute is a custom attribute of an app or of a key.
type ApigeeAttribute struct{ Name, Value string }

// ApigeeProduct is an API product.
type ApigeeProduct struct {
	Name   string
	Scopes []string
	Manual bool // approvalType manual: keys have to wait for approval
}

// clone copies an app so that the copy stays as it is.
func (a ApigeeApp) clone() ApigeeApp {
	a.Attributes, a.Scopes, a.Keys = slices.Clone(a.Attributes), slices.Clone(a.Scopes), slices.Clone(a.Keys)
	for i, key := range a.Keys {
		a.Keys[i].Products, a.Keys[i].Attributes = slices.Clone(key.Products), slices.Clone(key.Attributes)
		a.Keys[i].Scopes = slices.Clone(key.Scopes)
	}
	return a
}

// Key returns the key with this consumer key.
func (a ApigeeApp) Key(consumerKey string) (ApigeeKey, bool) {
	i := slices.IndexFunc(a.Keys, func(k ApigeeKey) bool { return k.ConsumerKey == consumerKey })
	if i < 0 {
		return ApigeeKey{}, false
	}
	return a.Keys[i], true
}

// Apps returns the apps of an organization, ordered by developer and name.
func (s *Server) Apps(org string) []ApigeeApp {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []ApigeeApp{}
	for _, app := range s.google.apigee.apps(org) {
		list = append(list, app.clone())
	}
	slices.SortFunc(list, func(a, b ApigeeApp) int {
		return cmp.Or(strings.Compare(a.Developer, b.Developer), strings.Compare(a.Name, b.Name))
	})
	return list
}

// App returns an app with its keys.
func (s *Server) App(org, developer, app string) (ApigeeApp, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.google.apigee.app(org, developer, app)
	if err != nil {
		return ApigeeApp{}, false
	}
	return found.clone(), true
}

// KeysMinted returns how many keys the service has made by itself: with an app, by generate, and by a PUT of an app
// with products. Keys of the seed, of AddApp and of AddKey do not count.
func (s *Server) KeysMinted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.google.apigee.minted
}

// GenerateCalls returns how many times the generate method was called.
func (s *Server) GenerateCalls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.google.apigee.generated
}

// seedApigee makes the organization acme: two developers, four products, and the app portal of dev@acme.test.
func (s *Server) seedApigee() {
	store := &s.google.apigee
	lengths := [][2]int{{32, 16}, {48, 64}}
	shuffle(lengths)
	store.keyLength, store.secretLength = lengths[0][0], lengths[0][1]
	store.orgs = map[string]*apigeeOrganization{"acme": {
		developers: map[string]*apigeeDeveloper{}, products: map[string]ApigeeProduct{}, taken: map[string]time.Time{},
	}}
	s.AddDeveloper("acme", "dev@acme.test")
	s.AddDeveloper("acme", "ops+keys@acme.test")
	s.AddProduct("acme", ApigeeProduct{Name: "weather", Scopes: []string{"READ", "WRITE"}})
	s.AddProduct("acme", ApigeeProduct{Name: "maps"})
	s.AddProduct("acme", ApigeeProduct{Name: "gold $ 100%"})
	s.AddProduct("acme", ApigeeProduct{Name: "billing", Manual: true})
	s.AddApp("acme", "dev@acme.test", ApigeeApp{
		Name: "portal", CallbackURL: "https://acme.test/cb", Scopes: []string{"READ"},
		Attributes: []ApigeeAttribute{{"DisplayName", "Portal"}, {"Notes", "kept"}},
		Keys: []ApigeeKey{{
			Products: []ApigeeKeyProduct{{"weather", apigeeApproved}}, Scopes: []string{"READ"},
		}},
	})
}
