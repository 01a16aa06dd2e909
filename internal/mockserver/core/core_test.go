package core

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// echoing is a server with one route, "POST /echo/{name}", that counts its work.
func echoing(t *testing.T) (*Core, *int) {
	t.Helper()
	work := 0
	s := New(SystemClock{})
	s.Handle("echo", "POST /echo/{name}", func(w http.ResponseWriter, r *http.Request) {
		s.SetActor(r, r.PathValue("name"))
		s.Mu.Lock()
		work++
		s.Mu.Unlock()
		w.Header().Set("X-Worked", "yes")
		_, _ = io.Copy(w, r.Body)
	})
	s.HandleUnknown("echo", "/echo/", http.NotFound)
	s.Handle("other", "POST /other", http.NotFound)
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	s.SetURL(listening.URL)
	return s, &work
}

// send posts body and returns status and body, or 0 and the error's text.
func send(t *testing.T, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault Fault
		want  []int // the statuses of successive requests, 0 for a cut connection
		work  int
	}{
		"status instead of work": {Fault{Status: 503, Times: 1}, []int{503, 200}, 1},
		"skip and times":         {Fault{Status: 500, Skip: 1, Times: 2}, []int{200, 500, 500, 200}, 2},
		"every second":           {Fault{Status: 500, EveryNth: 2}, []int{200, 500, 200, 500}, 2},
		"cut before":             {Fault{CutBefore: true, Times: 1}, []int{0, 200}, 1},
		"cut after":              {Fault{CutAfter: true, Times: 1}, []int{0, 200}, 2},
		"other API":              {Fault{Match: Match{API: "other"}, Status: 500}, []int{200}, 1},
		"other method":           {Fault{Match: Match{Method: "GET"}, Status: 500}, []int{200}, 1},
		"path is anchored":       {Fault{Match: Match{Path: "/echo"}, Status: 500}, []int{200}, 1},
		"path as pattern":        {Fault{Match: Match{Path: "/echo/[a-z]+"}, Status: 500}, []int{500}, 0},
		"status of match unused": {Fault{Match: Match{Status: 404}, Status: 500}, []int{500}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, work := echoing(t)
			s.AddFault(tt.fault)
			for i, want := range tt.want {
				got, text := send(t, s.URL()+"/echo/alice", "{}")
				if got != want || got == 0 && !strings.Contains(text, "reset") {
					t.Errorf("request %d: status %d (%s), want %d (0: connection reset)", i, got, text, want)
				}
			}
			s.Mu.Lock()
			defer s.Mu.Unlock()
			if *work != tt.work {
				t.Errorf("work was done %d times, want %d", *work, tt.work)
			}
		})
	}
}

func TestFaultAnswer(t *testing.T) {
	t.Parallel()
	s, _ := echoing(t)
	s.AddFault(Fault{Status: 429, Body: "slow down", Header: http.Header{"retry-after": {"7"}}})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/echo/bob", nil))
	if w.Code != 429 || w.Body.String() != "slow down" || w.Header().Get("Retry-After") != "7" {
		t.Errorf("got %d %q %v", w.Code, w.Body, w.Header())
	}
	s.ClearFaults()
	if got, _ := send(t, s.URL()+"/echo/bob", ""); got != 200 {
		t.Errorf("after ClearFaults: %d", got)
	}
}

func TestFaultHooksRunAroundTheWork(t *testing.T) {
	t.Parallel()
	s, work := echoing(t)
	var order []int
	look := func() {
		s.Mu.Lock()
		defer s.Mu.Unlock()
		order = append(order, *work)
	}
	s.AddFault(Fault{Before: look, After: look})
	if got, body := send(t, s.URL()+"/echo/bob", "hello"); got != 200 || body != "hello" {
		t.Fatalf("got %d %q", got, body)
	}
	if want := []int{0, 1}; !slices.Equal(order, want) {
		t.Errorf("work seen by the hooks: %v, want %v", order, want)
	}
}

func TestFaultDelayEndsWithTheClient(t *testing.T) {
	t.Parallel()
	s, work := echoing(t)
	s.AddFault(Fault{Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/echo/bob", nil).WithContext(ctx))
	if lost := s.Journal()[0].Lost; *work != 0 || !lost {
		t.Errorf("work %d, lost %v, want none and true", *work, lost)
	}
}

func TestFaultLateWorkIsDoneWithoutTheClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		work := 0
		s := New(SystemClock{})
		s.Handle("echo", "POST /echo", func(http.ResponseWriter, *http.Request) { work++ })
		s.AddFault(Fault{Late: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		start := time.Now()
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/echo", nil))
		if waited := time.Since(start); work != 1 || waited != time.Hour {
			t.Errorf("work %d after %s, want 1 after an hour", work, waited)
		}
	})
}

func TestJournalIsBounded(t *testing.T) {
	t.Parallel()
	s, _ := echoing(t)
	body := strings.Repeat("x", 8<<20)
	for range 10 {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/echo/a", strings.NewReader(body)))
	}
	if got := len(s.Journal()); got != 8 {
		t.Errorf("%d entries of 8 MiB are kept, want 8", got)
	}
	s.ResetJournal()
	for range maxEntries + 5 {
		s.journal.add(time.Time{}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil), nil)
	}
	if got := len(s.Journal()); got != maxEntries {
		t.Errorf("%d entries are kept, want %d", got, maxEntries)
	}
}

func TestJournal(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	clock := NewFakeClock(at)
	s, _ := echoing(t)
	s.clock.base = clock
	s.AddFault(Fault{Skip: 1, Times: 1, CutAfter: true})
	send(t, s.URL()+"/echo/alice?key=abc&x=1", `{"a": 1}`)
	clock.Advance(time.Minute)
	send(t, s.URL()+"/echo/bob", `{"auth": {"password": "hush", "token": {"id": "gAAA"}, "n": 1}}`)
	send(t, s.URL()+"/echo/a/b", "")
	send(t, s.URL()+"/elsewhere", "")

	all := s.Journal()
	if len(all) != 4 {
		t.Fatalf("%d entries, want 4", len(all))
	}
	first, second := all[0], all[1]
	if first.API != "echo" || first.Route != "POST /echo/{name}" || first.Actor != "alice" || first.Status != 200 ||
		!first.Time.Equal(at) || string(first.Body) != `{"a": 1}` || first.Query.Encode() != "key=%2A%2A%2A&x=1" {
		t.Errorf("first entry: %+v", first)
	}
	if want := `{"auth":{"n":1,"password":"***","token":{"id":"***"}}}`; string(second.Body) != want {
		t.Errorf("second body %s, want %s", second.Body, want)
	}
	if !second.Lost || second.Status != 200 || !second.Time.Equal(at.Add(time.Minute)) {
		t.Errorf("second entry: %+v", second)
	}
	if got, want := s.UnknownRoutes(), []string{"POST /echo/a/b", "POST /elsewhere"}; !slices.Equal(got, want) {
		t.Errorf("unknown routes %v, want %v", got, want)
	}
	if got := s.Requests(Match{API: "echo", Path: "/echo/.*", Status: 404}); len(got) != 1 {
		t.Errorf("matched %v, want the one 404 of the API", got)
	}
	s.ResetJournal()
	if len(s.Journal()) != 0 {
		t.Error("entries after ResetJournal")
	}
}

func TestMasking(t *testing.T) {
	t.Parallel()
	header := maskHeader(http.Header{"X-Auth-Token": {"t"}, "Authorization": {"Bearer t"}, "Accept": {"a", "b"}})
	if header.Get("X-Auth-Token") != Masked || header.Get("Authorization") != Masked || len(header["Accept"]) != 2 {
		t.Errorf("header: %v", header)
	}
	tests := map[string]struct{ contentType, body, want string }{
		"form":         {"application/x-www-form-urlencoded", "assertion=x.y&grant_type=g", "assertion=%2A%2A%2A&grant_type=g"},
		"broken form":  {"application/x-www-form-urlencoded", "assertion=%zz", "***"},
		"in a list":    {"", `[{"secret": "x"}]`, `[{"secret":"***"}]`},
		"not a string": {"", `{"key": {"a": 1}}`, `{"key": {"a": 1}}`},
		"untouched":    {"", "{ \"b\": 1,\n\"a\": 2 }", "{ \"b\": 1,\n\"a\": 2 }"},
		"not JSON":     {"", "hello", "hello"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := string(maskBody(tt.contentType, []byte(tt.body))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	s, work := echoing(t)
	before := s.Now()
	steps := []struct {
		method, path, body string
		status             int
		contains           string
	}{
		{"GET", "/_mock/", "", 200, "/_mock/faults"},
		{"POST", "/_mock/faults", `{"api": "echo", "status": 503, "times": 1, "delay": "1ms"}`, 204, ""},
		{"POST", "/_mock/faults", `{"path": "("}`, 400, "path"},
		{"POST", "/_mock/faults", `{"delay": "soon"}`, 400, "delay"},
		{"POST", "/_mock/faults", `{"statuss": 1}`, 400, "statuss: unknown name; expected one of api, body"},
		{"POST", "/_mock/faults", `{"status": 42}`, 400, "status: 42 is no final status of HTTP; expected 200 to 599"},
		{"POST", "/_mock/faults", `{"method": "get"}`, 400, `method: "get" is no method; expected one of GET`},
		{"POST", "/_mock/faults", `{"api": "nonsense"}`, 400, `api: there is no API "nonsense"; expected one of echo, other`},
		{"POST", "/_mock/faults", `{"times": -1}`, 400, "skip, times and every_nth"},
		{"POST", "/_mock/faults", `{"late": "-1s"}`, 400, "delay and late"},
		{"POST", "/_mock/faults", `{"cut_before": true, "status": 500}`, 400, "cut_before"},
		{"POST", "/_mock/faults", `[]`, 400, "expected an object"},
		{"POST", "/echo/carol", "one", 503, ""},
		{"POST", "/echo/carol", "two", 200, "two"},
		{"POST", "/_mock/faults", `{"status": 500}`, 204, ""},
		{"DELETE", "/_mock/faults", "", 204, ""},
		{"POST", "/echo/carol", "three", 200, "three"},
		{"GET", "/_mock/journal", "", 200, `"body": "two"`},
		{"DELETE", "/_mock/journal", "", 204, ""},
		{"GET", "/_mock/journal", "", 200, "[]"},
		{"POST", "/_mock/clock", `{"advance": "24h"}`, 200, "T"},
		{"POST", "/_mock/clock", `{"advance": "a day"}`, 400, `advance: "a day" is no duration`},
		{"POST", "/_mock/clock", `{"advance": "36400d"}`, 200, "T"},
		{"POST", "/_mock/clock", `{"advance": "36500d"}`, 400, "within 100 years"},
		{"POST", "/_mock/clock", `{"advance": "-36400d"}`, 200, "T"},
		{"POST", "/_mock/clock", `{"advance": "1d9999999h"}`, 400, "is no duration"},
		{"POST", "/_mock/clock", `{"advance": "99999999999d"}`, 400, "is no duration"},
		{"POST", "/_mock/clock", `{"advance": "1d2h"}`, 200, "T"},
		{"GET", "/_mock/clock", "", 200, "T"},
		{"GET", "/_mock/nothing", "", 404, "there is no GET /_mock/nothing; GET /_mock/ lists what there is"},
		{"PUT", "/_mock/clock", "{}", 404, "there is no PUT /_mock/clock"},
	}
	for _, step := range steps {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), step.method, step.path, strings.NewReader(step.body)))
		if w.Code != step.status || !strings.Contains(w.Body.String(), step.contains) {
			t.Errorf("%s %s %s: %d %s, want %d with %q", step.method, step.path, step.body, w.Code, w.Body,
				step.status, step.contains)
		}
	}
	if *work != 2 {
		t.Errorf("work was done %d times, want 2", *work)
	}
	if moved := s.Now().Sub(before); moved < 50*time.Hour || moved > 51*time.Hour {
		t.Errorf("the clock moved by %s, want 50 hours", moved)
	}
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/_mock/clock", nil))
	if off := s.Now().Sub(s.BaseNow()); off > 0 {
		t.Errorf("after DELETE the clock is off by %s", off)
	}
}
