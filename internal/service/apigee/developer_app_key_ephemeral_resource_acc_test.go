package apigee_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/secretmanager"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// echoed shows an ephemeral resource to the checks of a test.
const echoed = `
provider "echo" {
  data = ephemeral.custody_developer_app_key.test
}

resource "echo" "test" {}
`

// fourKeys are keys of one app: a good one, one that is as old, the newest of which
// one is revoked and one has expired.
func fourKeys(cloud *acctest.Apigee) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	cloud.Mock.AddApp(organization, developer, apigee.App{Name: "shop", Keys: []apigee.Key{
		{ConsumerKey: "first", ConsumerSecret: "secret-of-first", IssuedAt: day(1)},
		{ConsumerKey: "good", ConsumerSecret: "secret-of-good", IssuedAt: day(2), ExpiresAt: day(2).AddDate(100, 0, 0)},
		{ConsumerKey: "revoked", ConsumerSecret: "secret-of-revoked", IssuedAt: day(3), Status: "revoked"},
		{ConsumerKey: "expired", ConsumerSecret: "secret-of-expired", IssuedAt: day(4), ExpiresAt: day(5)},
	}})
}

func ephemeralKey(app string, lines ...string) string {
	return "ephemeral \"custody_developer_app_key\" \"test\" {\n  " + attribute("developer_email", developer) + "\n  " +
		attribute("app", app) + "\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

func TestAccDeveloperAppKeyEphemeral_finds(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t, mockserver.WithApigee(apigee.Quirks{Order: apigee.Shuffled}))
	fourKeys(cloud)
	for _, c := range []struct{ line, key string }{
		{"", "good"},
		{attribute("key_fingerprint", apigee.KeyFingerprint("first")), "first"},
		{attribute("consumer_key", "revoked"), "revoked"},
	} {
		at := func(name string) tfjsonpath.Path { return tfjsonpath.New("data").AtMapKey(name) }
		check := func(name string, want knownvalue.Check) statecheck.StateCheck {
			return statecheck.ExpectKnownValue("echo.test", at(name), want)
		}
		var expires knownvalue.Check = knownvalue.Null()
		if c.key == "good" {
			expires = knownvalue.StringExact("2126-01-02T00:00:00Z")
		}
		step := resource.TestStep{
			Config: cloud.Provider() + ephemeralKey("shop", c.line) + echoed,
			ConfigStateChecks: []statecheck.StateCheck{
				check("consumer_key", knownvalue.StringExact(c.key)),
				check("consumer_secret", knownvalue.StringExact("secret-of-"+c.key)),
				check("key_fingerprint", knownvalue.StringExact(apigee.KeyFingerprint(c.key))),
				check("organization", knownvalue.StringExact(organization)),
				check("expires_at", expires),
			},
		}
		resource.Test(t, resource.TestCase{
			TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)},
			ProtoV6ProviderFactories: withEcho(), Steps: []resource.TestStep{step},
		})
	}
}

func withEcho() map[string]func() (tfprotov6.ProviderServer, error) {
	factories := acctest.Factories()
	factories["echo"] = echoprovider.NewProviderServer()
	return factories
}

// TestAccDeveloperAppKeyEphemeral_warns reads keys that are named though Apigee refuses
// calls with them, and says so.
func TestAccDeveloperAppKeyEphemeral_warns(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	fourKeys(cloud)
	for _, key := range []string{"good", "revoked", "expired"} {
		named := attribute("key_fingerprint", apigee.KeyFingerprint(key))
		cli := acctest.NewCLI(t, cloud.Provider()+ephemeralKey("shop", named)+
			"locals {\n  secret = ephemeral.custody_developer_app_key.test.consumer_secret\n}\n")
		cli.RequireVersion(tfversion.Version1_10_0)
		output := cli.Run("plan", "-no-color")
		warning := inWords("Developer App Key Cannot Be Used")
		if got, want := warning.MatchString(output), key != "good"; got != want {
			t.Errorf("the key that is %s: warned %t, wanted %t:\n%s", key, got, want, output)
		}
		expectNone(t, "the output", output, []string{"secret-of-" + key})
	}
}

func TestAccDeveloperAppKeyEphemeral_refused(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	fourKeys(cloud)
	cloud.Mock.AddApp(organization, developer, apigee.App{Name: "old", Keys: []apigee.Key{
		{ConsumerKey: "revoked-of-old", ConsumerSecret: "secret-of-old", Status: "revoked"},
	}})
	refused := func(app string, says *regexp.Regexp, lines ...string) resource.TestStep {
		return resource.TestStep{Config: cloud.Provider() + ephemeralKey(app, lines...) + echoed, ExpectError: says}
	}
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)},
		ProtoV6ProviderFactories: withEcho(),
		Steps: []resource.TestStep{
			refused("old", inWords("Tried to read the newest key in use of organizations/acme/developers/dev@acme.test/apps/old. "+
				"The app does not have it, but has "+apigee.KeyFingerprint("revoked-of-old")+" (revoked).")),
			refused("shop", inWords("Tried to read key sha256:0123456789abcdef of"), `key_fingerprint = "sha256:0123456789abcdef"`),
			refused("none", inWords("App named none does not exist")),
			refused("shop", inWords("Invalid consumer key for Given App"), `consumer_key = "other"`),
			refused("shop", inWords("must be sha256: and 16 hex digits in lower case"), `key_fingerprint = "sha256:0123"`),
			refused("shop", inWords("cannot be specified when"), `consumer_key = "good"`, `key_fingerprint = "sha256:0123456789abcdef"`),
		},
	})
}

// TestAccDeveloperAppKeyEphemeral_handsTheSecretOn gives a new key's secret to the
// write-only argument of another provider. It is in no plan, no state and no log.
func TestAccDeveloperAppKeyEphemeral_handsTheSecretOn(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	var store secretmanager.Store
	cli := acctest.NewCLI(t, "")
	cli.RequireVersion(tfversion.Version1_11_0)
	cli.Serve("hashicorp/google", secretmanager.NewServer(&store))
	cli.Env = append(cli.Env, "TF_LOG=TRACE")
	config := cloud.Provider() + keyConfig(weather, "store_consumer_secret = false", "rotate_when_changed = { n = var.generation }") + `
variable "generation" {}

ephemeral "custody_developer_app_key" "test" {
  developer_email = custody_developer_app_key.test.developer_email
  app             = custody_developer_app_key.test.app
  key_fingerprint = custody_developer_app_key.test.key_fingerprint
}

resource "google_secret_manager_secret_version" "test" {
  secret                 = "portal"
  secret_data_wo         = ephemeral.custody_developer_app_key.test.consumer_secret
  secret_data_wo_version = custody_developer_app_key.test.key_fingerprint
}
`
	cli.Write("main.tf", cli.Config()+config)
	var secrets []string
	for i, generation := range []string{"one", "two"} {
		output := cli.Run("plan", "-no-color", "-input=false", "-out=plan.bin", "-var=generation="+generation)
		output += cli.Run("apply", "-no-color", "plan.bin") + cli.Run("show", "-json", "plan.bin") + stateOf(t, cli)
		plan, err := os.ReadFile(filepath.Join(cli.Dir, "plan.bin"))
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, newKey(t, cloud).ConsumerSecret)
		expectNone(t, "the output, the plan or the state", output+string(plan), secrets[i:])
		if got := store.Versions("portal"); len(got) != i+1 || got[i] != secrets[i] {
			t.Errorf("%d versions were stored, the key's secret among them: %t", len(got), slices.Contains(got, secrets[i]))
		}
		cli.Run("plan", "-detailed-exitcode", "-no-color", "-input=false", "-var=generation="+generation)
	}
}
