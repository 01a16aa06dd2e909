package manila_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/gophercloud/gophercloud/v2/openstack/sharedfilesystems/v2/shares"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const lockAddress = "custody_resource_lock.test"

// lockConfig is one lock on a resource, with more lines.
func lockConfig(resourceID string, lines ...string) string {
	return fmt.Sprintf("resource \"custody_resource_lock\" \"test\" {\n  resource_id = %q\n  %s\n}\n",
		resourceID, strings.Join(lines, "\n  "))
}

// reason is a lock_reason of the test's own, so that locks on a shared cloud are
// told apart.
func reason(t *testing.T) string {
	t.Helper()
	return "acceptance test " + t.Name()
}

func attribute(name string, value any) string { return fmt.Sprintf("%s = %q", name, value) }

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

// requests are those that the mock server's Manila got with a method.
func requests(cloud *acctest.OpenStack, method string) []core.Request {
	return cloud.Mock.Requests(core.Match{API: "manila", Method: method})
}

// deleteShare deletes a share of the mock server as its owner does, and fails if it is locked.
func deleteShare(t *testing.T, cloud *acctest.OpenStack, id string) {
	t.Helper()
	if err := shares.Delete(t.Context(), cloud.As(t, "alice").ServiceClient, id).ExtractErr(); err != nil {
		t.Fatal(err)
	}
}
