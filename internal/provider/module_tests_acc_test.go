package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
)

const moduleTestsGuide = "guides/testing-modules"

// moduleTests are the modules whose tests run with the program mockserver, and how Terraform sums them up.
var moduleTests = map[string]string{
	"keys": "Success! 5 passed, 0 failed.", "takeovers": "Success! 5 passed, 0 failed.",
}

// moduleTestFiles are the files of these modules and of the module that their tests use.
func moduleTestFiles(t *testing.T) []string {
	t.Helper()
	files := []string{}
	for _, module := range append(slices.Collect(maps.Keys(moduleTests)), "post") {
		entries, err := os.ReadDir(filepath.Join(examples, moduleTestsGuide, module))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			files = append(files, filepath.Join(moduleTestsGuide, module, entry.Name()))
		}
	}
	return files
}

// TestAccModuleTests runs "mockserver -- terraform test" in the modules of the guide on testing, as somebody does who has
// a module and no checkout: a rotation over 90 days, and two test files that take over the same draft.
func TestAccModuleTests(t *testing.T) {
	t.Parallel()
	for module, want := range moduleTests {
		t.Run(module, func(t *testing.T) {
			t.Parallel()
			cli := acctest.NewCLI(t, "")
			cli.RequireVersion(tfversion.Version1_6_0)
			cli.UseMirror()
			for to, from := range map[string]string{".": module, "post": "post"} {
				copyFiles(t, filepath.Join(cli.Dir, to), filepath.Join(examples, moduleTestsGuide, from))
			}
			cli.Run("init", "-no-color")
			if output, ok := cli.RunWithMockServer("test", "-no-color"); !ok || !strings.Contains(output, want) {
				t.Errorf("the tests did not pass:\n%s", output)
			}
		})
	}
}

// copyFiles copies the files of a folder over those that are there.
func copyFiles(t *testing.T, to, from string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(from, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, entry.Name()), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
