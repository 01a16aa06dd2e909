package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// serveVariable makes the test binary a provider, for a CLI to ask.
const serveVariable = "CUSTODY_TEST_SERVE_SAMPLE"

func TestMain(m *testing.M) {
	if os.Getenv(serveVariable) == "" {
		os.Exit(m.Run())
	}
	newServer := func() tfprotov6.ProviderServer { return sampleServer{} }
	if err := tf6server.Serve(address, newServer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func TestNewDocument(t *testing.T) {
	t.Parallel()

	got := sampleDocument(t)
	content, err := os.ReadFile("testdata/sample.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decode(t, content), got); diff != "" {
		t.Errorf("unexpected document (-want +got):\n%s", diff)
	}
}

func TestNewDocument_errors(t *testing.T) {
	t.Parallel()

	problem := []*tfprotov6.Diagnostic{
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Odd", Detail: "but well"},
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Bad Schema", Detail: "id is twice there"},
	}
	tests := map[string]struct {
		server tfprotov6.ProviderServer
		want   string
	}{
		"schema diagnostics": {
			server: sampleServer{schemaDiagnostics: problem},
			want:   "getting the provider schema: Bad Schema: id is twice there",
		},
		"identity diagnostics": {
			server: sampleServer{identityDiagnostics: problem},
			want:   "getting the identity schemas: Bad Schema: id is twice there",
		},
		"schema call":   {server: brokenServer{}, want: "getting the provider schema: connection lost"},
		"identity call": {server: brokenIdentityServer{}, want: "getting the identity schemas: connection lost"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			_, err := newDocument(t.Context(), address, test.server)
			if err == nil || err.Error() != test.want {
				t.Errorf("got error %v, want %s", err, test.want)
			}
		})
	}
}

// TestAccNewDocument_cli compares with what the CLI at hand prints for the same
// provider. A CLI that is older than a part of the document leaves that part out.
func TestAccNewDocument_cli(t *testing.T) {
	t.Parallel()

	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set")
	}
	printed := cliDocument(t, cliPath(t))
	got := sampleDocument(t)
	schemas := child(child(got, "provider_schemas"), address)
	for _, part := range []string{
		"action_schemas", "ephemeral_resource_schemas", "list_resource_schemas", "resource_identity_schemas",
	} {
		if !bytes.Contains(printed, []byte(`"`+part+`"`)) {
			t.Logf("the CLI knows no %s", part)
			delete(schemas, part)
		}
	}
	if !bytes.Contains(printed, []byte(`"write_only"`)) {
		t.Log("the CLI knows no write-only attributes")
		deleteAll(child(schemas, "resource_schemas"), "write_only")
	}
	for message, part := range map[string]string{blockDeprecation: "resource_schemas", functionDeprecation: "functions"} {
		if !bytes.Contains(printed, []byte(message)) {
			t.Logf("the CLI knows no deprecation messages in %s", part)
			deleteAll(child(schemas, part), "deprecation_message")
		}
	}
	if diff := cmp.Diff(decode(t, printed), got); diff != "" {
		t.Errorf("unexpected document (-CLI +got):\n%s", diff)
	}
}

type brokenServer struct{ sampleServer }

func (brokenServer) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return nil, errors.New("connection lost")
}

type brokenIdentityServer struct{ sampleServer }

func (brokenIdentityServer) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return nil, errors.New("connection lost")
}

func sampleDocument(t *testing.T) map[string]any {
	t.Helper()
	doc, err := newDocument(t.Context(), address, sampleServer{})
	if err != nil {
		t.Fatal(err)
	}
	content, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, content)
}

func decode(t *testing.T, content []byte) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(content, &out); err != nil {
		t.Fatalf("%v in %s", err, content)
	}
	return out
}

// child returns the object under key, nil if there is none.
func child(object map[string]any, key string) map[string]any {
	value, _ := object[key].(map[string]any)
	return value
}

func deleteAll(object map[string]any, key string) {
	delete(object, key)
	for name := range object {
		deleteAll(child(object, name), key)
	}
}

func cliPath(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("neither terraform nor tofu is on PATH")
	return ""
}

// cliDocument runs the schema command of the CLI at path, with this test binary
// as the provider.
func cliDocument(t *testing.T, path string) []byte {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "terraform-provider-custody")); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"main.tf": fmt.Sprintf("terraform {\n  required_providers {\n    custody = { source = %q }\n  }\n}\n", address),
		"cli.tfrc": fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n",
			address, dir),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), path, "providers", "schema", "-json")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(dir, "cli.tfrc"), serveVariable+"=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	content, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", path, err, stderr.String())
	}
	return content
}
