package openstack

import (
	"fmt"
	"strings"
)

// Fixture names what is in a fresh server.
type Fixture struct {
	AccessRule              FixtureRule       `json:"access_rule"`
	ApplicationCredentialID string            `json:"application_credential_id"`
	Keystone                string            `json:"keystone"` // URL with /v3
	Manila                  string            `json:"manila"`   // URL with /v2
	Projects                map[string]string `json:"projects"` // name to id
	Region                  string            `json:"region"`
	Shares                  map[string]string `json:"shares"` // name to id
	Users                   map[string]string `json:"users"`  // name to id
}

// FixtureRule is the access rule of a fresh server.
type FixtureRule struct {
	ID      string `json:"id"`
	ShareID string `json:"share_id"`
}

// Fixture returns the ids of users, projects, shares and the access rule that the server has now.
func (o *OpenStack) Fixture() Fixture {
	base := o.URL()
	o.Mu.Lock()
	defer o.Mu.Unlock()
	f := Fixture{
		Keystone: base + keystonePrefix + "/v3", Manila: base + o.prefix + "/v2", Region: o.region,
		ApplicationCredentialID: o.keystone.users[seedAppCredentialOf].appCredentials[0].id,
		Projects:                map[string]string{}, Shares: map[string]string{}, Users: map[string]string{},
	}
	for name, p := range o.keystone.projects {
		f.Projects[name] = p.id
	}
	for name, u := range o.keystone.users {
		f.Users[name] = u.id
	}
	for _, sh := range o.shares {
		f.Shares[sh.name] = sh.id
	}
	if len(o.rules) > 0 {
		f.AccessRule = FixtureRule{ID: o.rules[0].id, ShareID: o.rules[0].share.id}
	}
	return f
}

// Password returns a user's password, or the secret of the application credential "alice-appcred". It panics for
// anybody else.
func (o *OpenStack) Password(name string) string {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	if name == seedAppCredential {
		return o.keystone.users[seedAppCredentialOf].appCredentials[0].secret
	}
	return o.mustUser(name).password
}

// mustUser finds a user. The caller holds the lock.
func (o *OpenStack) mustUser(name string) *user {
	u, ok := o.keystone.users[name]
	if !ok {
		panic("mockserver: no user " + name)
	}
	return u
}

// CloudsYAML returns a clouds.yaml with one cloud for each of admin, alice, bob, reader, carol, svc and
// alice-appcred. It holds their passwords. The server has to be started.
func (o *OpenStack) CloudsYAML() string {
	f := o.Fixture()
	var out strings.Builder
	out.WriteString("# throw-away credentials of a mock server\nclouds:\n")
	cloud := func(name, kind string, auth ...[2]string) {
		fmt.Fprintf(&out, "  %s:\n", name)
		if kind != "" {
			fmt.Fprintf(&out, "    auth_type: %s\n", kind)
		}
		fmt.Fprintf(&out, "    auth:\n      auth_url: %s\n", f.Keystone)
		for _, pair := range auth {
			fmt.Fprintf(&out, "      %s: %s\n", pair[0], pair[1])
		}
		fmt.Fprintf(&out, "    region_name: %s\n    interface: public\n    identity_api_version: 3\n", f.Region)
	}
	for _, name := range []string{"admin", "alice", "bob", "reader", "carol", "svc"} {
		o.Mu.Lock()
		home := o.mustUser(name).home.name
		o.Mu.Unlock()
		cloud(name, "", [2]string{"username", name}, [2]string{"password", `"` + o.Password(name) + `"`},
			[2]string{"project_name", home}, [2]string{"user_domain_name", domainName},
			[2]string{"project_domain_name", domainName})
	}
	cloud(seedAppCredential, "v3applicationcredential",
		[2]string{"application_credential_id", f.ApplicationCredentialID},
		[2]string{"application_credential_secret", `"` + o.Password(seedAppCredential) + `"`})
	return out.String()
}
