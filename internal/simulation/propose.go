package simulation

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// proposedNew merges a prior object and a configuration as Terraform does for PlanResourceChange: what the
// configuration leaves open of a computed attribute stays as it was.
func proposedNew(attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	before, wanted := fields(prior), fields(config)
	merged := map[string]tftypes.Value{}
	for _, a := range attributes {
		old, known := before[a.Name]
		if !known {
			old = null(a.ValueType())
		}
		merged[a.Name] = proposedAttribute(a, old, wanted[a.Name])
	}
	return tftypes.NewValue(config.Type(), merged)
}

func proposedAttribute(a *tfprotov6.SchemaAttribute, old, wanted tftypes.Value) tftypes.Value {
	switch {
	case a.WriteOnly:
		return null(a.ValueType())
	case a.Computed && wanted.IsNull():
		return old
	case a.NestedType == nil || wanted.IsNull() || !wanted.IsKnown():
		return wanted
	case a.NestedType.Nesting != tfprotov6.SchemaObjectNestingModeMap:
		return proposedNew(a.NestedType.Attributes, old, wanted)
	}
	before, merged := fields(old), map[string]tftypes.Value{}
	for key, element := range fields(wanted) {
		previous, ok := before[key]
		if !ok {
			previous = null(element.Type())
		}
		merged[key] = proposedNew(a.NestedType.Attributes, previous, element)
	}
	return tftypes.NewValue(wanted.Type(), merged)
}

// unplanned says where a plan is one that Terraform refuses: it must have what is configured, or what was there
// before, and of the rest only what the provider computes.
func unplanned(attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value) []string {
	var wrong []string
	before, wanted, got := fields(prior), fields(config), fields(planned)
	for _, a := range attributes {
		if a.NestedType != nil {
			continue
		}
		c, p := wanted[a.Name], got[a.Name]
		old, known := before[a.Name]
		fits := p.Equal(c) || a.WriteOnly && p.IsNull() || known && p.Equal(old) || a.Computed && c.IsNull()
		if !fits {
			wrong = append(wrong, fmt.Sprintf("the plan has %s = %s, configured is %s", a.Name, shown(a, p), shown(a, c)))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// unlike says where an object is not the one that was planned.
func unlike(attributes []*tfprotov6.SchemaAttribute, planned, made tftypes.Value) []string {
	var wrong []string
	want, got := fields(planned), fields(made)
	for _, a := range attributes {
		if !conforms(want[a.Name], got[a.Name]) {
			wrong = append(wrong, fmt.Sprintf("planned was %s = %s, and made is %s", a.Name, shown(a, want[a.Name]),
				shown(a, got[a.Name])))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// conforms says that a value has everything that was known of it, and nothing unknown.
func conforms(planned, made tftypes.Value) bool {
	if !made.IsFullyKnown() {
		return false
	}
	if !planned.IsKnown() || planned.Equal(made) {
		return true
	}
	want, got := fields(planned), fields(made)
	if want == nil || len(want) != len(got) {
		return false
	}
	for name, v := range want {
		found, ok := got[name]
		if !ok || !conforms(v, found) {
			return false
		}
	}
	return true
}

func shown(a *tfprotov6.SchemaAttribute, v tftypes.Value) string {
	switch {
	case a.Sensitive:
		return "(sensitive)"
	case !v.IsKnown():
		return "(unknown)"
	case !v.IsFullyKnown():
		return "(in part unknown)"
	}
	return string(asJSON(v))
}
