package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/secretmanager"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/standin"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const (
	examples = "../../examples"
	// What the examples name and each mock server has of its own.
	exampleShare       = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
	exampleRule        = "8d5c2f3a-1b7e-4c0d-8f6a-2e9b4d7c1a05"
	exampleLock        = "b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00"
	exampleDraft       = "6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d"
	exampleFingerprint = "sha256:0123456789abcdef"
)

// needs are the versions of Terraform that what is in an example needs.
var needs = []struct {
	text  string
	since *version.Version
}{
	{"replace_triggered_by", tfversion.Version1_2_0},
	{"check \"", tfversion.Version1_5_0},
	{"import {", tfversion.Version1_5_0},
	{"run \"", tfversion.Version1_6_0},
	{"moved {", tfversion.Version1_8_0},
	{"provider::custody::", tfversion.Version1_8_0},
	{"ephemeral \"", tfversion.Version1_10_0},
	{"_wo ", tfversion.Version1_11_0},
	{"identity = {", tfversion.Version1_12_0},
	{"list \"", tfversion.Version1_14_0},
	{"action \"", acctest.ActionsSince},
	{"[before_destroy]", acctest.DestroyEventsSince},
}

// TestAccExamples tries each example with the CLI against a mock server.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	for _, file := range exampleFiles(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			e := newExample(t, file)
			switch {
			case strings.HasSuffix(file, ".tfquery.hcl"):
				e.query()
			case strings.HasSuffix(file, ".tftest.hcl"):
				e.test()
			case strings.Contains(e.content, "import {"):
				e.importAsItIs()
			default:
				e.apply()
			}
		})
	}
}

// testedModule is the configuration that an example of a test is for.
const testedModule = "guides/testing-modules/main.tf"

// exampleFiles are the examples that can be tried by themselves: all but the insides
// of modules, the configuration that a test is for, and the modules that are tested
// with the program mockserver.
func exampleFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(examples, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file := strings.TrimPrefix(path, examples+"/")
		inModule := strings.HasPrefix(file, "modules/") && !strings.Contains(file, "/example/") ||
			strings.HasPrefix(file, "guides/testing-modules/") && strings.Count(file, "/") > 2
		isCode := filepath.Ext(file) == ".tf" || filepath.Ext(file) == ".hcl"
		if isCode && !inModule && file != testedModule {
			files = append(files, file)
		}
		return nil
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	return files
}

// example is a file and what it is tried on.
type example struct {
	*acctest.CLI
	t       *testing.T
	file    string
	content string
	cloud   *acctest.OpenStack
	secrets secretmanager.Store
}

func newExample(t *testing.T, file string) *example {
	t.Helper()
	e := &example{t: t, file: file, cloud: acctest.NewMockOpenStack(t)}
	e.content = replaced(t, e.cloud, readExample(t, file))
	e.CLI = acctest.NewCLI(t, "")
	for _, need := range needs {
		if strings.Contains(e.content, need.text) {
			e.RequireVersion(need.since)
		}
	}
	if strings.Contains(e.content, "time_rotating") {
		e.UseTime()
	}
	if strings.Contains(e.content, "google_secret_manager") {
		e.Serve("hashicorp/google", secretmanager.NewServer(&e.secrets))
	}
	if strings.Contains(e.content, "google_apigee") {
		e.Serve("hashicorp/google", standin.NewGoogleApigee(e.cloud.Mock))
	}
	if strings.Contains(e.content, "google_integrations") {
		e.Serve("hashicorp/google", standin.NewGoogleIntegrations(e.cloud.Mock, "ci@shop.iam.gserviceaccount.test"))
	}
	e.setVariables()
	if strings.HasPrefix(file, "data-sources/") || strings.Contains(file, "adopting-what-exists/") ||
		strings.Contains(file, "import-") {
		createLock(e.cloud)
	}
	return e
}

func readExample(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examples, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// createLock makes the lock that examples take for one that is there.
func createLock(cloud *acctest.OpenStack) {
	cloud.Mock.CreateLock("alice", openstack.Lock{
		ID: exampleLock, ResourceID: cloud.ShareID(), LockReason: new("Payroll: ask finance first"),
	})
}

// replaced names what the mock server has instead of what the example makes up.
func replaced(t *testing.T, cloud *acctest.OpenStack, content string) string {
	t.Helper()
	owner, name := "dev@acme.test", "portal"
	if strings.Contains(content, "custody_app_group_app") {
		owner, name = "appgroups/storefront", "shop"
	}
	app, _ := cloud.Mock.App("acme", owner, name)
	draft, ok := cloud.Mock.Version(integrations.OrdersIntegration)
	if !ok {
		t.Fatal("the mock server has no draft")
	}
	return strings.NewReplacer(
		exampleShare, cloud.ShareID(),
		exampleRule, cloud.Fixture.AccessRule.ID,
		exampleDraft, draft.ID,
		exampleFingerprint, apigee.KeyFingerprint(app.Keys[0].ConsumerKey),
		"https://keystone.example.com/v3", cloud.Fixture.Keystone,
		"5a9e4a2f0c8b4a1d9c7e3b6f2d1a8c04", cloud.Fixture.ApplicationCredentialID,
		`cloud = "production"`, `cloud = "alice"`,
	).Replace(content)
}

func (e *example) setVariables() {
	e.t.Helper()
	dir := filepath.Join(e.Dir, "mock")
	if err := e.cloud.Mock.WriteFiles(dir); err != nil {
		e.t.Fatal(err)
	}
	for _, v := range e.cloud.Mock.Variables(dir) {
		e.Env = append(e.Env, v.Name+"="+v.Value)
	}
	e.cloud.Mock.AllowImpersonation("ci@shop.iam.gserviceaccount.test", "ci@shop.iam.gserviceaccount.test")
	e.Env = append(e.Env,
		"GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT="+e.cloud.Mock.URL(),
		"TF_VAR_credentials="+filepath.Join(dir, "google-credentials.json"),
		"TF_VAR_secret=not-a-secret-of-anybody", "TF_VAR_consumer_key=not-a-key-of-anybody",
		"TF_VAR_share_id="+e.cloud.ShareID(), "TF_VAR_release=2027-01",
		"TF_VAR_developer_email=dev@acme.test", "TF_VAR_app=portal", `TF_VAR_api_products=["weather"]`,
		"TF_VAR_integration="+integrations.OrdersIntegration,
		"TF_VAR_password="+e.cloud.Mock.Password("alice"),
		"TF_VAR_service_password="+e.cloud.Mock.Password("svc"),
		"TF_VAR_application_credential_secret="+e.cloud.Mock.Password("alice-appcred"),
		"TF_VAR_token="+e.cloud.Mock.IssueToken("alice"))
}

// write writes the example with what it leaves to its reader, and more.
func (e *example) write(more string) {
	e.t.Helper()
	header := e.Config()
	if strings.Contains(e.content, "terraform {") {
		header = ""
	}
	e.Write("main.tf", header+e.content+more)
}

var actionAddress = regexp.MustCompile(`(?m)^action "(\w+)" "(\w+)"`)

// apply applies the example, plans again without a change, and destroys.
func (e *example) apply() {
	e.t.Helper()
	more := ""
	switch name := filepath.Base(e.file); {
	case strings.HasPrefix(name, "provider-google"):
		more = "\n" + theApp
	case strings.HasPrefix(name, "provider"):
		more = "\ndata \"custody_resource_locks\" \"all\" {}\n"
	case strings.HasSuffix(e.file, "protecting-shares/audit.tf"), e.file == lockAudit:
		createLock(e.cloud)
	}
	e.write(more)
	if strings.HasPrefix(e.file, "modules/") {
		e.copyModule()
	}
	applied := e.Apply()
	if strings.Contains(applied, "Warning: Check block assertion failed") {
		e.t.Errorf("the check does not pass:\n%s", applied)
	}
	if strings.Contains(e.content, "google_secret_manager") {
		if stored := e.secrets.Versions("projects/shop/secrets/portal"); len(stored) != 1 || stored[0] == "" {
			e.t.Errorf("%d secrets are in the store, wanted one that is not empty", len(stored))
		}
	}
	e.Run("plan", "-detailed-exitcode", "-no-color")
	action := actionAddress.FindStringSubmatch(e.content)
	if action != nil && !strings.Contains(e.content, "action_trigger") {
		e.Apply("-invoke=action." + action[1] + "." + action[2])
	}
	if strings.Contains(e.content, `variable "decommission"`) {
		output, ok := e.Try("destroy", "-auto-approve", "-no-color")
		if ok || !strings.Contains(output, "Resource Lock Is Protected") {
			e.t.Errorf("the lock is not protected:\n%s", output)
		}
		e.Env = append(e.Env, "TF_VAR_decommission=true")
		e.Apply()
	}
	e.Destroy()
}

const theApp = `data "custody_developer_app" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
}
`

// copyModule puts the module that the example uses where the example looks for it.
func (e *example) copyModule() {
	e.t.Helper()
	module := filepath.Dir(filepath.Dir(filepath.Join(examples, e.file)))
	e.Write("main.tf", strings.ReplaceAll(e.Config(), `"../"`, `"./module"`))
	if err := os.CopyFS(filepath.Join(e.Dir, "module"), os.DirFS(module)); err != nil {
		e.t.Fatal(err)
	}
	e.Run("get")
}

// imported is the configuration of what the examples import, by its address.
var imported = map[string]string{
	"custody_resource_lock.payroll": `
resource "custody_resource_lock" "payroll" {
  resource_id = "` + exampleShare + `"
  lock_reason = "Payroll: ask finance first"
}
`,
	"custody_developer_app_key.portal": `
resource "custody_developer_app_key" "portal" {
  developer_email    = "dev@acme.test"
  app                = "portal"
  api_products       = { weather = {} }
  store_consumer_key = false
}
`,
	"custody_developer_app_status.portal": `
resource "custody_developer_app_status" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
  status          = "approved"
}
`,
	"custody_app_group_app_key.shop": `
resource "custody_app_group_app_key" "shop" {
  app_group          = "storefront"
  app                = "shop"
  api_products       = { weather = {} }
  store_consumer_key = false
}
`,
	"custody_app_group_app_status.shop": `
resource "custody_app_group_app_status" "shop" {
  app_group = "storefront"
  app       = "shop"
  status    = "approved"
}
`,
	"custody_edit_lock_takeover.orders": `
resource "custody_edit_lock_takeover" "orders" {
  integration = "projects/shop/locations/europe-west1/integrations/orders"
}
`,
}

// importAsItIs imports and changes nothing by it. The guide has the configuration
// generated.
func (e *example) importAsItIs() {
	e.t.Helper()
	more := ""
	if !strings.HasPrefix(e.file, "guides/") {
		for address, config := range imported {
			if strings.Contains(e.content, "= "+address+"\n") {
				more += replaced(e.t, e.cloud, config)
			}
		}
	}
	e.write(more)
	imports := strings.Count(e.content, "import {")
	if strings.HasPrefix(e.file, "guides/") {
		e.generateConfiguration()
	}
	e.expectImported(e.Apply(), imports)
	e.Destroy()
}

// generateConfiguration has Terraform write the configuration of what the example imports, as the guide has it.
func (e *example) generateConfiguration() {
	e.t.Helper()
	asDocumented := e.Config()
	if e.needsProviderInImport() {
		e.Write("main.tf", strings.ReplaceAll(asDocumented, "import {\n", "import {\n  provider = custody\n"))
	}
	e.Run("plan", "-no-color", "-generate-config-out=generated.tf")
	e.Write("main.tf", asDocumented)
}

// needsProviderInImport says that the CLI generates configuration only for import blocks that name the provider. The
// guide says so of these versions.
func (e *example) needsProviderInImport() bool {
	e.t.Helper()
	have := e.Version()
	switch segments := have.Core().Segments(); {
	case segments[0] == 1 && segments[1] == 16:
		return segments[2] < 3
	case segments[0] == 1 && segments[1] == 17:
		return segments[2] == 0 && have.Prerelease() != ""
	}
	return false
}

func (e *example) expectImported(output string, resources int) {
	e.t.Helper()
	want := regexp.MustCompile(`(\d+) imported, 0 added, 0 changed, 0 destroyed`).FindStringSubmatch(output)
	if want == nil || want[1] != strconv.Itoa(resources) {
		e.t.Errorf("not %d resources were imported as they are:\n%s", resources, output)
	}
	e.Run("plan", "-detailed-exitcode", "-no-color")
}

// query finds something, and imports it as it is.
func (e *example) query() {
	e.t.Helper()
	if !strings.Contains(e.file, "adopting-what-exists/") {
		createLock(e.cloud)
	}
	e.Write("main.tf", e.Config()+"provider \"custody\" {}\n")
	e.Write("find.tfquery.hcl", e.content)
	e.Run("query", "-no-color", "-generate-config-out=generated.tf")
	e.expectImported(e.Apply(), 1)
}

// test runs "terraform test" in the folder of the example.
func (e *example) test() {
	e.t.Helper()
	e.Write("main.tf", readExample(e.t, testedModule))
	e.Write(filepath.Base(e.file), e.content)
	if output := e.Run("test", "-no-color"); !strings.Contains(output, "Success! 2 passed, 0 failed.") {
		e.t.Errorf("the tests did not pass:\n%s", output)
	}
	if left := e.cloud.Mock.Locks(); len(left) > 0 {
		e.t.Errorf("locks are left: %v", left)
	}
}
