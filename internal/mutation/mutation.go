package mutation

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed guards.txt
var guards string

// Mutation is a change of one file that takes a guard out.
type Mutation struct {
	// Guard says what the code guarantees that is taken out.
	Guard string
	// File is the path from the root of the repository.
	File string
	// Old is the text that is replaced by New. It is in the file exactly once.
	Old, New string
	// Package is the folder of the test, from the root of the repository, and Run the pattern of its name, for -run of
	// go test.
	Package, Run string
}

// All are the mutations of guards.txt. The error is of a malformed entry.
func All() ([]Mutation, error) { return parse(guards) }

// parse reads entries of this form, which empty lines and comments with # may precede:
//
//	[what the guard is for]
//	file PATH
//	test PACKAGE PATTERN
//	-the text that is replaced, line for line
//	+the text that replaces it; none where a line is to be gone
func parse(text string) ([]Mutation, error) {
	var all []Mutation
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			all = append(all, Mutation{Guard: strings.Trim(line, "[]")})
			continue
		}
		if len(all) == 0 || !all[len(all)-1].add(line) {
			return nil, fmt.Errorf("guards.txt, line %d: %q is no part of a mutation", i+1, line)
		}
	}
	for _, m := range all {
		if m.File == "" || m.Run == "" || m.Old == "" {
			return nil, fmt.Errorf("guards.txt: the mutation of %q has no file, no test or no text", m.Guard)
		}
	}
	return all, nil
}

// add takes one line of an entry, and says whether it is one.
func (m *Mutation) add(line string) bool {
	switch rest := line[1:]; line[0] {
	case '-':
		m.Old = joined(m.Old, rest)
		return true
	case '+':
		m.New = joined(m.New, rest)
		return true
	}
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case "file":
		m.File = rest
	case "test":
		m.Package, m.Run, _ = strings.Cut(rest, " ")
	default:
		return false
	}
	return true
}

func joined(text, line string) string {
	if text == "" {
		return line
	}
	return text + "\n" + line
}

// Apply makes the changed content of the mutation's file. The error says that the text is not in it, or not once.
func (m Mutation) Apply(content string) (string, error) {
	if n := strings.Count(content, m.Old); n != 1 {
		return "", fmt.Errorf("the text %q is %d times in %s, and must be there once", m.Old, n, m.File)
	}
	return strings.Replace(content, m.Old, m.New, 1), nil
}

// TestName is the name of the test function that the pattern begins with.
func (m Mutation) TestName() string {
	name, _, _ := strings.Cut(m.Run, "/")
	return strings.Trim(name, "^$")
}
