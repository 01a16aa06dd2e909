package google

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// ProtoEnum is a string type of a wire struct that takes the values of a protobuf enum alone.
type ProtoEnum interface {
	ProtoName() string // as Google's errors name the type
	Values() []string
}

// DecodeProto reads a request as Google's front end does: proto3 JSON. Names are those of the json tags or their
// snake_case twins, an int64 is a string or a number, null is an absent field, an unknown field is an error. The name
// of the message, such as "developer_app", leads the paths in errors.
func DecodeProto(body []byte, name string, into any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return InvalidArgument("Invalid JSON payload received. Unexpected token.")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return InvalidArgument("Invalid JSON payload received. Expected end of string.")
	}
	if _, ok := document.(map[string]any); !ok {
		return InvalidArgument("Invalid JSON payload received. Root element must be a message.")
	}
	var problems FieldProblems
	clean := problems.normalize(document, reflect.TypeOf(into).Elem(), name)
	if err := problems.Err(); err != nil {
		return err
	}
	text, err := json.Marshal(clean)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// normalize returns the value in the shape that encoding/json reads into t, noting what does not fit.
func (b *FieldProblems) normalize(value any, t reflect.Type, path string) any {
	if value == nil {
		return nil
	}
	switch {
	case t.Kind() == reflect.Interface || t == reflect.TypeFor[json.RawMessage]():
		return value
	case t.Kind() == reflect.Struct:
		return b.normalizeMessage(value, t, path)
	case t.Kind() == reflect.Slice:
		return b.normalizeList(value, t, path)
	case t.Kind() == reflect.String:
		return b.normalizeString(value, t, path)
	case t.Kind() == reflect.Int64:
		return b.normalizeInt64(value, path)
	}
	if _, ok := value.(bool); !ok || t.Kind() != reflect.Bool {
		b.Invalid(path, "TYPE_BOOL", value)
	}
	return value
}

func (b *FieldProblems) normalizeMessage(value any, t reflect.Type, path string) any {
	fields, ok := value.(map[string]any)
	if !ok {
		b.Invalid(path, "message", value)
		return nil
	}
	clean := map[string]any{}
	for name, item := range fields {
		field, ok := FieldByProtoName(t, name)
		if !ok {
			at := ""
			if path != "" {
				at = " at '" + path + "'"
			}
			b.Add(path, `Invalid JSON payload received. Unknown name "`+name+`"`+at+`: Cannot find field.`)
			continue
		}
		jsonName := wireName(field)
		clean[jsonName] = b.normalize(item, field.Type, strings.TrimPrefix(path+"."+SnakeCase(jsonName), "."))
	}
	return clean
}

func (b *FieldProblems) normalizeList(value any, t reflect.Type, path string) any {
	items, ok := value.([]any)
	if !ok {
		b.Invalid(path, "repeated", value)
		return nil
	}
	clean := make([]any, len(items))
	for i, item := range items {
		clean[i] = b.normalize(item, t.Elem(), path+"["+strconv.Itoa(i)+"]")
	}
	return clean
}

func (b *FieldProblems) normalizeString(value any, t reflect.Type, path string) any {
	text, ok := value.(string)
	enum, isEnum := reflect.Zero(t).Interface().(ProtoEnum)
	switch {
	case isEnum:
		for _, allowed := range enum.Values() {
			if ok && text == allowed {
				return value
			}
		}
		b.Invalid(path, "type.googleapis.com/"+enum.ProtoName(), value)
	case !ok:
		b.Invalid(path, "TYPE_STRING", value)
	}
	return value
}

func (b *FieldProblems) normalizeInt64(value any, path string) any {
	text, isString := value.(string)
	if number, ok := value.(json.Number); ok {
		text, isString = number.String(), true
	}
	if _, err := strconv.ParseInt(text, 10, 64); !isString || err != nil {
		b.Invalid(path, "TYPE_INT64", value)
	}
	return text
}

// Invalid notes a value of the wrong type. The value is repeated unless it is one of a credential.
func (b *FieldProblems) Invalid(path, kind string, value any) {
	text, _ := json.Marshal(value)
	if strings.Contains(path, "consumer_") {
		text = []byte(core.Masked)
	}
	b.Add(path, "Invalid value at '"+path+"' ("+kind+"), "+string(text))
}

// FieldByProtoName finds a field by its JSON or its protobuf name.
func FieldByProtoName(t reflect.Type, name string) (reflect.StructField, bool) {
	for field := range t.Fields() {
		if wire := wireName(field); wire == name || SnakeCase(wire) == name {
			return field, true
		}
	}
	return reflect.StructField{}, false
}

func wireName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// SnakeCase turns a JSON name into the protobuf name: developerApp into developer_app.
func SnakeCase(name string) string {
	var out strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}
