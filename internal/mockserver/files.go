package mockserver

import (
	"encoding/json"
	"os"
	"path/filepath"
)

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
