package mockserver

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
func (s *Server) Fixture() Fixture {
	base := s.URL()
	s.mu.Lock()
	defer s.mu.Unlock()
	f := Fixture{
		Keystone: base + keystonePrefix + "/v3", Manila: base + s.prefix + "/v2", Region: s.region,
		ApplicationCredentialID: s.keystone.users[seedAppCredentialOf].appCredentials[0].id,
		Projects:                map[string]string{}, Shares: map[string]string{}, Users: map[string]string{},
	}
	for name, p := range s.keystone.projects {
		f.Projects[name] = p.id
	}
	for name, u := range s.keystone.users {
		f.Users[name] = u.id
	}
	for _, sh := range s.shares {
		f.Shares[sh.name] = sh.id
	}
	if len(s.rules) > 0 {
		f.AccessRule = FixtureRule{ID: s.rules[0].id, ShareID: s.rules[0].share.id}
	}
	return f
}

// Password returns a user's password, or the secret of the application credential "alice-appcred". It panics for
// anybody else.
func (s *Server) Password(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == seedAppCredential {
		return s.keystone.users[seedAppCredentialOf].appCredentials[0].secret
	}
	return s.mustUser(name).password
}

// mustUser finds a user. The caller holds the lock.
func (s *Server) mustUser(name string) *user {
	u, ok := s.keystone.users[name]
	if !ok {
		panic("mockserver: no user " + name)
	}
	return u
}

// CloudsYAML returns a clouds.yaml with one cloud for each of admin, alice, bob, reader, carol, svc and
// alice-appcred. It holds their passwords. The server has to be started.
func (s *Server) CloudsYAML() string {
	f := s.Fixture()
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
		s.mu.Lock()
		home := s.mustUser(name).home.name
		s.mu.Unlock()
		cloud(name, "", [2]string{"username", name}, [2]string{"password", `"` + s.Password(name) + `"`},
			[2]string{"project_name", home}, [2]string{"user_domain_name", domainName},
			[2]string{"project_domain_name", domainName})
	}
	cloud(seedAppCredential, "v3applicationcredential",
		[2]string{"application_credential_id", f.ApplicationCredentialID},
		[2]string{"application_credential_secret", `"` + s.Password(seedAppCredential) + `"`})
	return out.String()
}

// Variable is one environment variable.
type Variable struct{ Name, Value string }

// Variables point OpenStack and Google clients at the server, with the files that WriteFiles wrote into the directory.
func (s *Server) Variables(dir string) []Variable {
	return []Variable{
		{"OS_CLIENT_CONFIG_FILE", filepath.Join(dir, "clouds.yaml")},
		{"OS_CLOUD", "alice"},
		{"CUSTODY_ACC_FIXTURE", filepath.Join(dir, "fixture.json")},
		{"GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(dir, "google-credentials.json")},
		{"GOOGLE_APIGEE_CUSTOM_ENDPOINT", s.URL() + "/v1/"},
		{"GOOGLE_INTEGRATIONS_CUSTOM_ENDPOINT", s.URL() + "/"},
		{"GOOGLE_APIGEE_ORGANIZATION", "acme"},
	}
}

// WriteFiles writes clouds.yaml and google-credentials.json, readable by their owner alone, and fixture.json into a
// directory, which it makes if need be.
func (s *Server) WriteFiles(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	fixture, err := json.MarshalIndent(s.Fixture(), "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "clouds.yaml"), []byte(s.CloudsYAML()), 0o600); err != nil {
		return err
	}
	key := s.ServiceAccountKey("ci@shop.iam.gserviceaccount.test")
	if err := os.WriteFile(filepath.Join(dir, "google-credentials.json"), key, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "fixture.json"), append(fixture, '\n'), 0o644)
}
