package mockserver

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// protoEnum is a string type of a wire struct that takes the values of a protobuf enum alone.
type protoEnum interface {
	protoName() string // as Google's errors name the type
	values() []string
}

// decodeProto reads a request as Google's front end does: proto3 JSON. Names are those of the json tags or their
// snake_case twins, an int64 is a string or a number, null is an absent field, an unknown field is an error. The name
// of the message, such as "developer_app", leads the paths in errors.
func decodeProto(body []byte, name string, into any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return invalidArgument("Invalid JSON payload received. Unexpected token.")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return invalidArgument("Invalid JSON payload received. Expected end of string.")
	}
	if _, ok := document.(map[string]any); !ok {
		return invalidArgument("Invalid JSON payload received. Root element must be a message.")
	}
	var problems fieldProblems
	clean := problems.normalize(document, reflect.TypeOf(into).Elem(), name)
	if err := problems.err(); err != nil {
		return err
	}
	text, err := json.Marshal(clean)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// normalize returns the value in the shape that encoding/json reads into t, noting what does not fit.
func (b *fieldProblems) normalize(value any, t reflect.Type, path string) any {
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
		b.invalid(path, "TYPE_BOOL", value)
	}
	return value
}

func (b *fieldProblems) normalizeMessage(value any, t reflect.Type, path string) any {
	fields, ok := value.(map[string]any)
	if !ok {
		b.invalid(path, "message", value)
		return nil
	}
	clean := map[string]any{}
	for name, item := range fields {
		field, ok := fieldByProtoName(t, name)
		if !ok {
			at := ""
			if path != "" {
				at = " at '" + path + "'"
			}
			b.add(path, `Invalid JSON payload received. Unknown name "`+name+`"`+at+`: Cannot find field.`)
			continue
		}
		jsonName := wireName(field)
		clean[jsonName] = b.normalize(item, field.Type, strings.TrimPrefix(path+"."+snakeCase(jsonName), "."))
	}
	return clean
}

func (b *fieldProblems) normalizeList(value any, t reflect.Type, path string) any {
	items, ok := value.([]any)
	if !ok {
		b.invalid(path, "repeated", value)
		return nil
	}
	clean := make([]any, len(items))
	for i, item := range items {
		clean[i] = b.normalize(item, t.Elem(), path+"["+strconv.Itoa(i)+"]")
	}
	return clean
}

func (b *fieldProblems) normalizeString(value any, t reflect.Type, path string) any {
	text, ok := value.(string)
	enum, isEnum := reflect.Zero(t).Interface().(protoEnum)
	switch {
	case isEnum:
		for _, allowed := range enum.values() {
			if ok && text == allowed {
				return value
			}
		}
		b.invalid(path, "type.googleapis.com/"+enum.protoName(), value)
	case !ok:
		b.invalid(path, "TYPE_STRING", value)
	}
	return value
}

func (b *fieldProblems) normalizeInt64(value any, path string) any {
	text, isString := value.(string)
	if number, ok := value.(json.Number); ok {
		text, isString = number.String(), true
	}
	if _, err := strconv.ParseInt(text, 10, 64); !isString || err != nil {
		b.invalid(path, "TYPE_INT64", value)
	}
	return text
}

// invalid notes a value of the wrong type. The value is repeated unless it is one of a credential.
func (b *fieldProblems) invalid(path, kind string, value any) {
	text, _ := json.Marshal(value)
	if strings.Contains(path, "consumer_") {
		text = []byte(masked)
	}
	b.add(path, "Invalid value at '"+path+"' ("+kind+"), "+string(text))
}

// fieldByProtoName finds a field by its JSON or its protobuf name.
func fieldByProtoName(t reflect.Type, name string) (reflect.StructField, bool) {
	for field := range t.Fields() {
		if wire := wireName(field); wire == name || snakeCase(wire) == name {
			return field, true
		}
	}
	return reflect.StructField{}, false
}

func wireName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

func snakeCase(name string) string {
	var out strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}
