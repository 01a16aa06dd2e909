package apigee

import (
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// renamed refuses a move that names its object otherwise than its path does.
func renamed(field, have, want string) error {
	if have != want {
		return core.Mistake(field, "%q is not %q, which stands in the path", have, want)
	}
	return nil
}

// modified returns the time of a change, unless the move has one of its own.
func (a *Apigee) modified(before, given *time.Time) *time.Time {
	if given != before {
		return given
	}
	now := a.google.Now()
	return &now
}

func (a *Apigee) changeProduct(to target, body []byte) (any, error) {
	seed := a.store.orgs[to.org].dump(to.org)
	product := item(&seed.APIProducts, func(p SeedProduct) bool { return p.Name == to.product },
		SeedProduct{Name: to.product})
	before := product.LastModifiedAt
	if err := overlay(product, body); err != nil {
		return nil, err
	}
	if err := renamed("name", product.Name, to.product); err != nil {
		return nil, err
	}
	product.LastModifiedAt = a.modified(before, product.LastModifiedAt)
	if err := a.rebuild(seed); err != nil {
		return nil, err
	}
	return a.store.orgs[to.org].products[to.product].dump(), nil
}

func (a *Apigee) eraseProduct(of target, _ []byte) (any, error) {
	gone, err := a.store.deleteProduct(of.org, of.product)
	if err != nil {
		return nil, err
	}
	return gone.dump(), nil
}

func (a *Apigee) changeDeveloper(to target, body []byte) (any, error) {
	seed := a.store.orgs[to.org].dump(to.org)
	developer := item(&seed.Developers, func(d SeedDeveloper) bool { return d.Email == to.developer },
		SeedDeveloper{Email: to.developer})
	before := developer.LastModifiedAt
	if err := overlay(developer, body); err != nil {
		return nil, err
	}
	if err := renamed("email", developer.Email, to.developer); err != nil {
		return nil, err
	}
	developer.LastModifiedAt = a.modified(before, developer.LastModifiedAt)
	if err := a.rebuild(seed); err != nil {
		return nil, err
	}
	for _, shown := range a.store.orgs[to.org].dump(to.org).Developers {
		if shown.Email == to.developer {
			hideKeys(shown.Apps)
			return shown, nil
		}
	}
	return nil, refuse(developerMissing, "DeveloperId %s does not exist", to.developer)
}

func (a *Apigee) removeDeveloper(of target, _ []byte) (any, error) {
	gone, err := a.store.deleteDeveloper(of.org, of.developer)
	if err != nil {
		return nil, err
	}
	return map[string]string{"email": gone.developer.Email}, nil
}

func (a *Apigee) changeGroup(to target, body []byte) (any, error) {
	seed := a.store.orgs[to.org].dump(to.org)
	group := item(&seed.AppGroups, func(g SeedAppGroup) bool { return g.Name == to.group }, SeedAppGroup{Name: to.group})
	before := group.LastModifiedAt
	if err := overlay(group, body); err != nil {
		return nil, err
	}
	if err := renamed("name", group.Name, to.group); err != nil {
		return nil, err
	}
	group.LastModifiedAt = a.modified(before, group.LastModifiedAt)
	if err := a.rebuild(seed); err != nil {
		return nil, err
	}
	for _, shown := range a.store.orgs[to.org].dump(to.org).AppGroups {
		if shown.Name == to.group {
			hideKeys(shown.Apps)
			return shown, nil
		}
	}
	return nil, refuse(groupMissing, "AppGroup %s does not exist", to.group)
}

func (a *Apigee) removeGroup(of target, _ []byte) (any, error) {
	gone, err := a.store.deleteGroup(of.org, of.group)
	if err != nil {
		return nil, err
	}
	return map[string]string{"name": gone.group.Name}, nil
}

// appsOf returns the apps of an owner in a seed.
func (a *Apigee) appsOf(seed *SeedOrganization, of target) (*[]SeedApp, error) {
	found, err := a.store.owner(of.org, of.owner)
	if err != nil {
		return nil, err
	}
	for i := range seed.Developers {
		if found.developer != nil && seed.Developers[i].Email == found.developer.Email {
			return &seed.Developers[i].Apps, nil
		}
	}
	for i := range seed.AppGroups {
		if found.group != nil && seed.AppGroups[i].Name == found.group.Name {
			return &seed.AppGroups[i].Apps, nil
		}
	}
	return nil, refuse(appMissing, "There is no owner %s", of.owner)
}

func (a *Apigee) changeOwnersApp(to target, body []byte) (any, error) {
	seed := a.store.orgs[to.org].dump(to.org)
	apps, err := a.appsOf(&seed, to)
	if err != nil {
		return nil, err
	}
	app := item(apps, func(app SeedApp) bool { return app.Name == to.app }, SeedApp{Name: to.app})
	before := app.LastModifiedAt
	if err := overlay(app, body); err != nil {
		return nil, err
	}
	if err := renamed("name", app.Name, to.app); err != nil {
		return nil, err
	}
	app.LastModifiedAt = a.modified(before, app.LastModifiedAt)
	if err := a.rebuild(seed); err != nil {
		return nil, err
	}
	owner, err := a.store.owner(to.org, to.owner)
	if err != nil {
		return nil, err
	}
	for _, shown := range hideKeys(owner.dumpApps()) {
		if shown.Name == to.app {
			return shown, nil
		}
	}
	return nil, refuse(appMissing, "App named %s does not exist", to.app)
}

func (a *Apigee) removeApp(of target, _ []byte) (any, error) {
	gone, err := a.store.deleteApp(of.org, of.owner, of.app)
	if err != nil {
		return nil, err
	}
	return map[string]string{"name": gone.Name, "id": gone.ID}, nil
}

func (a *Apigee) changeKey(to target, body []byte) (any, error) {
	if _, err := a.store.app(to.org, to.owner, to.app); err != nil {
		return nil, err
	}
	seed := a.store.orgs[to.org].dump(to.org)
	apps, err := a.appsOf(&seed, to)
	if err != nil {
		return nil, err
	}
	app := item(apps, func(app SeedApp) bool { return app.Name == to.app }, SeedApp{Name: to.app})
	key := item(&app.Keys, func(k SeedKey) bool { return k.ConsumerKey == to.key }, SeedKey{ConsumerKey: to.key})
	if err := overlay(key, body); err != nil {
		return nil, err
	}
	if key.ConsumerKey != to.key {
		return nil, core.Mistake("consumer_key", "is not the key that stands in the path")
	}
	if err := a.rebuild(seed); err != nil {
		return nil, err
	}
	made, err := a.store.key(to.org, to.owner, to.app, to.key)
	if err != nil {
		return nil, err
	}
	return made.dump().hidden(), nil
}

func (a *Apigee) removeKey(of target, _ []byte) (any, error) {
	gone, err := a.store.deleteKey(of.org, of.owner, of.app, of.key)
	if err != nil {
		return nil, err
	}
	return gone.dump().hidden(), nil
}
