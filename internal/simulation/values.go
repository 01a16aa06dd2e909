package simulation

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Values are the attributes of a configuration by name: a string, a bool, an int, nil, Values for an object or a map,
// []string for a set or a list. What is left out is null.
type Values map[string]any

// value makes a value of the type. It panics on what does not fit, which is a mistake in a test.
func value(valueType tftypes.Type, given any) tftypes.Value {
	switch given := given.(type) {
	case Values:
		return structured(valueType, given)
	case []string:
		elements := make([]tftypes.Value, len(given))
		for i, element := range given {
			elements[i] = tftypes.NewValue(tftypes.String, element)
		}
		return tftypes.NewValue(valueType, elements)
	default:
		return tftypes.NewValue(valueType, given)
	}
}

func structured(valueType tftypes.Type, given Values) tftypes.Value {
	values := map[string]tftypes.Value{}
	switch valueType := valueType.(type) {
	case tftypes.Object:
		for name, attributeType := range valueType.AttributeTypes {
			values[name] = value(attributeType, given[name])
		}
		for name := range given {
			if _, ok := values[name]; !ok {
				panic("simulation: the schema has no attribute " + name)
			}
		}
	case tftypes.Map:
		for name, element := range given {
			values[name] = value(valueType.ElementType, element)
		}
	default:
		panic(fmt.Sprintf("simulation: %v is given for a value of %s", given, valueType))
	}
	return tftypes.NewValue(valueType, values)
}

// dynamic encodes a value as it travels.
func dynamic(v tftypes.Value) *tfprotov6.DynamicValue {
	encoded, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		panic(fmt.Sprintf("simulation: %v cannot be encoded: %v", v, err))
	}
	return &encoded
}

func null(valueType tftypes.Type) tftypes.Value { return tftypes.NewValue(valueType, nil) }

// fields are the attributes of an object or the elements of a map; nil of anything else.
func fields(v tftypes.Value) map[string]tftypes.Value {
	var found map[string]tftypes.Value
	if v.IsNull() || !v.IsKnown() || v.As(&found) != nil {
		return nil
	}
	return found
}

func elements(v tftypes.Value) []tftypes.Value {
	var found []tftypes.Value
	if v.IsNull() || !v.IsKnown() || v.As(&found) != nil {
		return nil
	}
	return found
}

// text is a string attribute of an object, empty where it is null or unknown.
func text(object tftypes.Value, name string) string {
	var found string
	if v, ok := fields(object)[name]; ok && v.IsKnown() && !v.IsNull() && v.Type().Is(tftypes.String) {
		_ = v.As(&found)
	}
	return found
}

// plain is a value as encoding/json takes it, for a state is kept as JSON.
func plain(v tftypes.Value) any {
	if v.IsNull() {
		return nil
	}
	switch valueType := v.Type(); {
	case valueType.Is(tftypes.String):
		var s string
		_ = v.As(&s)
		return s
	case valueType.Is(tftypes.Bool):
		var b bool
		_ = v.As(&b)
		return b
	case valueType.Is(tftypes.Number):
		number := new(big.Float)
		_ = v.As(&number)
		return json.Number(number.Text('f', -1))
	}
	if list := elements(v); list != nil {
		out := make([]any, len(list))
		for i, element := range list {
			out[i] = plain(element)
		}
		return out
	}
	out := map[string]any{}
	for name, element := range fields(v) {
		out[name] = plain(element)
	}
	return out
}

func asJSON(v tftypes.Value) []byte { return mustJSON(plain(v)) }

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("simulation: " + err.Error())
	}
	return text
}
