package openstack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// object is a JSON object that keeps the order of its members, as Python's dict does.
type object []member

type member struct {
	Name  string
	Value any
}

func (o object) get(name string) (any, bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, true
		}
	}
	return nil, false
}

// text returns the member's value if it is a string, else "".
func (o object) text(name string) string {
	value, _ := o.get(name)
	text, _ := value.(string)
	return text
}

// child returns the member's value if it is an object, else an empty one.
func (o object) child(name string) object {
	value, _ := o.get(name)
	child, _ := value.(object)
	return child
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		for _, part := range []any{m.Name, m.Value} {
			text, err := encodeJSON(part)
			if err != nil {
				return nil, err
			}
			out.Write(text)
			out.WriteByte(':')
		}
		out.Truncate(out.Len() - 1)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// encodeJSON is json.Marshal, but leaves <, > and & as they are.
func encodeJSON(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// decodeJSON reads one document: objects become object, lists []any, numbers json.Number.
func decodeJSON(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	value, err := decodeValue(decoder)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one document")
	}
	return value, nil
}

func decodeValue(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			item, err := decodeValue(decoder)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err = decoder.Token()
		return list, err
	case json.Delim('{'):
		members := object{}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			key, ok := name.(string)
			if !ok {
				return nil, fmt.Errorf("a member's name is %v", name)
			}
			value, err := decodeValue(decoder)
			if err != nil {
				return nil, err
			}
			members = append(members, member{key, value})
		}
		_, err = decoder.Token()
		return members, err
	}
	return token, nil
}

// pythonJSON writes a document as Python's json.dumps does: blanks behind separators, everything in ASCII.
func pythonJSON(document any) []byte {
	encoded, err := encodeJSON(document)
	if err != nil {
		panic(fmt.Sprintf("mockserver: cannot encode an answer: %v", err))
	}
	var out bytes.Buffer
	inText, escaped := false, false
	for _, c := range string(encoded) {
		switch {
		case c > 0x7f:
			for _, unit := range utf16.Encode([]rune{c}) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
			continue
		case !inText && (c == ',' || c == ':'):
			out.WriteRune(c)
			out.WriteByte(' ')
			continue
		case c == '"' && !escaped:
			inText = !inText
		}
		escaped = c == '\\' && !escaped
		out.WriteRune(c)
	}
	return out.Bytes()
}

// pythonStr is Python's str(): a string stays bare, everything else is as in pythonRepr.
func pythonStr(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return pythonRepr(value)
}

// pythonRepr is Python's repr() of a decoded JSON value, as validation messages show it.
func pythonRepr(value any) string {
	switch v := value.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return pythonQuote(v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = pythonRepr(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case object:
		items := make([]string, len(v))
		for i, m := range v {
			items[i] = pythonQuote(m.Name) + ": " + pythonRepr(m.Value)
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
	return fmt.Sprint(value)
}

// pythonQuote quotes with ' unless the text has a ' and no ".
func pythonQuote(text string) string {
	quote := "'"
	if strings.Contains(text, "'") && !strings.Contains(text, `"`) {
		quote = `"`
	}
	escapes := strings.NewReplacer(`\`, `\\`, quote, `\`+quote, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\x00", `\x00`)
	return quote + escapes.Replace(text) + quote
}
