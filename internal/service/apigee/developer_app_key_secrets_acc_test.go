package apigee_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// secretsOf are all consumer keys and secrets that the server has now.
func secretsOf(cloud *acctest.Apigee) []string {
	var list []string
	for _, app := range cloud.Mock.Apps(organization) {
		for _, key := range app.Keys {
			list = append(list, key.ConsumerKey, key.ConsumerSecret)
		}
	}
	return list
}

// expectNone checks that none of the secrets is in the text.
func expectNone(t *testing.T, what, text string, secrets []string) {
	t.Helper()
	for i, secret := range secrets {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("%s has secret %d of %d, after %q", what, i+1, len(secrets), text[max(0, at-200):at])
		}
	}
}

// stateOf is the state file of a CLI's folder.
func stateOf(t *testing.T, cli *acctest.CLI) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(cli.Dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestAccDeveloperAppKey_ownKey(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	before := thePortal(t, cloud)
	taken := before.Keys[0].ConsumerKey
	own := func(key string) string {
		return cloud.Provider() + keyConfig(`api_products = { weather = {}, billing = { status = "approved" } }`, `scopes = ["READ"]`,
			`status = "revoked"`, `expires_in = "1h30m"`, attribute("consumer_key", key), `consumer_secret = "own-secret"`)
	}
	runSteps(t,
		resource.TestStep{Config: own(taken), ExpectError: inWords("A consumer key is unique in the whole organization")},
		resource.TestStep{
			PreConfig: cloud.Mock.ResetJournal,
			Config:    own("own-key"),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(keyAddress, tfjsonpath.New("consumer_secret"), knownvalue.StringExact("own-secret")),
			},
		},
		resource.TestStep{
			Config:           strings.Replace(own("own-key"), "1h30m", "90m", 1),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
		resource.TestStep{
			ResourceName: keyAddress, ImportState: true, ImportStateVerify: true,
			ImportStateId:           "organizations/acme/developers/dev@acme.test/apps/portal/keys/own-key",
			ImportStateVerifyIgnore: []string{"expires_in"},
		},
	)
	expectUntouched(t, cloud, before)
	if minted := cloud.Mock.GenerateCalls(); minted != 0 {
		t.Errorf("had Apigee generate %d keys beside the own one", minted)
	}
}

func TestAccDeveloperAppKey_writeOnlySecret(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	config := func(version int) string {
		// A constant would be in the plan's copy of the configuration.
		return cloud.Provider() + "variable \"secret\" {\n  ephemeral = true\n}\n" +
			keyConfig(weather, `consumer_key = "own-key"`, "consumer_secret_wo = var.secret", fmt.Sprintf("consumer_secret_wo_version = %d", version))
	}
	check := func(cli *acctest.CLI, secret string) {
		t.Helper()
		if key := newKey(t, cloud); key.ConsumerSecret != secret {
			t.Errorf("the key has another secret than %s", secret)
		}
		cli.Run("plan", "-out=plan", "-no-color")
		plan := cli.Run("show", "-json", "plan")
		expectNone(t, "the plan", plan, []string{secret})
		expectNone(t, "the state", stateOf(t, cli), []string{secret})
		if !strings.Contains(stateOf(t, cli), apigee.KeyFingerprint("own-key")) {
			t.Error("the state has no key at all")
		}
		if _, ok := cli.Try("plan", "-detailed-exitcode", "-no-color"); !ok {
			t.Error("the plan after apply is not empty")
		}
	}
	cli := acctest.NewCLI(t, config(1))
	cli.RequireVersion(tfversion.Version1_11_0)
	cli.Env = append(cli.Env, "TF_VAR_secret=write-only-1")
	cli.Apply()
	check(cli, "write-only-1")
	cli.Env = append(cli.Env, "TF_VAR_secret=write-only-2")
	cli.Write("main.tf", strings.Replace(cli.Config(), config(1), config(2), 1))
	cli.Apply()
	check(cli, "write-only-2")
	cli.Destroy()
}

func TestAccDeveloperAppKey_secretNotStored(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	stored := cloud.Provider() + keyConfig(weather)
	notStored := cloud.Provider() + keyConfig(weather, "store_consumer_secret = false")
	cli := acctest.NewCLI(t, notStored)
	cli.Apply()
	secret := newKey(t, cloud).ConsumerSecret
	expectNone(t, "the state", stateOf(t, cli), []string{secret})
	if output, ok := cli.Try("plan", "-detailed-exitcode", "-no-color"); !ok {
		t.Errorf("the plan after apply is not empty:\n%s", output)
	}
	cli.Write("main.tf", strings.Replace(cli.Config(), notStored, stored, 1))
	cli.Apply()
	if !strings.Contains(stateOf(t, cli), secret) {
		t.Error("the state has no secret although it is to be stored")
	}
	cli.Write("main.tf", strings.Replace(cli.Config(), stored, notStored, 1))
	cli.Apply()
	expectNone(t, "the state", stateOf(t, cli), []string{secret})
	if key := newKey(t, cloud); key.ConsumerSecret != secret {
		t.Error("the key is another one")
	}
	cli.Destroy()
}

// TestAccDeveloperAppKey_keyNotStored looks for the key and its secret in all that Terraform writes, from the creation
// to the destroy, and after an import.
func TestAccDeveloperAppKey_keyNotStored(t *testing.T) {
	t.Parallel()
	for _, generator := range []string{"apigee", "provider"} {
		t.Run(generator, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			config := func(status string) string {
				return cloud.Provider() +
					keyConfig(weather, attribute("generated_by", generator), attribute("status", status), notStored)
			}
			cli := acctest.NewCLI(t, config("approved"))
			cli.Env = append(cli.Env, "TF_LOG=TRACE")
			steps := keyNotStored{t: t, cloud: cloud, cli: cli, address: keyAddress}
			steps.applyAndLook()
			cli.Write("main.tf", strings.Replace(cli.Config(), config("approved"), config("revoked"), 1))
			steps.applyAndLook()
			if key := newKey(t, cloud); key.Status != "revoked" {
				t.Errorf("the key is %s", key.Status)
			}
			cli.Run("state", "rm", keyAddress)
			cli.Run("import", "-no-color", keyAddress, "organizations/acme/developers/dev@acme.test/apps/portal/keys/"+
				apigee.KeyFingerprint(newKey(t, cloud).ConsumerKey))
			steps.applyAndLook()
			cli.Destroy()
			if keys := thePortal(t, cloud).Keys; len(keys) != 1 {
				t.Errorf("%d keys stay after the destroy", len(keys))
			}
		})
	}
}

// keyNotStored is a folder whose key is in nothing that Terraform writes.
type keyNotStored struct {
	t       *testing.T
	cloud   *acctest.Apigee
	cli     *acctest.CLI
	address string
}

func (k keyNotStored) applyAndLook() {
	k.t.Helper()
	output := k.cli.Run("plan", "-out=plan", "-no-color")
	output += k.cli.Run("show", "-json", "plan")
	output += k.cli.Run("apply", "-no-color", "plan")
	expectNone(k.t, "the apply", output, secretsOf(k.cloud))
	k.look()
}

// look expects an empty plan, and neither keys nor secrets in it, in the state, in their JSON and in the log.
func (k keyNotStored) look() {
	k.t.Helper()
	output, ok := k.cli.Try("plan", "-out=plan", "-no-color", "-detailed-exitcode")
	if !ok {
		k.t.Error("the plan is not empty")
	}
	output += k.cli.Run("show", "-json", "plan") + k.cli.Run("show", "-json") + k.cli.Run("state", "show", k.address)
	secrets := secretsOf(k.cloud)
	expectNone(k.t, "the plan, the log or their JSON", output, secrets)
	expectNone(k.t, "the state", stateOf(k.t, k.cli), secrets)
	if !strings.Contains(output, "key_fingerprint") {
		k.t.Error("the output shows no key at all")
	}
}

// TestAccDeveloperAppKey_storeLater turns store_consumer_key on and off again, which changes nothing in Apigee.
func TestAccDeveloperAppKey_storeLater(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	stored, unstored := cloud.Provider()+keyConfig(weather), cloud.Provider()+keyConfig(weather, notStored)
	cli := acctest.NewCLI(t, unstored)
	cli.Apply()
	key := newKey(t, cloud)
	cloud.Mock.ResetJournal()
	cli.Write("main.tf", strings.Replace(cli.Config(), unstored, stored, 1))
	cli.Apply()
	state := stateOf(t, cli)
	if !strings.Contains(state, key.ConsumerKey) || !strings.Contains(state, key.ConsumerSecret) {
		t.Error("the state has no key or no secret although both are to be stored")
	}
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	cli.Write("main.tf", strings.Replace(cli.Config(), stored, unstored, 1))
	cli.Apply()
	expectNone(t, "the state", stateOf(t, cli), []string{key.ConsumerKey, key.ConsumerSecret})
	cli.Run("plan", "-detailed-exitcode", "-no-color")
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		if writes := sent(cloud, method); len(writes) > 0 {
			t.Errorf("sent %v", writes)
		}
	}
	cli.Destroy()
}

func TestAccDeveloperAppKey_refusedAtPlan(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  string
	}{
		"no duration":       {[]string{`expires_in = "90 days"`}, `such as "90d"`},
		"zero duration":     {[]string{`expires_in = "0s"`}, "a duration above zero in whole seconds"},
		"negative duration": {[]string{`expires_in = "-1h"`}, "a duration above zero in whole seconds"},
		"wide window": {
			[]string{`expires_in = "24h"`, `rotate_before_expiry = "24h"`}, "must be shorter than expires_in",
		},
		"window alone":       {[]string{`rotate_before_expiry = "24h"`}, `"expires_in" must be specified`},
		"secret without key": {[]string{`consumer_secret = "s"`}, `"consumer_key" must be specified`},
		"key without secret": {[]string{`consumer_key = "k"`}, "Missing Consumer Secret"},
		"two secrets": {
			[]string{
				`consumer_key = "k"`, `consumer_secret = "s"`,
				`consumer_secret_wo = "s"`, "consumer_secret_wo_version = 1",
			},
			"cannot be specified when",
		},
		"foreign characters": {[]string{`consumer_key = "do-not-show/"`, `consumer_secret = "s"`}, "letters, digits, underscores and hyphens"},
		"long key": {
			[]string{attribute("consumer_key", strings.Repeat("k", 2049)), `consumer_secret = "s"`}, "at most 2048",
		},
		"pending":        {[]string{`api_products = { maps = { status = "pending" } }`}, `must be one of`},
		"other status":   {[]string{`status = "on"`}, `must be one of`},
		"other policy":   {[]string{`deletion_policy = "keep"`}, `must be one of`},
		"null attribute": {[]string{`attributes = { a = null }`}, `attributes["a"] is null`},
		"null product":   {[]string{`api_products = { weather = null }`}, `api_products["weather"] is null`},
		"null scope":     {[]string{`scopes = ["READ", null]`}, "An element of scopes is null"},
		"two origins": {
			[]string{`consumer_key = "k"`, `consumer_secret = "s"`, `generated_by = "provider"`}, "Two Origins of a Key",
		},
		"other generator": {[]string{`generated_by = "me"`}, "must be one of"},
		"secret to be stored": {
			[]string{`consumer_key = "k"`, `consumer_secret = "s"`, "store_consumer_secret = false"},
			"Secret Would Be In State",
		},
		"key to be stored": {
			[]string{`consumer_key = "k"`, `consumer_secret = "s"`, notStored}, "Key Would Be In State",
		},
	}
	cloud := acctest.NewApigee(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{
				TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_11_0)},
				ProtoV6ProviderFactories: acctest.Factories(),
				Steps: []resource.TestStep{{
					Config: cloud.Provider() + keyConfig(c.lines...), PlanOnly: true, ExpectError: inWords(c.want),
				}},
			})
		})
	}
	for email, want := range map[string]string{
		"Dev@Acme.test": `write "dev@acme.test"`, "dev at acme": "is not an e-mail address",
		"7e0f7a44-3a55-4bd1-8f0e-6d1f2c9b7a10": "is a developer's UUID",
	} {
		runSteps(t, resource.TestStep{
			Config:   cloud.Provider() + strings.Replace(keyConfig(), developer, email, 1),
			PlanOnly: true, ExpectError: inWords(want),
		})
	}
	nowhere := strings.Replace(cloud.Provider(), `organization = "acme"`, "", 1) + keyConfig(weather)
	runSteps(t, resource.TestStep{Config: nowhere, PlanOnly: true, ExpectError: inWords("Set organization here")})
	if n := len(cloud.Mock.Journal()); n != 0 {
		t.Errorf("sent %d requests for what can be refused without", n)
	}
}
