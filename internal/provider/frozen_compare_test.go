package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// compareSchemas names each difference between two lists of frozenLines, and says whether it breaks users: whether a
// configuration that was accepted is refused, an output or a reference fails, or a state cannot be read.
func compareSchemas(before, after []string) []string {
	was, is := frozenParts(before), frozenParts(after)
	all := maps.Clone(was)
	maps.Copy(all, is)
	var differences []string
	for _, path := range slices.Sorted(maps.Keys(all)) {
		for _, reason := range breaks(path, was, is) {
			differences = append(differences, "breaks users: "+path+": "+reason)
		}
		if old, now := was[path], is[path]; old != now && len(breaks(path, was, is)) == 0 {
			differences = append(differences, fmt.Sprintf("does not break users: %s: it was %q and is %q", path, old, now))
		}
	}
	return differences
}

// frozenParts are what is said of each path.
func frozenParts(lines []string) map[string]string {
	parts := map[string]string{}
	for _, line := range lines {
		path, words, _ := strings.Cut(line, " = ")
		parts[path] = words
	}
	return parts
}

// breaks are the reasons for which what became of a path breaks users.
func breaks(path string, was, is map[string]string) []string {
	old, now := was[path], is[path]
	switch {
	case old == now:
		return nil
	case now == "":
		return []string{"it was removed"}
	case old == "":
		return additionBreaks(path, was, now)
	case !strings.Contains(path, ":"):
		return objectBreaks(path, old, now)
	case strings.HasPrefix(path, "identity "):
		return []string{"the identity changed, which states and import blocks have"}
	}
	return attributeBreaks(flagsOf(old), flagsOf(now))
}

// additionBreaks is of what was not there: alone a part of something that was there can break.
func additionBreaks(path string, was map[string]string, now string) []string {
	parent := path
	if i := strings.LastIndexAny(path, ".:"); i >= 0 {
		parent = path[:i]
	}
	_, known := was[parent]
	switch {
	case !known || parent == path:
		return nil
	case strings.HasPrefix(path, "identity "):
		return []string{"the identity changed, which states and import blocks have"}
	case flagsOf(now)["required"]:
		return []string{"it was added and is required"}
	}
	return nil
}

// objectBreaks is of a version or of a function's types.
func objectBreaks(path, old, now string) []string {
	var from, to int64
	_, oldErr := fmt.Sscanf(old, "version %d", &from)
	_, nowErr := fmt.Sscanf(now, "version %d", &to)
	switch {
	case strings.HasPrefix(path, "function "):
		return []string{fmt.Sprintf("the types changed from %s to %s", old, now)}
	case oldErr != nil || nowErr != nil || to < from:
		return []string{"its schema's version fell, so that states of now are from the future"}
	}
	return nil
}

// attributeBreaks is of an attribute that was there and is there.
func attributeBreaks(old, now map[string]bool) []string {
	var reasons []string
	add := func(is bool, reason string) {
		if is {
			reasons = append(reasons, reason)
		}
	}
	flags := []string{"required", "optional", "computed", "sensitive", "write-only"}
	oldType, nowType := maps.Clone(old), maps.Clone(now)
	for _, flag := range flags {
		delete(oldType, flag)
		delete(nowType, flag)
	}
	add(!maps.Equal(oldType, nowType), "its type changed")
	add(!old["required"] && now["required"], "it became required")
	settable, stillSettable := old["required"] || old["optional"], now["required"] || now["optional"]
	add(settable && !stillSettable, "it can no longer be set")
	add(old["computed"] && !now["computed"], "it is no longer computed")
	add(old["sensitive"] && !now["sensitive"], "it is no longer sensitive, so that its value is shown")
	add(!old["sensitive"] && now["sensitive"], "it became sensitive, so that outputs of it are refused")
	add(old["write-only"] != now["write-only"], "it became write-only or no longer is, which changes what states have")
	return reasons
}

func flagsOf(words string) map[string]bool {
	flags := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		flags[word] = true
	}
	return flags
}

func TestCompareSchemas(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before, after string
		// want is the beginning of the difference; empty: there is none.
		want string
	}{
		"nothing":           {"resource r: a = string optional", "resource r: a = string optional", ""},
		"removed attribute": {"resource r: a = string computed", "", "breaks users: resource r: a: it was removed"},
		"removed resource":  {"resource r = version 0", "", "breaks users: resource r: it was removed"},
		"removed function":  {"function f = (string) bool", "", "breaks users: function f: it was removed"},
		"another type": {
			"resource r: a = string optional", "resource r: a = bool optional",
			"breaks users: resource r: a: its type",
		},
		"became required": {
			"resource r: a = string optional", "resource r: a = string required",
			"breaks users: resource r: a: it became required",
		},
		"became optional": {
			"resource r: a = string required", "resource r: a = string optional",
			"does not break users: resource r: a:",
		},
		"only computed now": {
			"resource r: a = string optional computed", "resource r: a = string computed",
			"breaks users: resource r: a: it can no longer be set",
		},
		"computed too now": {
			"resource r: a = string optional", "resource r: a = string optional computed",
			"does not break users: resource r: a:",
		},
		"not computed now": {
			"resource r: a = string optional computed", "resource r: a = string optional",
			"breaks users: resource r: a: it is no longer computed",
		},
		"can be set now": {
			"resource r: a = string computed", "resource r: a = string optional computed",
			"does not break users: resource r: a:",
		},
		"shown now": {
			"resource r: a = string computed sensitive", "resource r: a = string computed",
			"breaks users: resource r: a: it is no longer sensitive",
		},
		"hidden now": {
			"resource r: a = string computed", "resource r: a = string computed sensitive",
			"breaks users: resource r: a: it became sensitive",
		},
		"write-only now": {
			"resource r: a = string optional", "resource r: a = string optional write-only",
			"breaks users: resource r: a: it became write-only",
		},
		"older version": {
			"resource r = version 2", "resource r = version 1",
			"breaks users: resource r: its schema's version fell",
		},
		"newer version": {"resource r = version 1", "resource r = version 2", "does not break users: resource r:"},
		"another signature": {
			"function f = (string) bool", "function f = (string, string) bool",
			"breaks users: function f: the types changed",
		},
		"identity changed": {
			"identity r: a = string optional", "identity r: a = string required",
			"breaks users: identity r: a: the identity changed",
		},
		"identity removed":   {"identity r: a = string optional", "", "breaks users: identity r: a: it was removed"},
		"new identity":       {"", "identity r: a = string required", "does not break users: identity r: a:"},
		"new resource":       {"", "resource s = version 0", "does not break users: resource s:"},
		"new function":       {"", "function f = (string) bool", "does not break users: function f:"},
		"new resource's own": {"", "resource s: a = string required", "does not break users: resource s: a:"},
		"new optional":       {"", "resource known: b = string optional", "does not break users: resource known: b:"},
		"new computed":       {"", "data known: b = string computed", "does not break users: data known: b:"},
		"new required": {
			"", "resource known: b = string required",
			"breaks users: resource known: b: it was added and is required",
		},
		"new nested":       {"", "resource known: n.b = string required", "breaks users: resource known: n.b: it was added"},
		"new in a new one": {"", "resource known: m.b = string required", "does not break users: resource known: m.b:"},
		"more identity": {
			"", "identity known: b = string optional",
			"breaks users: identity known: b: the identity changed",
		},
	}
	known := []string{
		"resource known = version 0", "data known = version 0", "identity known = version 0",
		"resource known: n = single[object] optional",
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := compareSchemas(linesWith(known, tt.before), linesWith(known, tt.after))
			if tt.want == "" {
				if diff := cmp.Diff([]string(nil), got); diff != "" {
					t.Errorf("differences (-want +got):\n%s", diff)
				}
				return
			}
			if len(got) != 1 || !strings.HasPrefix(got[0], tt.want) {
				t.Errorf("differences %q, wanted one that begins with %q", got, tt.want)
			}
		})
	}
}

func linesWith(lines []string, line string) []string {
	if line == "" {
		return lines
	}
	return append(slices.Clone(lines), line)
}
