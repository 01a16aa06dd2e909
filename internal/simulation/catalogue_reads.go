package simulation

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
)

// readTroubles are what can be wrong with an answer that several reads share: the list of a project's locks, and an app
// with all its keys. Each of them looks like any other answer.
func readTroubles() []Trouble {
	return []Trouble{
		ofList("a list without every other lock", func(all []any) []any { return everyOther(all) }),
		ofList("a list without locks", func([]any) []any { return []any{} }),
		ofList("a list with each lock twice", func(all []any) []any { return append(all, all...) }),
		ofList("a list in another order", reversed),
		ofList("a list of one lock, and the count of all", func(all []any) []any { return all[:min(1, len(all))] }),
		of(sharesLocks, instead("a list of a project with a lock of no action", 400,
			`{"badRequest": {"code": 400, "message": "Invalid input received: None is not a valid action."}}`)),
		of(readsApp, Trouble{Name: "an app without its newest key", Answer: edited(func(body map[string]any) {
			if all, ok := body["credentials"].([]any); ok && len(all) > 0 {
				body["credentials"] = all[:len(all)-1]
			}
		})}),
	}
}

func ofList(name string, edit func([]any) []any) Trouble {
	return of(sharesLocks, Trouble{Name: name, Answer: edited(func(body map[string]any) {
		if all, ok := body["resource_locks"].([]any); ok {
			body["resource_locks"] = edit(all)
		}
	})})
}

// sharesLocks says that a request is a list for the reads of several locks.
func sharesLocks(r *Record) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Path, "/resource-locks?") &&
		strings.Contains(r.Path, "sort_key=created_at")
}

// readsApp says that a request reads an app for the reads of its keys. A generate reads the app for itself.
func readsApp(r *Record) bool {
	return r.Method == http.MethodGet && r.Who.walk == "plan" && strings.Contains(r.Path, "/apps/") &&
		!strings.Contains(r.Path, "/keys/")
}

func everyOther(all []any) []any {
	half := []any{}
	for i := 1; i < len(all); i += 2 {
		half = append(half, all[i])
	}
	return half
}

func reversed(all []any) []any {
	other := make([]any, len(all))
	for i, one := range all {
		other[len(all)-1-i] = one
	}
	return other
}

// edited gives the real answer with its JSON changed.
func edited(edit func(map[string]any)) answer {
	return func(w *World, r *Record, given *httptest.ResponseRecorder) *httptest.ResponseRecorder {
		return changed(func(text string) string {
			body := map[string]any{}
			if json.Unmarshal([]byte(text), &body) != nil {
				return text
			}
			edit(body)
			out, err := json.Marshal(body)
			if err != nil {
				return text
			}
			return string(out)
		})(w, r, given)
	}
}
