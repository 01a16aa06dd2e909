package googletest

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// readSchemas reads a fixture: the properties of schemas of a discovery document, name to type. An int64 is a
// "string:int64", a list of S is "[]S".
func readSchemas(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var schemas map[string]map[string]string
	if err := json.Unmarshal(text, &schemas); err != nil {
		t.Fatal(err)
	}
	return schemas
}

// schemaType names the type of a wire struct's field as the fixtures do.
func schemaType(field reflect.Type, asString bool, names map[reflect.Type]string) string {
	switch {
	case names[field] != "":
		return names[field]
	case field == reflect.TypeFor[json.RawMessage]():
		return "*"
	case field.Kind() == reflect.Slice:
		return "[]" + schemaType(field.Elem(), false, names)
	case field.Kind() == reflect.Pointer:
		return schemaType(field.Elem(), asString, names)
	case field.Kind() == reflect.Interface:
		return "any"
	case field.Kind() == reflect.Int64 && asString:
		return "string:int64"
	case field.Kind() == reflect.Int32:
		return "integer:int32"
	case field.Kind() == reflect.Bool:
		return "boolean"
	}
	return field.Kind().String()
}

// CheckSchemas compares wire structs, by their schema's name without the prefix, with a fixture in the folder testdata.
func CheckSchemas(t *testing.T, file, prefix string, structs map[string]any) {
	t.Helper()
	schemas := readSchemas(t, file)
	names := map[reflect.Type]string{}
	for name, value := range structs {
		names[reflect.TypeOf(value)] = prefix + name
	}
	for name, value := range structs {
		schema, ok := schemas[prefix+name]
		if !ok {
			t.Errorf("no schema %s", prefix+name)
		}
		for field := range reflect.TypeOf(value).Fields() {
			want, ok := schema[wireName(field)]
			got := schemaType(field.Type, strings.HasSuffix(field.Tag.Get("json"), ",string"), names)
			if !ok {
				t.Errorf("%s has no %q", name, wireName(field))
			}
			want = strings.Replace(want, "string:google-datetime", "string", 1)
			if opaque, ok := strings.CutSuffix(got, "*"); got != want && (!ok || !isSchema(strings.TrimPrefix(want, opaque))) {
				t.Errorf("%s.%s is %q here, %q in the schema", name, wireName(field), got, want)
			}
		}
	}
}

// isSchema reports whether a type is a schema of its own: their names start with a capital.
func isSchema(name string) bool { return name != "" && unicode.IsUpper(rune(name[0])) }

func wireName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}
