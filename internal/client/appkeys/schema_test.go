package appkeys

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestWireFitsTheSchemas holds the structs against the schemas of the discovery
// document of apigee:v1, as the fixture has them: property to type, an int64 as
// "string:int64", a list of S as "[]S".
func TestWireFitsTheSchemas(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../mockserver/apigee/testdata/schemas.json")
	if err != nil {
		t.Fatal(err)
	}
	var schemas map[string]map[string]string
	if err := json.Unmarshal(text, &schemas); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		wire   any
		schema string
	}{
		"apps": {appsJSON{}, "ListDeveloperAppsResponse"}, "an app": {appJSON{}, "DeveloperApp"},
		"generate":        {appRequestJSON{}, "DeveloperApp"},
		"a key of an app": {keyJSON{}, "Credential"}, "a key": {keyJSON{}, "DeveloperAppKey"},
		"create": {createKeyJSON{}, "DeveloperAppKey"}, "update": {updateKeyJSON{}, "DeveloperAppKey"},
		"set scopes": {scopesJSON{}, "DeveloperAppKey"}, "a product": {productJSON{}, "ApiProductRef"},
		"an attribute":            {attributeJSON{}, "Attribute"},
		"update of a group's key": {updateGroupKeyJSON{}, "UpdateAppGroupAppKeyRequest"},
		"fields of a group's key": {groupKeyJSON{}, "AppGroupAppKey"},
		"create of a group's key": {createKeyJSON{}, "AppGroupAppKey"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema := schemas[prefix+tt.schema]
			if len(schema) == 0 {
				t.Fatalf("the fixture has no %s", tt.schema)
			}
			for field := range reflect.TypeOf(tt.wire).Fields() {
				name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
				got := schemaType(field.Type, strings.Contains(options, "string"))
				want, ok := schema[name]
				// The type of a key's products in the schema is any: names in a request, objects in an answer.
				if !ok || got != want && (want != "[]any" || !strings.HasPrefix(got, "[]")) {
					t.Errorf("%s is %s here, %q in the schema", name, got, want)
				}
			}
		})
	}
}

const prefix = "GoogleCloudApigeeV1"

// schemaType names the type of a field as the fixture does.
func schemaType(field reflect.Type, quoted bool) string {
	switch field {
	case reflect.TypeFor[int64]():
		if quoted {
			return "string:int64"
		}
	case reflect.TypeFor[appJSON]():
		return prefix + "DeveloperApp"
	case reflect.TypeFor[keyJSON]():
		return prefix + "Credential"
	case reflect.TypeFor[productJSON]():
		return prefix + "ApiProductRef"
	case reflect.TypeFor[groupKeyJSON]():
		return prefix + "AppGroupAppKey"
	case reflect.TypeFor[attributeJSON]():
		return prefix + "Attribute"
	}
	if field.Kind() == reflect.Slice {
		return "[]" + schemaType(field.Elem(), false)
	}
	return field.String()
}
