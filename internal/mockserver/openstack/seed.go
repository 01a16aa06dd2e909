package openstack

import (
	"slices"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// seedUsers are the users with their project and their roles in it. admin has that role on the system too.
var seedUsers = []struct {
	name, project string
	roles         []string
}{
	{"admin", "admin", []string{"admin"}},
	{"manila", "service", []string{"admin", "service"}},
	{"svc", "service", []string{"service", "member"}},
	{"alice", "demo", []string{"member"}},
	{"bob", "demo", []string{"member"}},
	{"reader", "demo", []string{"reader"}},
	{"carol", "other", []string{"member"}},
}

const (
	seedAppCredential   = "alice-appcred"
	seedRuleShare       = "share-1"
	seedRuleAddress     = "203.0.113.10"
	seedAppCredentialOf = "alice"
)

var seedShares = []struct{ user, name string }{
	{"alice", "share-1"}, {"alice", "share-2"}, {"alice", "share-3"}, {"carol", "share-carol"},
}

// seedOpenStack fills the identity service and the first region's share service. Ids and passwords are new ones in
// every server.
func (o *OpenStack) seedOpenStack() {
	k := o.keystone
	for _, name := range []string{"admin", "service", "demo", "other"} {
		k.projects[name] = &project{id: newHexID(), name: name}
	}
	for _, seed := range seedUsers {
		home := k.projects[seed.project]
		k.users[seed.name] = &user{
			id: newHexID(), name: seed.name, password: newSecret(), home: home,
			grants: map[*project][]string{home: seed.roles},
		}
	}
	k.users["admin"].systemRoles = []string{"admin"}
	owner := k.users[seedAppCredentialOf]
	owner.appCredentials = []*appCredential{{
		id: newHexID(), name: seedAppCredential, secret: newSecret(), project: owner.home,
		roles: withImplied(owner.grants[owner.home]),
	}}
	for _, seed := range seedShares {
		o.CreateShare(seed.user, seed.name)
	}
	first := o.shares[slices.IndexFunc(o.shares, func(sh *share) bool { return sh.name == seedRuleShare })]
	o.rules = append(o.rules, &accessRule{
		id: core.NewUUID(), share: first, kind: "ip", to: seedRuleAddress, level: "rw", state: "active",
		createdAt: o.Now(), updatedAt: o.Now(),
	})
}
