package apigee_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// traced is a CLI that logs all there is, and what it has put out so far.
type traced struct {
	*acctest.CLI
	t       *testing.T
	output  strings.Builder
	secrets []string
	cloud   *acctest.Apigee
}

// apply applies a configuration, which is to succeed or not.
func (c *traced) apply(config string, wantOK bool, args ...string) {
	c.t.Helper()
	c.Write("main.tf", "terraform {\n  required_providers {\n"+
		"    custody = { source = \"terraform-provider-custody/custody\" }\n  }\n}\n"+config)
	output, ok := c.Try(append([]string{"apply", "-auto-approve", "-no-color", "-input=false"}, args...)...)
	c.output.WriteString(output)
	c.secrets = append(c.secrets, secretsOf(c.cloud)...)
	if ok != wantOK {
		c.t.Errorf("apply succeeded: %t, wanted %t:\n%s", ok, wantOK, withoutLog(output))
	}
}

// withoutLog leaves the lines that a user sees.
func withoutLog(output string) string {
	var lines []string
	for line := range strings.Lines(output) {
		if !strings.Contains(line, "[TRACE]") && !strings.Contains(line, "[DEBUG]") && !strings.Contains(line, "[INFO]") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestAccDeveloperAppKey_traceLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	const wrong, foreign = "wrong-token-of-this-test", "foreign-characters/of-this-test"
	taken := thePortal(t, cloud).Keys[0].ConsumerKey
	c := &traced{CLI: acctest.NewCLI(t, ""), t: t, cloud: cloud}
	c.Env = append(c.Env, "TF_LOG=TRACE", "TF_VAR_own=own-key-of-this-test", "TF_VAR_taken="+taken,
		"TF_VAR_secret=own-secret-of-this-test", "TF_VAR_foreign="+foreign)
	variables := ""
	for _, name := range []string{"own", "taken", "secret", "foreign"} {
		variables += "variable \"" + name + "\" {\n  sensitive = true\n}\n"
	}
	provider := cloud.Provider() + variables
	token := provider[strings.Index(provider, `access_token = "`)+len(`access_token = "`):]
	token, _, _ = strings.Cut(token, `"`)

	cloud.Mock.AddFault(core.Fault{
		Match: generateRequest, Times: 1, Status: 503, Body: google.ErrorBody(503, "UNAVAILABLE", "Try again."),
	})
	c.apply(provider+keyConfig(weather, overlap), true)
	generated := newKey(t, cloud)
	c.apply(provider+keyConfig(`api_products = { maps = {} }`, `status = "revoked"`, `deletion_policy = "revoke"`,
		overlap), true)
	c.apply(provider+keyConfig(weather, `deletion_policy = "revoke"`, overlap), true, "-replace="+keyAddress)
	c.apply(provider+keyConfig(weather, "consumer_key = var.own", "consumer_secret = var.secret"), true)
	c.apply(provider+keyConfig(weather, "consumer_key = var.taken", "consumer_secret = var.secret"), false)
	c.apply(provider+keyConfig(weather, "consumer_key = var.foreign", "consumer_secret = var.secret"), false)
	c.apply(provider+"import {\n  to = "+keyAddress+"\n  id = \"organizations/acme/developers/dev@acme.test/apps/portal/keys/"+
		apigee.KeyFingerprint(generated.ConsumerKey)+"\"\n}\n"+keyConfig(weather), true)
	for _, status := range []int{400, 403, 404, 409, 500} {
		cloud.Mock.AddFault(core.Fault{
			Match: core.Match{API: "apigee", Method: http.MethodPost}, Status: status,
			Body: google.ErrorBody(status, "ABORTED", "refused "+generated.ConsumerKey),
		})
		c.apply(strings.Replace(provider, "google =", "max_retries = 0\n  google =", 1)+
			keyConfig(weather, `attributes = { env = "prod" }`), false)
		cloud.Mock.ClearFaults()
	}
	c.apply(strings.Replace(provider, token, wrong, 1)+keyConfig(), false)
	c.apply(provider, true)

	output := c.output.String()
	if !strings.Contains(output, "API request") || !strings.Contains(output, apigee.KeyFingerprint(generated.ConsumerKey)) {
		t.Error("the provider's own requests are not in the log")
	}
	expectNone(t, "the output", output,
		append(c.secrets, "own-key-of-this-test", "own-secret-of-this-test", foreign, token, wrong))
}
