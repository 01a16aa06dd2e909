// Package googletest has what the tests of Google's APIs share: requests with what is to come back, and the comparison
// of wire structs with the schemas of a discovery document.
package googletest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Time is when the tests take place: 1790000000000 ms, as in 2026-09-21T14:13:20Z.
var Time = time.UnixMilli(1790000000000).UTC()

// Server is what a Step is sent to.
type Server interface {
	http.Handler
	IssueGoogleToken(email string) string
}

// Step is a request and what is to come back: a status and, unless Want is "", the whole body as JSON, in which the
// string "*" stands for anything.
type Step struct {
	Method, Path, Body string
	Status             int
	Want               string
	ContentType        string // application/json if empty; "-" for none
}

// Run sends the request as email, or without a token if that is "".
func (step Step) Run(t *testing.T, s Server, email string) *httptest.ResponseRecorder {
	t.Helper()
	token := ""
	if email != "" {
		token = s.IssueGoogleToken(email)
	}
	w := step.Send(t, s, token)
	if w.Code != step.Status {
		t.Errorf("%s %s %s: status %d, want %d: %s", step.Method, step.Path, step.Body, w.Code, step.Status, w.Body)
	}
	if step.Want != "" {
		if diff := DiffJSON(t, step.Want, w.Body.Bytes()); diff != "" {
			t.Errorf("%s %s %s: %s\nin %s", step.Method, step.Path, step.Body, diff, w.Body)
		}
	}
	return w
}

// Send sends the request with a token, or without one if it is "".
func (step Step) Send(t *testing.T, s http.Handler, token string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), step.Method, "http://mock.test"+step.Path, strings.NewReader(step.Body))
	switch step.ContentType {
	case "":
		r.Header.Set("Content-Type", "application/json")
	case "-":
	default:
		r.Header.Set("Content-Type", step.ContentType)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// DiffJSON says where got differs from want.
func DiffJSON(t *testing.T, want string, got []byte) string {
	t.Helper()
	var wanted, have any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatalf("%v in %s", err, want)
	}
	if err := json.Unmarshal(got, &have); err != nil {
		return err.Error()
	}
	return diffValues("$", wanted, have)
}

func diffValues(at string, want, got any) string {
	switch want := want.(type) {
	case string:
		if want == "*" && got != nil {
			return ""
		}
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want an object", at, got)
		}
		for name := range have {
			if _, ok := want[name]; !ok {
				return fmt.Sprintf("%s.%s is there: %v", at, name, have[name])
			}
		}
		for name, value := range want {
			if diff := diffValues(at+"."+name, value, have[name]); diff != "" {
				return diff
			}
		}
		return ""
	case []any:
		have, _ := got.([]any)
		if len(have) != len(want) {
			return fmt.Sprintf("%s has %d items, want %d", at, len(have), len(want))
		}
		for i := range want {
			if diff := diffValues(fmt.Sprintf("%s[%d]", at, i), want[i], have[i]); diff != "" {
				return diff
			}
		}
		return ""
	}
	if want != got {
		return fmt.Sprintf("%s is %v, want %v", at, got, want)
	}
	return ""
}

// BadField is the body of a request that does not fit the schema.
func BadField(field, description string) string {
	return `{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"` + description + `","details":[
		{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
			{"field":"` + field + `","description":"` + description + `"}]}]}}`
}
