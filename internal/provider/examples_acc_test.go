package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const (
	examples = "../../examples"
	// The ids that the examples use.
	exampleShare = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
	exampleRule  = "8d5c2f3a-1b7e-4c0d-8f6a-2e9b4d7c1a05"
	exampleLock  = "b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00"
)

var actionAddress = regexp.MustCompile(`(?m)^action "(\w+)" "(\w+)"`)

// TestAccExamples applies each example against a mock server, plans again without a
// change, and destroys.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	var files []string
	for _, pattern := range []string{
		"provider/*.tf", "resources/*/*.tf", "data-sources/*/*.tf", "actions/*/*.tf", "quickstart/*.tf",
	} {
		found, err := filepath.Glob(filepath.Join(examples, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %d files", pattern, err, len(found))
		}
		files = append(files, found...)
	}
	for _, file := range files {
		t.Run(strings.TrimPrefix(file, examples+"/"), func(t *testing.T) {
			t.Parallel()
			applyExample(t, file)
		})
	}
}

func applyExample(t *testing.T, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cloud := acctest.NewMockOpenStack(t)
	share := cloud.ShareID()
	config := completeExample(t, filepath.Base(file), string(content), cloud)
	isImport := strings.HasPrefix(filepath.Base(file), "import-")
	if strings.Contains(file, "data-sources") || isImport {
		cloud.Mock.CreateLock("alice", mockserver.Lock{
			ID: exampleLock, ResourceID: share, LockReason: new("Payroll: ask finance first"),
		})
	}

	dir := t.TempDir()
	if err := cloud.Mock.WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	cli := acctest.NewCLI(t, config)
	if strings.HasSuffix(file, "by-identity.tf") {
		cli.RequireVersion(tfversion.Version1_12_0)
	} else if isImport {
		cli.RequireVersion(tfversion.Version1_5_0)
	}
	action := actionAddress.FindStringSubmatch(string(content))
	if action != nil {
		cli.RequireVersion(acctest.ActionsSince)
	}
	if strings.HasSuffix(file, "own_key.tf") {
		cli.RequireVersion(tfversion.Version1_11_0)
	}
	for _, v := range cloud.Mock.Variables(dir) {
		cli.Env = append(cli.Env, v.Name+"="+v.Value)
	}
	cloud.Mock.AllowImpersonation("ci@shop.iam.gserviceaccount.test", "ci@shop.iam.gserviceaccount.test")
	cli.Env = append(cli.Env,
		"GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT="+cloud.Mock.URL(),
		"TF_VAR_credentials="+filepath.Join(dir, "google-credentials.json"),
		"TF_VAR_secret=not-a-secret-of-anybody",
		"TF_VAR_share_id="+share, "TF_VAR_release=2027-01",
		"TF_VAR_developer_email=dev@acme.test", "TF_VAR_app=portal", `TF_VAR_api_products=["weather"]`,
		"TF_VAR_integration="+mockserver.OrdersIntegration,
		"TF_VAR_password="+cloud.Mock.Password("alice"),
		"TF_VAR_service_password="+cloud.Mock.Password("svc"),
		"TF_VAR_application_credential_secret="+cloud.Mock.Password("alice-appcred"),
		"TF_VAR_token="+cloud.Mock.IssueToken("alice"))
	output := cli.Apply()
	if isImport && !strings.Contains(output, "1 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("not imported:\n%s", output)
	}
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	if action != nil && !strings.Contains(string(content), "action_trigger") {
		cli.Apply("-invoke=action." + action[1] + "." + action[2])
	}
	cli.Destroy()
}

// completeExample adds what an example leaves to its reader: a provider block, or
// something for the provider to do, and the ids of what is there.
func completeExample(t *testing.T, name, content string, cloud *acctest.OpenStack) string {
	t.Helper()
	switch {
	case strings.HasPrefix(name, "provider-google"):
		content += "\n" + `data "custody_developer_app" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
}
`
	case strings.HasPrefix(name, "provider"):
		content += "\ndata \"custody_resource_locks\" \"all\" {}\n"
	case strings.HasPrefix(name, "import-"):
		content += "\n" + `resource "custody_resource_lock" "payroll" {
  resource_id = "` + exampleShare + `"
  lock_reason = "Payroll: ask finance first"
}
`
	}
	if name == "main.tf" {
		_, content, _ = strings.Cut(content, "}\n\n")
	}
	return strings.NewReplacer(
		exampleShare, cloud.ShareID(),
		exampleRule, cloud.Fixture.AccessRule.ID,
		"https://keystone.example.com/v3", cloud.Fixture.Keystone,
		"5a9e4a2f0c8b4a1d9c7e3b6f2d1a8c04", cloud.Fixture.ApplicationCredentialID,
		`cloud = "production"`, `cloud = "alice"`,
	).Replace(content)
}
