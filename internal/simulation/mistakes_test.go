package simulation

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

var updateMistakes = flag.Bool("update", false, "write testdata/mistakes.md anew")

// mistake is what a user gets wrong on the first day.
type mistake struct {
	name string
	// provider is what the configuration of the provider's half has beside the working credentials; nil takes an
	// attribute away.
	provider Values
	// nothing leaves the half out.
	nothing bool
	// block is "resource", "data", "action", "ephemeral" or "import"; empty is "resource".
	block, of string
	config    Values
	// id is what is imported.
	id string
	// prepare is what other people did before.
	prepare func(*World)
}

// TestMistakes holds the whole text that each mistake shows. testdata/mistakes.md is the result:
// go test ./internal/simulation -run TestMistakes -update writes it.
func TestMistakes(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	page.WriteString("# What the provider says\n\nEach mistake, and all that Terraform shows of it. TestMistakes writes this page.\n")
	var noError []string
	for _, m := range slices.Concat(providerMistakes(), lockMistakes(), keyMistakes(), takeoverMistakes()) {
		synctest.Test(t, func(t *testing.T) {
			said := m.make(t)
			if !failed(said) {
				noError = append(noError, m.name)
			}
			fmt.Fprintf(&page, "\n## %s\n\n```terraform\n%s```\n\n%s\n\n```text\n%s```\n",
				m.name, m.written(), moment(said), displayed(said))
		})
	}
	if len(noError) > 0 {
		t.Errorf("no errors: %q", noError)
	}
	file := filepath.Join("testdata", "mistakes.md")
	if *updateMistakes {
		if err := os.WriteFile(file, []byte(page.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), page.String()); diff != "" {
		t.Errorf("%s differs, -update writes it anew (-file +said):\n%s", file, diff)
	}
}

// make does the mistake in a new world, and answers what the user is told.
func (m mistake) make(t *testing.T) []Diagnostic {
	t.Helper()
	w := newWorld(Settings{Seed: 1})
	if m.prepare != nil {
		m.prepare(w)
	}
	ws := newWorkspace(w, "A", m.configuredProvider(w))
	out := m.validate(t, w, ws)
	if out.Failed() {
		return out.Diagnostics
	}
	switch m.block {
	case "data":
		_, out = ws.Read(t.Context(), m.of, m.in(w))
	case "action":
		out = ws.Invoke(t.Context(), m.of, m.in(w))
	case "ephemeral":
		_, out = ws.Open(t.Context(), m.of, m.in(w))
	case "import":
		ws.Resources = []Resource{{Type: m.of, Name: "a", Config: m.in(w)}}
		out = ws.Apply(t.Context(), Options{Import: map[string]string{m.of + ".a": m.id}})
	default:
		ws.Resources = []Resource{{Type: m.of, Name: "a", Config: m.in(w)}}
		out = ws.Apply(t.Context(), Options{})
	}
	for i := range out.Diagnostics {
		out.Diagnostics[i].Detail = strings.ReplaceAll(out.Diagnostics[i].Detail, w.share(lockedShare), "SHARE")
	}
	return out.Diagnostics
}

// validate does what Terraform does before it configures the provider, as far as the workspace leaves it out.
func (m mistake) validate(t *testing.T, w *World, ws *Workspace) Outcome {
	t.Helper()
	server := provider.NewServer("test")()
	schema := schemas().Provider
	valid, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: dynamic(value(schema.ValueType(), ws.Provider)),
	})
	if err != nil {
		t.Fatal(err)
	}
	said, address := valid.Diagnostics, "provider"
	switch {
	case len(said) > 0:
	case m.block == "data":
		address = "data." + m.of + ".a"
		resp, err := server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
			TypeName: m.of, Config: dynamic(value(schemas().DataSourceSchemas[m.of].ValueType(), m.in(w))),
		})
		if err != nil {
			t.Fatal(err)
		}
		said = resp.Diagnostics
	case m.block == "ephemeral":
		address = "ephemeral." + m.of + ".a"
		ephemeral, _ := server.(tfprotov6.EphemeralResourceServer)
		resp, err := ephemeral.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
			TypeName: m.of, Config: dynamic(value(schemas().EphemeralResourceSchemas[m.of].ValueType(), m.in(w))),
		})
		if err != nil {
			t.Fatal(err)
		}
		said = resp.Diagnostics
	}
	var out Outcome
	for _, d := range said {
		out.Diagnostics = append(out.Diagnostics, Diagnostic{
			"Validate", address, d.Severity == tfprotov6.DiagnosticSeverityError, d.Summary, d.Detail, attributeOf(d),
		})
	}
	return out
}

// half is the part of the provider's configuration that a resource type needs.
func (m mistake) half() string {
	if strings.Contains(m.of, "resource_lock") {
		return "openstack"
	}
	return "google"
}

func (m mistake) configuredProvider(w *World) Values {
	config := bearer(w)
	if m.half() == "openstack" {
		config = alice(w)
	}
	if m.nothing {
		return nil
	}
	half, _ := config[m.half()].(Values)
	for name, v := range m.provider {
		if v == nil {
			delete(half, name)
			continue
		}
		half[name] = v
	}
	if user, ok := m.provider["user_name"].(string); ok {
		half["password"] = w.server.Password(user)
	}
	return config
}

// in is the configuration in a world: "SHARE" is its first share.
func (m mistake) in(w *World) Values {
	config := Values{}
	for name, v := range m.config {
		if v == "SHARE" {
			v = w.share(lockedShare)
		}
		config[name] = v
	}
	return config
}

// written is the mistake as a user writes it.
func (m mistake) written() string {
	var out strings.Builder
	if m.nothing {
		out.WriteString("provider \"custody\" {}\n")
	}
	if m.provider != nil {
		out.WriteString("provider \"custody\" {\n  " + m.half() + " = {\n    # and the credentials\n")
		for _, name := range slices.Sorted(maps.Keys(m.provider)) {
			if m.provider[name] == nil {
				fmt.Fprintf(&out, "    # no %s\n", name)
				continue
			}
			fmt.Fprintf(&out, "    %s = %s\n", name, mustJSON(m.provider[name]))
		}
		out.WriteString("  }\n}\n")
	}
	block := orResource(m.block)
	if block == "import" {
		fmt.Fprintf(&out, "import {\n  to = %s.a\n  id = %q\n}\n", m.of, m.id)
		block = "resource"
	}
	fmt.Fprintf(&out, "%s %q \"a\" {\n", block, m.of)
	for _, name := range slices.Sorted(maps.Keys(m.config)) {
		fmt.Fprintf(&out, "  %s = %s\n", name, mustJSON(m.config[name]))
	}
	return out.String() + "}\n"
}

func orResource(block string) string {
	if block == "" {
		return "resource"
	}
	return block
}

// moment says when the user is told.
func moment(said []Diagnostic) string {
	late := func(d Diagnostic) bool {
		return d.Error && (d.Call == "ApplyResourceChange" || d.Call == "InvokeAction")
	}
	if slices.ContainsFunc(said, late) {
		return "`terraform apply` says:"
	}
	return "`terraform plan` says:"
}

// elementsOfPath are the steps of a path into a map.
var elementsOfPath = regexp.MustCompile(`\.ElementKeyString\("([^"]*)"\)`)

// pathNotation makes of a path what Terraform shows.
var pathNotation = strings.NewReplacer(`).AttributeName("`, ".", `AttributeName("`, "", `)`, "", `"`, "")

// idsOfAWorld are what each world has of its own: UUIDs, ids of projects and requests, fingerprints.
var idsOfAWorld = regexp.MustCompile(`(req-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|sha256:[0-9a-f]{16}`)

// displayed is what Terraform shows of diagnostics.
func displayed(all []Diagnostic) string {
	var out strings.Builder
	home, _ := os.UserHomeDir()
	for _, d := range all {
		kind := "Warning"
		if d.Error {
			kind = "Error"
		}
		fmt.Fprintf(&out, "%s: %s\n", kind, d.Summary)
		if d.Attribute != "" {
			fmt.Fprintf(&out, "  with %s, at %s\n", d.Address, pathNotation.Replace(elementsOfPath.ReplaceAllString(d.Attribute, "[$1]")))
		}
		out.WriteString(strings.ReplaceAll(idsOfAWorld.ReplaceAllStringFunc(d.Detail, func(id string) string {
			if id == aUUID || id == noFingerprint {
				return id
			}
			return "..."
		}), home, "~") + "\n")
	}
	return out.String()
}
