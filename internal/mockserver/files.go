package mockserver

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// Fixture has the names and ids of what the server holds: OpenStack's at the top, the others' below their names. It has
// no password and no key.
type Fixture struct {
	openstack.Fixture
	Apigee       apigee.Fixture       `json:"apigee"`
	Integrations integrations.Fixture `json:"integrations"`
}

// Fixture returns the names and ids of what the server holds now.
func (s *Server) Fixture() Fixture {
	return Fixture{Fixture: s.OpenStack.Fixture(), Apigee: s.ApigeeFixture(), Integrations: s.IntegrationsFixture()}
}

// Variable is one environment variable.
type Variable struct{ Name, Value string }

// Variables point OpenStack and Google clients at the server, with the files that WriteFiles wrote into the directory.
// OS_CLOUD is alice, and the credentials are those of ci@shop.iam.gserviceaccount.test, or those of the first user and
// the first service account of a seed without them.
func (s *Server) Variables(dir string) []Variable {
	return []Variable{
		{"OS_CLIENT_CONFIG_FILE", filepath.Join(dir, "clouds.yaml")},
		{"OS_CLOUD", preferred("alice", s.UserNames())},
		{"CUSTODY_ACC_FIXTURE", filepath.Join(dir, "fixture.json")},
		{"GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(dir, "google-credentials.json")},
		{"GOOGLE_APIGEE_CUSTOM_ENDPOINT", s.URL() + "/v1/"},
		{"GOOGLE_INTEGRATIONS_CUSTOM_ENDPOINT", s.URL() + "/"},
		{"GOOGLE_APIGEE_ORGANIZATION", preferred("acme", s.organizations())},
		{"MOCKSERVER_URL", s.URL()},
	}
}

// organizations are the names of the Apigee organizations.
func (s *Server) organizations() []string {
	names := []string{}
	for _, organization := range s.ApigeeFixture().Organizations {
		names = append(names, organization.Name)
	}
	return names
}

// preferred is the name if it is one of the names, else the first of them; "" if there are none.
func preferred(name string, names []string) string {
	switch {
	case len(names) == 0:
		return ""
	case slices.Contains(names, name):
		return name
	}
	return names[0]
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
	if account := preferred("ci@shop.iam.gserviceaccount.test", s.ServiceAccounts()); account != "" {
		file := filepath.Join(dir, "google-credentials.json")
		if err := os.WriteFile(file, s.ServiceAccountKey(account), 0o600); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "fixture.json"), append(fixture, '\n'), 0o644)
}
