package integrations_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const takeoverAddress = "custody_edit_lock_takeover.test"

// takeoverRequest is the takeover of any draft.
var takeoverRequest = core.Match{API: "integrations", Method: "POST", Path: ".*:takeoverEditLock"}

// forbiddenBody is a refusal that does not name what is missing.
var forbiddenBody = google.ErrorBody(http.StatusForbidden, "PERMISSION_DENIED", "refused")

// takeoverConfig is one takeover, with these lines.
func takeoverConfig(lines ...string) string {
	return fmt.Sprintf("resource \"custody_edit_lock_takeover\" \"test\" {\n  %s\n}\n", strings.Join(lines, "\n  "))
}

func attribute(name, value string) string { return fmt.Sprintf("%s = %q", name, value) }

// asServiceAccount are lines of a google attribute with the key of the pipeline, whose e-mail
// address the provider knows.
func asServiceAccount(cloud *acctest.Integrations) string {
	return attribute("credentials", string(cloud.Mock.ServiceAccountKey(pipeline)))
}

// inWords matches text that the CLI may have wrapped anywhere between two words.
func inWords(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(`(?s)` + strings.Join(words, `[\s│]+`))
}

// runSteps runs the steps with the provider in this process.
func runSteps(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Factories(), Steps: steps})
}
