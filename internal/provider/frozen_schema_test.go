package provider_test

import (
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

const frozenFile = "testdata/schema.txt"

// TestFrozenSchema holds the schemas that the provider tells Terraform against those in testdata/schema.txt, and says
// of each difference whether configurations and states of users break. If all of them are meant, write the file anew:
//
//	go test ./internal/provider -run '^TestFrozenSchema$' -update
func TestFrozenSchema(t *testing.T) {
	t.Parallel()
	lines := frozenLines(t)
	if *update {
		if err := os.WriteFile(frozenFile, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(frozenFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range compareSchemas(strings.Split(strings.TrimSpace(string(content)), "\n"), lines) {
		t.Errorf("%s. Where it is meant: go test ./internal/provider -run '^TestFrozenSchema$' -update", d)
	}
}

// frozenLines are the provider's schemas, one line for each object, attribute, identity attribute and function. The
// protocol tells neither defaults nor which change replaces an object.
func frozenLines(t *testing.T) []string {
	t.Helper()
	server := provider.NewServer("test")()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	lines := schemaLines("provider custody", schemas.Provider)
	for kind, byName := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data": schemas.DataSourceSchemas,
		"ephemeral": schemas.EphemeralResourceSchemas, "list": schemas.ListResourceSchemas,
	} {
		for name, schema := range byName {
			lines = append(lines, schemaLines(kind+" "+name, schema)...)
		}
	}
	for name, action := range schemas.ActionSchemas {
		lines = append(lines, schemaLines("action "+name, action.Schema)...)
	}
	for name, function := range schemas.Functions {
		lines = append(lines, functionLine(name, function))
	}
	lines = append(lines, identityLines(t, server)...)
	slices.Sort(lines)
	return lines
}

// schemaLines are those of one object: "KIND NAME = version N" and "KIND NAME: PATH = TYPE FLAGS".
func schemaLines(object string, schema *tfprotov6.Schema) []string {
	lines := []string{object + " = version " + strconv.FormatInt(schema.Version, 10)}
	return append(lines, blockLines(object+": ", schema.Block)...)
}

func blockLines(prefix string, block *tfprotov6.SchemaBlock) []string {
	lines := attributeLines(prefix, block.Attributes)
	for _, nested := range block.BlockTypes {
		path := prefix + nested.TypeName
		line := path + " = block-" + strings.ToLower(nested.Nesting.String())
		if nested.MinItems > 0 {
			line += " required"
		} else {
			line += " optional"
		}
		lines = append(append(lines, line), blockLines(path+".", nested.Block)...)
	}
	return lines
}

func attributeLines(prefix string, attributes []*tfprotov6.SchemaAttribute) []string {
	flags := []string{"required", "optional", "computed", "sensitive", "write-only"}
	var lines []string
	for _, a := range attributes {
		words := []string{prefix + a.Name, "="}
		if a.NestedType == nil {
			words = append(words, typeText(a.Type))
		} else {
			words = append(words, strings.ToLower(a.NestedType.Nesting.String())+"[object]")
			lines = append(lines, attributeLines(prefix+a.Name+".", a.NestedType.Attributes)...)
		}
		for i, set := range []bool{a.Required, a.Optional, a.Computed, a.Sensitive, a.WriteOnly} {
			if set {
				words = append(words, flags[i])
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return lines
}

func identityLines(t *testing.T, server tfprotov6.ProviderServer) []string {
	t.Helper()
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for name, schema := range identities.IdentitySchemas {
		object := "identity " + name
		lines = append(lines, object+" = version "+strconv.FormatInt(schema.Version, 10))
		for _, a := range schema.IdentityAttributes {
			line := object + ": " + a.Name + " = " + typeText(a.Type)
			if a.RequiredForImport {
				line += " required"
			}
			if a.OptionalForImport {
				line += " optional"
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func functionLine(name string, function *tfprotov6.Function) string {
	var parameters []string
	for _, p := range function.Parameters {
		parameters = append(parameters, typeText(p.Type))
	}
	if p := function.VariadicParameter; p != nil {
		parameters = append(parameters, typeText(p.Type)+"...")
	}
	return "function " + name + " = (" + strings.Join(parameters, ", ") + ") " + typeText(function.Return.Type)
}

// typeText is a type in the words of Terraform's own language, without blanks.
func typeText(t tftypes.Type) string {
	text := strings.ReplaceAll(strings.ToLower(t.String()), "tftypes.", "")
	return strings.NewReplacer(" ", "", "\"", "").Replace(text)
}
