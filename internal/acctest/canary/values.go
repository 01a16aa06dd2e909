package canary

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// object notes an object as it is shown or kept: what is sensitive in it is a secret, and the rest is said. kept says
// that it leaves the provider; else it comes from the user, whose secrets count alone.
func (w *Watch) object(where string, schema *tfprotov6.Schema, value *tfprotov6.DynamicValue, kept bool) {
	if schema == nil || value == nil {
		return
	}
	decoded, err := value.Unmarshal(schema.ValueType())
	if err != nil {
		return // the other side says so
	}
	if text := w.attributes(schema.Block.Attributes, decoded); kept {
		w.Say(where, text)
	}
}

// attributes is the text of what is not sensitive.
func (w *Watch) attributes(attributes []*tfprotov6.SchemaAttribute, object tftypes.Value) string {
	var out strings.Builder
	values := entries(object)
	for _, a := range attributes {
		v, ok := values[a.Name]
		switch {
		case !ok:
		case a.Sensitive, a.WriteOnly:
			for _, text := range texts(v) {
				w.Secret(a.Name, text)
			}
		case a.NestedType == nil:
			fmt.Fprintf(&out, "%s = %s\n", a.Name, strings.Join(texts(v), ", "))
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			out.WriteString(w.attributes(a.NestedType.Attributes, v))
		default:
			for name, element := range entries(v) {
				out.WriteString(name + " " + w.attributes(a.NestedType.Attributes, element))
			}
		}
	}
	return out.String()
}

// entries are the attributes of an object or the elements of a map, a list or a set.
func entries(v tftypes.Value) map[string]tftypes.Value {
	if v.IsNull() || !v.IsKnown() {
		return nil
	}
	var found map[string]tftypes.Value
	if v.As(&found) == nil {
		return found
	}
	var list []tftypes.Value
	if v.As(&list) != nil {
		return nil
	}
	found = map[string]tftypes.Value{}
	for i, element := range list {
		found[fmt.Sprint(i)] = element
	}
	return found
}

// texts are all strings in a value, names in maps too.
func texts(v tftypes.Value) []string {
	var text string
	if !v.IsNull() && v.IsKnown() && v.Type().Is(tftypes.String) && v.As(&text) == nil {
		return []string{text}
	}
	var all []string
	within := entries(v)
	for _, name := range slices.Sorted(maps.Keys(within)) {
		all = append(append(all, name), texts(within[name])...)
	}
	return all
}
