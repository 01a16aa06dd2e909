package apigee

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// Seed is what Apigee holds when the server starts. Times are in RFC 3339. Ids, consumer keys and secrets that are
// absent are made once, and stay the same after a Reset.
type Seed struct {
	Organizations []SeedOrganization `json:"organizations"`
}

// SeedOrganization is an organization of a Seed.
type SeedOrganization struct {
	// Name is the id of the organization, as in "organizations/acme".
	Name        string          `json:"name"`
	APIProducts []SeedProduct   `json:"api_products,omitempty"`
	Developers  []SeedDeveloper `json:"developers,omitempty"`
	AppGroups   []SeedAppGroup  `json:"app_groups,omitempty"`
}

// SeedDeveloper is a developer of a Seed.
type SeedDeveloper struct {
	// Email is in lower case.
	Email string `json:"email"`
	// ID is a UUID; absent: a new one.
	ID string `json:"id,omitempty"`
	// FirstName, LastName and UserName are by default the part of the e-mail in front of "@".
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	UserName  string `json:"user_name,omitempty"`
	// Status is "active" (the default) or "inactive".
	Status     string      `json:"status,omitempty"`
	Attributes []Attribute `json:"attributes,omitempty"`
	Apps       []SeedApp   `json:"apps,omitempty"`
	// CreatedAt is by default the start of the server, LastModifiedAt is by default CreatedAt.
	CreatedAt      *time.Time `json:"created_at,omitempty"`
	LastModifiedAt *time.Time `json:"last_modified_at,omitempty"`
}

// SeedAppGroup is an app group of a Seed.
type SeedAppGroup struct {
	Name        string `json:"name"`
	DisplayName string `json:"display_name,omitempty"`
	ChannelID   string `json:"channel_id,omitempty"`
	ChannelURI  string `json:"channel_uri,omitempty"`
	Email       string `json:"email,omitempty"`
	// Status is "active" (the default) or "inactive".
	Status     string      `json:"status,omitempty"`
	Attributes []Attribute `json:"attributes,omitempty"`
	Apps       []SeedApp   `json:"apps,omitempty"`
	// CreatedAt is by default the start of the server, LastModifiedAt is by default CreatedAt.
	CreatedAt      *time.Time `json:"created_at,omitempty"`
	LastModifiedAt *time.Time `json:"last_modified_at,omitempty"`
}

// SeedApp is an app of a developer or of an app group of a Seed.
type SeedApp struct {
	Name string `json:"name"`
	// ID is a UUID; absent: a new one.
	ID          string      `json:"id,omitempty"`
	CallbackURL string      `json:"callback_url,omitempty"`
	Scopes      []string    `json:"scopes,omitempty"`
	Attributes  []Attribute `json:"attributes,omitempty"`
	// Status is "approved" (the default) or "revoked".
	Status string `json:"status,omitempty"`
	// Keys are the oldest first; absent: the app has none.
	Keys []SeedKey `json:"keys,omitempty"`
	// CreatedAt is by default the start of the server, LastModifiedAt is by default CreatedAt.
	CreatedAt      *time.Time `json:"created_at,omitempty"`
	LastModifiedAt *time.Time `json:"last_modified_at,omitempty"`
}

// SeedKey is a key of an app of a Seed.
type SeedKey struct {
	// ConsumerKey and ConsumerSecret consist of letters, digits, "_" and "-"; absent: new ones. In a fixture the consumer
	// key is a fingerprint, and there is no secret.
	ConsumerKey    string `json:"consumer_key,omitempty"`
	ConsumerSecret string `json:"consumer_secret,omitempty"`
	// Status is "approved" (the default) or "revoked".
	Status      string           `json:"status,omitempty"`
	Scopes      []string         `json:"scopes,omitempty"`
	Attributes  []Attribute      `json:"attributes,omitempty"`
	APIProducts []SeedKeyProduct `json:"api_products,omitempty"`
	// IssuedAt is by default the start of the server. A key without ExpiresAt never expires.
	IssuedAt  *time.Time `json:"issued_at,omitempty"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
}

// SeedKeyProduct is an API product on a key of a Seed.
type SeedKeyProduct struct {
	Name string `json:"name"`
	// Status is "approved", "revoked" or "pending"; absent: "pending" for a product whose approval type is manual, else
	// "approved".
	Status string `json:"status,omitempty"`
}

// SeedProduct is an API product of a Seed.
type SeedProduct struct {
	Name string `json:"name"`
	// DisplayName is by default the name.
	DisplayName string `json:"display_name,omitempty"`
	Description string `json:"description,omitempty"`
	// ApprovalType is "auto" or "manual"; absent: answers do not have it, and keys are approved at once.
	ApprovalType string      `json:"approval_type,omitempty"`
	Scopes       []string    `json:"scopes,omitempty"`
	Attributes   []Attribute `json:"attributes,omitempty"`
	APIResources []string    `json:"api_resources,omitempty"`
	Environments []string    `json:"environments,omitempty"`
	Proxies      []string    `json:"proxies,omitempty"`
	// Quota, QuotaInterval and QuotaTimeUnit are strings, as in the API.
	Quota         string `json:"quota,omitempty"`
	QuotaInterval string `json:"quota_interval,omitempty"`
	QuotaTimeUnit string `json:"quota_time_unit,omitempty"`
	Space         string `json:"space,omitempty"`
	// CreatedAt is by default the start of the server, LastModifiedAt is by default CreatedAt.
	CreatedAt      *time.Time `json:"created_at,omitempty"`
	LastModifiedAt *time.Time `json:"last_modified_at,omitempty"`
}

// DefaultSeed has the organization acme: two developers, four products, the app portal of dev@acme.test with a key, and
// the app group storefront with the app shop and a key.
func DefaultSeed() Seed {
	weather := []SeedKeyProduct{{Name: "weather"}}
	return Seed{Organizations: []SeedOrganization{{
		Name: "acme",
		APIProducts: []SeedProduct{
			{Name: "weather", Scopes: []string{"READ", "WRITE"}},
			{Name: "maps"},
			{Name: "gold $ 100%"},
			{Name: "billing", ApprovalType: manual},
		},
		Developers: []SeedDeveloper{
			{Email: "dev@acme.test", Apps: []SeedApp{{
				Name: "portal", CallbackURL: "https://acme.test/cb", Scopes: []string{"READ"},
				Attributes: []Attribute{{"DisplayName", "Portal"}, {"Notes", "kept"}},
				Keys:       []SeedKey{{APIProducts: weather, Scopes: []string{"READ"}}},
			}}},
			{Email: "ops+keys@acme.test"},
		},
		AppGroups: []SeedAppGroup{{
			Name: "storefront", DisplayName: "Storefront", ChannelID: "devportal", ChannelURI: "https://acme.test/store",
			Apps: []SeedApp{{Name: "shop", Keys: []SeedKey{{APIProducts: weather}}}},
		}},
	}}}
}

// Load replaces all that Apigee holds by the seed. A mistake in it is a *core.SeedError, and changes nothing.
func (a *Apigee) Load(seed Seed) error {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	completed := a.store.complete(seed)
	orgs, err := build(completed)
	if err != nil {
		return err
	}
	a.loaded = completed
	a.store.restart(orgs)
	return nil
}

// Reset brings back what Apigee held after the last Load, with the same ids, keys and secrets. Counts start at zero.
func (a *Apigee) Reset() {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	orgs, err := build(a.loaded)
	if err != nil {
		panic("mockserver: " + err.Error()) // Load has taken it
	}
	a.store.restart(orgs)
}

func (st *store) restart(orgs map[string]*organization) {
	st.orgs, st.minted, st.generated = orgs, 0, 0
}

// complete returns a copy of the seed in which all that has a default is set.
func (st *store) complete(seed Seed) Seed {
	out := Seed{Organizations: slices.Clone(seed.Organizations)}
	for i, org := range out.Organizations {
		out.Organizations[i] = st.completeOrganization(org)
	}
	return out
}

func (st *store) completeOrganization(org SeedOrganization) SeedOrganization {
	org.APIProducts = slices.Clone(org.APIProducts)
	for i := range org.APIProducts {
		product := &org.APIProducts[i]
		product.DisplayName = cmp.Or(product.DisplayName, product.Name)
		st.stamp(&product.CreatedAt, &product.LastModifiedAt)
	}
	org.Developers = slices.Clone(org.Developers)
	for i := range org.Developers {
		developer := &org.Developers[i]
		name, _, _ := strings.Cut(developer.Email, "@")
		developer.ID = cmp.Or(developer.ID, core.NewUUID())
		developer.FirstName, developer.LastName = cmp.Or(developer.FirstName, name), cmp.Or(developer.LastName, name)
		developer.UserName = cmp.Or(developer.UserName, name)
		developer.Status = cmp.Or(developer.Status, active)
		st.stamp(&developer.CreatedAt, &developer.LastModifiedAt)
		developer.Apps = st.completeApps(org, developer.Apps)
	}
	org.AppGroups = slices.Clone(org.AppGroups)
	for i := range org.AppGroups {
		group := &org.AppGroups[i]
		group.Status = cmp.Or(group.Status, active)
		st.stamp(&group.CreatedAt, &group.LastModifiedAt)
		group.Apps = st.completeApps(org, group.Apps)
	}
	return org
}

func (st *store) completeApps(org SeedOrganization, apps []SeedApp) []SeedApp {
	apps = slices.Clone(apps)
	for i := range apps {
		app := &apps[i]
		app.ID, app.Status = cmp.Or(app.ID, core.NewUUID()), cmp.Or(app.Status, approved)
		st.stamp(&app.CreatedAt, &app.LastModifiedAt)
		app.Keys = slices.Clone(app.Keys)
		for j := range app.Keys {
			st.completeKey(org, &app.Keys[j])
		}
	}
	return apps
}

func (st *store) completeKey(org SeedOrganization, key *SeedKey) {
	key.ConsumerKey = cmp.Or(key.ConsumerKey, randomText(st.keyLength))
	key.ConsumerSecret = cmp.Or(key.ConsumerSecret, randomText(st.secretLength))
	key.Status = cmp.Or(key.Status, approved)
	st.stamp(&key.IssuedAt, &key.IssuedAt)
	key.APIProducts = slices.Clone(key.APIProducts)
	for i := range key.APIProducts {
		product := &key.APIProducts[i]
		status := approved
		if slices.ContainsFunc(org.APIProducts, func(p SeedProduct) bool {
			return p.Name == product.Name && p.ApprovalType == manual
		}) {
			status = pending
		}
		product.Status = cmp.Or(product.Status, status)
	}
}

// stamp sets times that are absent.
func (st *store) stamp(created, modified **time.Time) {
	if *created == nil {
		now := st.now()
		*created = &now
	}
	if *modified == nil {
		*modified = *created
	}
}
