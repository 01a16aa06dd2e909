package openstack

import (
	"maps"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// Load replaces all that the cloud holds by the seed, and ends all tokens. Its regions have to be those of New.
// A mistake is a *core.SeedError, and changes nothing.
func (o *OpenStack) Load(seed Seed) error {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	return o.load(seed.completed(o.Now()))
}

// Reset brings back what the cloud held after the last Load, with the same ids and passwords, and ends all tokens.
func (o *OpenStack) Reset() {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	o.config.delays = o.startDelays
	if err := o.load(o.loaded); err != nil {
		panic("mockserver: " + err.Error()) // it was loaded before
	}
}

func (o *OpenStack) load(seed Seed) error {
	k := newKeystone()
	k.roleIDs, k.serviceIDs = o.keystone.roleIDs, o.keystone.serviceIDs
	if err := k.load(seed); err != nil {
		return err
	}
	regions := make([]regionState, len(o.shareServices))
	for i, region := range seed.Regions {
		place, path := slices.Index(o.config.regions, region.Name), at("regions", i)
		if place < 0 {
			return core.Mistake(path+".name", "the server has no region %q; expected one of %s",
				region.Name, strings.Join(o.config.regions, ", "))
		}
		loaded, err := k.loadRegion(region)
		if err != nil {
			return core.Below(path, err)
		}
		regions[place] = loaded
	}
	for i, service := range o.shareServices {
		service.regionState = regions[i]
	}
	o.keystone, o.loaded = k, seed
	return nil
}

func (k *keystone) load(seed Seed) error {
	ids := map[string]bool{}
	claim := func(path, id string) error {
		if !hex32.MatchString(id) {
			return core.Mistake(path, "%q is no id of Keystone; expected 32 hexadecimal digits in lower case", id)
		}
		if ids[id] {
			return core.Mistake(path, "%q is there twice", id)
		}
		ids[id] = true
		return nil
	}
	for i, in := range seed.Projects {
		path := at("projects", i)
		if in.Name == "" || k.projects[in.Name] != nil {
			return core.Mistake(path+".name", "%q is empty or there twice", in.Name)
		}
		if err := claim(path+".id", in.ID); err != nil {
			return err
		}
		k.projects[in.Name] = &project{id: in.ID, name: in.Name}
	}
	for i, in := range seed.Users {
		path := at("users", i)
		if err := claim(path+".id", in.ID); err != nil {
			return err
		}
		if err := k.loadUser(in, claim); err != nil {
			return core.Below(path, err)
		}
	}
	return nil
}

func (k *keystone) loadUser(in SeedUser, claim func(path, id string) error) error {
	if in.Name == "" || k.users[in.Name] != nil {
		return core.Mistake("name", "%q is empty or there twice", in.Name)
	}
	home := k.projects[in.Project]
	if home == nil {
		return oneOfNames("project", in.Project, slices.Sorted(maps.Keys(k.projects))...)
	}
	for list, roles := range map[string][]string{"roles": in.Roles, "system_roles": in.SystemRoles} {
		for i, role := range roles {
			if err := oneOfNames(at(list, i), role, slices.Sorted(maps.Keys(k.roleIDs))...); err != nil {
				return err
			}
		}
	}
	u := &user{
		id: in.ID, name: in.Name, password: in.Password, home: home, grants: map[*project][]string{home: in.Roles},
		systemRoles: in.SystemRoles,
	}
	for i, c := range in.ApplicationCredentials {
		if err := claim(at("application_credentials", i)+".id", c.ID); err != nil {
			return err
		}
		u.appCredentials = append(u.appCredentials, &appCredential{
			id: c.ID, name: c.Name, secret: c.Secret, project: home, roles: withImplied(in.Roles),
		})
	}
	k.users[in.Name] = u
	return nil
}

// loadRegion makes what a region holds.
func (k *keystone) loadRegion(in SeedRegion) (regionState, error) {
	var r regionState
	for i, sh := range in.Shares {
		loaded, err := k.loadShare(r, sh)
		if err != nil {
			return r, core.Below(at("shares", i), err)
		}
		r.shares = append(r.shares, loaded)
	}
	for i, rule := range in.AccessRules {
		loaded, err := r.loadRule(rule)
		if err != nil {
			return r, core.Below(at("access_rules", i), err)
		}
		r.rules = append(r.rules, loaded)
	}
	for i, l := range in.Locks {
		loaded, err := k.loadLock(r, l)
		if err != nil {
			return r, core.Below(at("locks", i), err)
		}
		r.locks = append(r.locks, loaded)
	}
	return r, nil
}

// checkUUID refuses an id that is none, or that another object of the region has.
func (r regionState) checkUUID(id string) error {
	if isUUID(id) != "" || len(id) != 36 {
		return core.Mistake("id", "%q is no UUID", id)
	}
	same := func(other string) bool { return strings.EqualFold(other, id) }
	if slices.ContainsFunc(r.shares, func(sh *share) bool { return same(sh.id) }) ||
		slices.ContainsFunc(r.rules, func(rule *accessRule) bool { return same(rule.id) }) ||
		slices.ContainsFunc(r.locks, func(l *Lock) bool { return same(l.ID) }) {
		return core.Mistake("id", "%q is there twice", id)
	}
	return nil
}

func (k *keystone) loadShare(r regionState, in SeedShare) (*share, error) {
	if err := r.checkUUID(in.ID); err != nil {
		return nil, err
	}
	owner := k.users[in.User]
	if owner == nil {
		return nil, oneOfNames("user", in.User, slices.Sorted(maps.Keys(k.users))...)
	}
	if in.Name == "" || r.share(in.Name) != nil {
		return nil, core.Mistake("name", "%q is empty or there twice", in.Name)
	}
	return &share{
		id: in.ID, name: in.Name, description: in.Description, userID: owner.id, projectID: owner.home.id,
		protocol: in.ShareProto, status: in.Status, size: in.Size, public: in.IsPublic, createdAt: *in.CreatedAt,
	}, nil
}

// share finds a share by its name or its id.
func (r regionState) share(nameOrID string) *share {
	for _, sh := range r.shares {
		if sh.name == nameOrID || strings.EqualFold(sh.id, nameOrID) {
			return sh
		}
	}
	return nil
}

func (r regionState) shareNames() []string {
	names := []string{}
	for _, sh := range r.shares {
		names = append(names, sh.name)
	}
	return names
}

func (r regionState) loadRule(in SeedRule) (*accessRule, error) {
	if err := r.checkUUID(in.ID); err != nil {
		return nil, err
	}
	owner := r.share(in.Share)
	if owner == nil {
		return nil, oneOfNames("share", in.Share, r.shareNames()...)
	}
	rule := &accessRule{
		id: in.ID, share: owner, kind: in.AccessType, to: in.AccessTo, level: in.AccessLevel, state: in.State,
		createdAt: *in.CreatedAt, updatedAt: *in.CreatedAt,
	}
	if err := r.checkRule(rule); err != nil {
		return nil, core.Mistake("access_to", "%s", err.Error())
	}
	return rule, oneOfNames("access_level", in.AccessLevel, "rw", "ro")
}

func (k *keystone) loadLock(r regionState, in SeedLock) (*Lock, error) {
	if err := r.checkUUID(in.ID); err != nil {
		return nil, err
	}
	owner := k.users[in.User]
	if owner == nil {
		return nil, oneOfNames("user", in.User, slices.Sorted(maps.Keys(k.users))...)
	}
	if err := oneOfNames("resource_type", in.ResourceType, "share", "access_rule"); err != nil {
		return nil, err
	}
	err := checkAction(in.ResourceType, in.ResourceAction)
	if err != nil || !slices.Contains([]string{"delete", "show"}, in.ResourceAction) {
		return nil, core.Mistake("resource_action", "%q is no action of a %s", in.ResourceAction, in.ResourceType)
	}
	id, err := r.resourceID(in.ResourceType, in.Resource)
	if err != nil {
		return nil, err
	}
	c := caller{userID: owner.id, projectID: owner.home.id, roles: withImplied(owner.grants[owner.home])}
	if in.LockContext == "" {
		in.LockContext = c.lockContext()
	}
	return &Lock{
		ID: in.ID, UserID: owner.id, ProjectID: owner.home.id, LockContext: in.LockContext, ResourceType: in.ResourceType,
		ResourceID: id, ResourceAction: in.ResourceAction, LockReason: in.LockReason, CreatedAt: *in.CreatedAt,
	}, oneOfNames("lock_context", in.LockContext, "user", "service", "admin")
}

// resourceID finds what a lock is on: a share by name or id, an access rule by id.
func (r regionState) resourceID(kind, resource string) (string, error) {
	if kind == "share" {
		if sh := r.share(resource); sh != nil {
			return sh.id, nil
		}
		return "", oneOfNames("resource", resource, r.shareNames()...)
	}
	ids := []string{}
	for _, rule := range r.rules {
		if strings.EqualFold(rule.id, resource) {
			return rule.id, nil
		}
		ids = append(ids, rule.id)
	}
	return "", oneOfNames("resource", resource, ids...)
}
