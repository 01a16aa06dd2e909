package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
)

// codeBlock is a block of Terraform code in a page.
var codeBlock = regexp.MustCompile("(?ms)^```(?:terraform|hcl)\n(.*?)^```$")

// TestDocumentedCode holds the code of each page against the examples, which
// TestAccExamples and TestAccModuleTests try.
func TestDocumentedCode(t *testing.T) {
	t.Parallel()
	var tried []string
	for _, file := range slices.Concat(exampleFiles(t), []string{testedModule}, moduleTestFiles(t)) {
		tried = append(tried, strings.TrimSpace(readExample(t, file)))
	}
	pages := []string{"../../README.md"}
	for _, pattern := range []string{"../../docs/*.md", "../../docs/*/*.md", examples + "/modules/*/README.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d pages, %v", pattern, len(found), err)
		}
		pages = append(pages, found...)
	}
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range codeBlock.FindAllStringSubmatch(string(content), -1) {
			if !slices.Contains(tried, strings.TrimSpace(block[1])) {
				t.Errorf("%s has code that no example has:\n%s", page, block[1])
			}
		}
	}
}

// TestExamplesOfQueriesAndActions tries the examples for which the CLI at hand may be
// too old: it runs the queries and plans the actions.
func TestExamplesOfQueriesAndActions(t *testing.T) {
	t.Parallel()
	tried := map[string]int{}
	for _, file := range exampleFiles(t) {
		parsed, diags := hclsyntax.ParseConfig([]byte(readExample(t, file)), file, hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		body, _ := parsed.Body.(*hclsyntax.Body)
		for _, block := range body.Blocks {
			if block.Type != "list" && block.Type != "action" {
				continue
			}
			tried[block.Type]++
			h, config := spokenTo(t), configOf(block)
			var out prototest.Outcome
			var found []prototest.Listed
			if block.Type == "action" {
				out = h.Plan(t.Context(), block.Labels[0], config)
			} else if found, out = h.List(t.Context(), block.Labels[0], config, 100, true); len(found) == 0 {
				t.Errorf("%s: %v finds nothing", file, block.Labels)
			}
			if len(out.Errors) > 0 {
				t.Errorf("%s: %v: %v", file, block.Labels, out.Errors)
			}
		}
	}
	if tried["list"] == 0 || tried["action"] == 0 {
		t.Errorf("tried %v", tried)
	}
}

// spokenTo is the provider on a mock server of its own, spoken to by its protocol.
func spokenTo(t *testing.T) *prototest.Harness {
	t.Helper()
	cloud := acctest.NewMockOpenStack(t)
	createLock(cloud)
	return prototest.New(t, acctest.Factories()["custody"], map[string]any{
		"openstack": map[string]any{
			"auth_url": cloud.Fixture.Keystone, "region": cloud.Fixture.Region, "token": cloud.Mock.IssueToken("alice"),
		},
		"google": map[string]any{
			"access_token": cloud.Mock.IssueGoogleToken("ben@shop.test"), "organization": "acme",
			"apigee_custom_endpoint": cloud.Mock.URL(), "integrations_custom_endpoint": cloud.Mock.URL(),
		},
	})
}

// configOf are the arguments of a block, of which those that depend on others are not
// known.
func configOf(block *hclsyntax.Block) map[string]any {
	config := map[string]any{}
	for _, inner := range block.Body.Blocks {
		for name, attribute := range inner.Body.Attributes {
			value, diags := attribute.Expr.Value(nil)
			switch {
			case diags.HasErrors():
				config[name] = prototest.Unknown
			case value.Type() == cty.Bool:
				config[name] = value.True()
			case value.Type() == cty.Number:
				config[name] = value.AsBigFloat()
			default:
				config[name] = value.AsString()
			}
		}
	}
	return config
}
