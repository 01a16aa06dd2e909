package apigee

import (
	"maps"
	"slices"
	"time"
)

func names[T any](things map[string]T) []string { return slices.Sorted(maps.Keys(things)) }

func (st *store) names() []string { return names(st.orgs) }

// dump returns an organization as a seed would have it.
func (o *organization) dump(name string) SeedOrganization {
	out := SeedOrganization{Name: name}
	for _, name := range o.productNames() {
		out.APIProducts = append(out.APIProducts, o.products[name].dump())
	}
	for _, email := range names(o.developers) {
		owner := o.developers[email]
		d := owner.developer
		out.Developers = append(out.Developers, SeedDeveloper{
			Email: d.Email, ID: d.ID, FirstName: d.FirstName, LastName: d.LastName, UserName: d.UserName, Status: d.Status,
			Attributes: slices.Clone(d.Attributes), Apps: owner.dumpApps(),
			CreatedAt: at(d.CreatedAt), LastModifiedAt: at(d.LastModifiedAt),
		})
	}
	for _, name := range names(o.groups) {
		owner := o.groups[name]
		g := owner.group
		out.AppGroups = append(out.AppGroups, SeedAppGroup{
			Name: g.Name, DisplayName: g.DisplayName, ChannelID: g.ChannelID, ChannelURI: g.ChannelURI, Email: g.Email,
			Status: g.Status, Attributes: slices.Clone(g.Attributes), Apps: owner.dumpApps(),
			CreatedAt: at(g.CreatedAt), LastModifiedAt: at(g.LastModifiedAt),
		})
	}
	return out
}

func at(t time.Time) *time.Time { return &t }

func (p *storedProduct) dump() SeedProduct {
	f := p.fields
	return SeedProduct{
		Name: f.Name, DisplayName: f.DisplayName, Description: f.Description, ApprovalType: f.ApprovalType,
		Scopes: slices.Clone(f.Scopes), Attributes: slices.Clone(p.attributes),
		APIResources: slices.Clone(f.APIResources), Environments: slices.Clone(f.Environments),
		Proxies: slices.Clone(f.Proxies), Quota: f.Quota, QuotaInterval: f.QuotaInterval, QuotaTimeUnit: f.QuotaTimeUnit,
		Space: f.Space, CreatedAt: at(p.createdAt), LastModifiedAt: at(p.modifiedAt),
	}
}

func (o *owner) dumpApps() []SeedApp {
	var out []SeedApp
	for _, name := range names(o.apps) {
		app := o.apps[name].clone()
		seed := SeedApp{
			Name: app.Name, ID: app.ID, CallbackURL: app.CallbackURL, Scopes: app.Scopes, Attributes: app.Attributes,
			Status: app.Status, CreatedAt: at(app.CreatedAt), LastModifiedAt: at(app.LastModifiedAt),
		}
		for _, key := range app.Keys {
			seed.Keys = append(seed.Keys, key.dump())
		}
		out = append(out, seed)
	}
	return out
}

// dump shares the lists of the key.
func (k Key) dump() SeedKey {
	out := SeedKey{
		ConsumerKey: k.ConsumerKey, ConsumerSecret: k.ConsumerSecret, Status: k.Status, Scopes: k.Scopes,
		Attributes: k.Attributes, IssuedAt: at(k.IssuedAt),
	}
	if !k.ExpiresAt.IsZero() {
		out.ExpiresAt = at(k.ExpiresAt)
	}
	for _, product := range k.Products {
		out.APIProducts = append(out.APIProducts, SeedKeyProduct(product))
	}
	return out
}

// Fixture is what Apigee holds now, in the words of the seed. It has no secrets, and fingerprints in the place of
// consumer keys.
type Fixture = Seed

// ApigeeFixture returns what Apigee holds now, without secrets.
func (a *Apigee) ApigeeFixture() Fixture {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	out := Fixture{Organizations: []SeedOrganization{}}
	for _, name := range a.store.names() {
		org := a.store.orgs[name].dump(name)
		for i := range org.Developers {
			hideKeys(org.Developers[i].Apps)
		}
		for i := range org.AppGroups {
			hideKeys(org.AppGroups[i].Apps)
		}
		out.Organizations = append(out.Organizations, org)
	}
	return out
}

func hideKeys(apps []SeedApp) []SeedApp {
	for i := range apps {
		for j := range apps[i].Keys {
			apps[i].Keys[j] = apps[i].Keys[j].hidden()
		}
	}
	return apps
}

func (k SeedKey) hidden() SeedKey {
	k.ConsumerKey, k.ConsumerSecret = KeyFingerprint(k.ConsumerKey), ""
	return k
}
