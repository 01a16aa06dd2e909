package core

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// SeedError is a mistake in a seed.
type SeedError struct {
	// Path leads to the value, such as "openstack.shares[2].user"; "" for the whole file.
	Path string
	// Line and Column are where the value ends in the file; 0 where only the path is known.
	Line, Column int
	// Problem says what is wrong and what was expected.
	Problem string
}

func (e *SeedError) Error() string {
	text := e.Problem
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	if e.Line > 0 {
		text = fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, text)
	}
	return text
}

// Mistake returns a SeedError for the value that path leads to.
func Mistake(path, format string, args ...any) *SeedError {
	return &SeedError{Path: path, Problem: fmt.Sprintf(format, args...)}
}

// Below puts a path in front of that of a SeedError, so that a part of a seed need not know where it stands.
func Below(path string, err error) error {
	var mistake *SeedError
	if !errors.As(err, &mistake) {
		return err
	}
	moved := *mistake
	moved.Path = joinPath(path, mistake.Path)
	return &moved
}

func joinPath(path, rest string) string {
	switch {
	case path == "" || rest == "":
		return path + rest
	case strings.HasPrefix(rest, "["):
		return path + rest
	}
	return path + "." + rest
}

// DecodeSeed reads one JSON document into a pointer to a struct. Names that no field has, values of the wrong type and
// whatever stands behind the document are a SeedError with its place. Fields are found by their json tags.
func DecodeSeed(data []byte, into any) error {
	d := seedDecoder{data: data, Decoder: json.NewDecoder(bytes.NewReader(data))}
	d.UseNumber()
	if err := d.check(reflect.TypeOf(into).Elem(), ""); err != nil {
		return err
	}
	if _, err := d.Token(); err == nil {
		return d.mistake("", "expected nothing behind the first JSON document")
	}
	return json.Unmarshal(data, into)
}

type seedDecoder struct {
	*json.Decoder
	data []byte
}

func (d *seedDecoder) mistake(path, format string, args ...any) error {
	read := d.data[:min(int(d.InputOffset()), len(d.data))]
	line := bytes.Count(read, []byte("\n")) + 1
	column := len(read) - bytes.LastIndexByte(read, '\n')
	return &SeedError{Path: path, Line: line, Column: column, Problem: fmt.Sprintf(format, args...)}
}

// check reads one value and compares it with the type that it is to be decoded into.
func (d *seedDecoder) check(t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	token, err := d.Token()
	if err != nil {
		return d.mistake(path, "not JSON: %v", err)
	}
	if token == nil {
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		if t != reflect.TypeFor[time.Time]() {
			return d.checkObject(token, t, path)
		}
		text, _ := token.(string)
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil {
			return d.mistake(path, "expected a time as RFC 3339 has it, such as \"2026-01-02T15:04:05Z\"")
		}
		return nil
	case reflect.Map:
		return d.checkMap(token, t, path)
	case reflect.Slice:
		return d.checkList(token, t, path)
	case reflect.Interface:
		return d.skip(token)
	}
	return d.checkScalar(token, t, path)
}

func (d *seedDecoder) checkObject(token json.Token, t reflect.Type, path string) error {
	if token != json.Delim('{') {
		return d.mistake(path, "expected an object")
	}
	fields := map[string]reflect.Type{}
	addFields(fields, t)
	return d.members(path, func(name string) error {
		field, ok := fields[name]
		if !ok {
			names := []string{}
			for known := range fields {
				names = append(names, known)
			}
			slices.Sort(names)
			return d.mistake(joinPath(path, name), "unknown name; expected one of %s", strings.Join(names, ", "))
		}
		return d.check(field, joinPath(path, name))
	})
}

// addFields adds the fields of a struct by their json names. Those of an embedded struct come first, so that the outer
// ones win, as in encoding/json.
func addFields(fields map[string]reflect.Type, t reflect.Type) {
	for field := range t.Fields() {
		if field.Anonymous && field.Tag.Get("json") == "" {
			addFields(fields, field.Type)
		}
	}
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			fields[name] = field.Type
		}
	}
}

func (d *seedDecoder) checkMap(token json.Token, t reflect.Type, path string) error {
	if token != json.Delim('{') {
		return d.mistake(path, "expected an object")
	}
	return d.members(path, func(name string) error { return d.check(t.Elem(), joinPath(path, name)) })
}

func (d *seedDecoder) members(path string, member func(name string) error) error {
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return d.mistake(path, "not JSON: %v", err)
		}
		name, _ := token.(string)
		if err := member(name); err != nil {
			return err
		}
	}
	return d.end(path)
}

func (d *seedDecoder) checkList(token json.Token, t reflect.Type, path string) error {
	if token != json.Delim('[') {
		return d.mistake(path, "expected a list")
	}
	for i := 0; d.More(); i++ {
		if err := d.check(t.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return d.end(path)
}

func (d *seedDecoder) end(path string) error {
	if _, err := d.Token(); err != nil {
		return d.mistake(path, "not JSON: %v", err)
	}
	return nil
}

func (d *seedDecoder) checkScalar(token json.Token, t reflect.Type, path string) error {
	switch t.Kind() {
	case reflect.String:
		if _, ok := token.(string); !ok {
			return d.mistake(path, "expected a string")
		}
	case reflect.Bool:
		if _, ok := token.(bool); !ok {
			return d.mistake(path, "expected true or false")
		}
	default:
		number, ok := token.(json.Number)
		if _, err := number.Int64(); !ok || err != nil {
			return d.mistake(path, "expected a whole number")
		}
	}
	return nil
}

// skip reads the rest of a value of any type.
func (d *seedDecoder) skip(token json.Token) error {
	depth := 0
	for {
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		next, err := d.Token()
		if err != nil {
			return d.mistake("", "not JSON: %v", err)
		}
		token = next
	}
}
