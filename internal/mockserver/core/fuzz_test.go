package core

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzControl sends whatever it likes to the control routes, and then a request that faults may hit.
func FuzzControl(f *testing.F) {
	for _, seed := range [][3]string{
		{"POST", "faults", `{"api":"echo","path":"/echo/.*","status":503,"header":{"Retry-After":["1"]}}`},
		{"POST", "faults", `{"cut_after":true,"every_nth":2}`},
		{"POST", "faults", `{"status":42}`},
		{"POST", "faults", `{"path":"("}`},
		{"POST", "clock", `{"advance":"36500d"}`},
		{"DELETE", "clock", ""},
		{"GET", "journal", ""},
		{"POST", "faults", strings.Repeat("[", 100_000)},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		s, _ := echoing(t)
		if strings.Contains(body, "delay") || strings.Contains(body, "late") {
			return // waits are tested with a clock that is not the machine's
		}
		for _, target := range []struct{ method, path, body string }{{method, "/_mock/" + path, body}, {"POST", "/echo/a", body}} {
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/", strings.NewReader(target.body))
			r.Method, r.URL.Path = target.method, target.path
			w := httptest.NewRecorder()
			serveCut(s, w, r)
			if w.Code < 200 || w.Code > 599 {
				t.Errorf("%s %s: status %d", target.method, target.path, w.Code)
			}
		}
	})
}

// serveCut serves a request that a fault may cut, which a recorder shows as a panic.
func serveCut(s *Core, w *httptest.ResponseRecorder, r *http.Request) {
	defer func() {
		if cut := recover(); cut != nil && !isAbort(cut) {
			panic(cut)
		}
	}()
	s.ServeHTTP(w, r)
}

func isAbort(panicked any) bool {
	err, _ := panicked.(error)
	return errors.Is(err, http.ErrAbortHandler)
}

// FuzzDecodeSeed looks for documents that the decoder takes and encoding/json does not, and for panics.
func FuzzDecodeSeed(f *testing.F) {
	for _, seed := range []string{
		`{"api":"manila","header":{"A":["b"]},"times":1}`, `{"header":[]}`, `{"times":1.5}`, `null`, `[`, `{"api":null}`, `{} {}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var into Fault
		if err := DecodeSeed(data, &into); err == nil && !json.Valid(data) {
			t.Errorf("%q is taken and no JSON", data)
		}
	})
}

// FuzzMask looks for a JSON body that masking breaks.
func FuzzMask(f *testing.F) {
	f.Add("application/json", `{"auth":{"password":"SECRET"}}`)
	f.Add("", `{"token":{"id":"SECRET"}}`)
	f.Add("application/x-www-form-urlencoded", "assertion=SECRET")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		masked := maskBody(contentType, []byte(body))
		if json.Valid([]byte(body)) && !json.Valid(masked) && !strings.HasPrefix(contentType, "application/x-www-form") {
			t.Errorf("%q becomes %q", body, masked)
		}
	})
}
