package apigee_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const (
	keyAddress    = "custody_developer_app_key.test"
	statusAddress = "custody_developer_app_status.test"

	organization = "acme"
	developer    = "dev@acme.test"
	portal       = "portal"
)

// keyConfig is one key of the app portal, with more lines.
func keyConfig(lines ...string) string {
	return fmt.Sprintf("resource \"custody_developer_app_key\" \"test\" {\n  developer_email = %q\n  app = %q\n  %s\n}\n",
		developer, portal, strings.Join(lines, "\n  "))
}

// weather is the product of which the app has scopes.
const weather = "api_products = { weather = {} }"

// notStored keeps the key out of state, as the import of a fingerprint does.
const notStored = "store_consumer_key = false"

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

// thePortal is the app portal as the server holds it.
func thePortal(t *testing.T, cloud *acctest.Apigee) apigee.App {
	t.Helper()
	app, ok := cloud.Mock.App(organization, developer, portal)
	if !ok {
		t.Fatal("the server has no app portal")
	}
	return app
}

// newKey is the one key of the app portal that the server did not start with.
func newKey(t *testing.T, cloud *acctest.Apigee) apigee.Key {
	t.Helper()
	keys := thePortal(t, cloud).Keys
	if len(keys) != 2 {
		t.Fatalf("the app has %d keys, wanted 2", len(keys))
	}
	return keys[1]
}

// sent are the requests to Apigee with a method, as "PATH?QUERY BODY".
func sent(cloud *acctest.Apigee, method string) []string {
	var list []string
	for _, r := range cloud.Mock.Requests(core.Match{API: "apigee", Method: method}) {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s?%s %s", r.Path, r.Query.Encode(), r.Body)))
	}
	return list
}

// expectUntouched checks that the app has what it had before, but for keys and times.
func expectUntouched(t *testing.T, cloud *acctest.Apigee, before apigee.App) {
	t.Helper()
	now := thePortal(t, cloud)
	now.LastModifiedAt = before.LastModifiedAt
	first, ok := now.Key(before.Keys[0].ConsumerKey)
	if !ok {
		t.Fatal("the app's first key is gone")
	}
	now.Keys = []apigee.Key{first}
	if got, want := fmt.Sprintf("%+v", now), fmt.Sprintf("%+v", before); got != want {
		t.Errorf("the app is\n%s\nand was\n%s", got, want)
	}
}
