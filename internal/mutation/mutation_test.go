package mutation

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const root = "../.."

// fewest is how many guards the list has at least.
const fewest = 45

func every(t *testing.T) []Mutation {
	t.Helper()
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestMutationsApply holds the list against the code, without running anything.
func TestMutationsApply(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, m := range every(t) {
		t.Run(m.Guard, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(filepath.Join(root, m.File))
			if err != nil {
				t.Fatal(err)
			}
			changed, err := m.Apply(string(content))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.ParseFile(token.NewFileSet(), m.File, changed, parser.SkipObjectResolution); err != nil {
				t.Errorf("with the mutation the file is no Go: %v", err)
			}
			if !hasTest(t, m) {
				t.Errorf("%s has no test %s", m.Package, m.TestName())
			}
		})
		if seen[m.Guard] {
			t.Errorf("two mutations are of the guard %q", m.Guard)
		}
		seen[m.Guard] = true
	}
	if len(seen) < fewest {
		t.Errorf("%d mutations, want %d or more", len(seen), fewest)
	}
}

func hasTest(t *testing.T, m Mutation) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, m.Package, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	function := regexp.MustCompile(`(?m)^func ` + regexp.QuoteMeta(m.TestName()) + `\(`)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if function.Match(content) {
			return true
		}
	}
	return false
}

func TestParse(t *testing.T) {
	t.Parallel()
	const text = "# A comment.\n\n[it is so]\nfile a/b.go\ntest a ^TestB$/case\n-\tif x {\n-\t}\n+\tif y {\n"
	want := []Mutation{{
		Guard: "it is so", File: "a/b.go", Package: "a", Run: "^TestB$/case", Old: "\tif x {\n\t}", New: "\tif y {",
	}}
	got, err := parse(text)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if got[0].TestName() != "TestB" {
		t.Errorf("the test is %s", got[0].TestName())
	}
	for _, malformed := range []string{"file a.go", "[a]\nfiles a.go", "[a]\nfile a.go\ntest a T", "[a]\n-x\ntest a T"} {
		if _, err := parse(malformed); err == nil {
			t.Errorf("%q is taken", malformed)
		}
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	m := Mutation{File: "a.go", Old: "b", New: "x"}
	if got, err := m.Apply("abc"); got != "axc" || err != nil {
		t.Errorf("%q and error %v", got, err)
	}
	for _, content := range []string{"ac", "abcb"} {
		if _, err := m.Apply(content); err == nil || !strings.Contains(err.Error(), "a.go") {
			t.Errorf("%q: error %v", content, err)
		}
	}
}
