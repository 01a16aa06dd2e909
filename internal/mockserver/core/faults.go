package core

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault makes requests go wrong. Match says which (its Status does not count, as there is none yet); of those the
// first Skip are spared, then every EveryNth one is hit (0 and 1: all), Times times at most (0: always). Faults are
// asked in the order in which they were added; the first that hits is the one that counts for a request.
type Fault struct {
	Match
	Skip     int `json:"skip,omitempty"`
	Times    int `json:"times,omitempty"`
	EveryNth int `json:"every_nth,omitempty"`
	// Status, if not 0, is answered with Header and Body instead of doing the work.
	Status int         `json:"status,omitempty"`
	Header http.Header `json:"header,omitempty"`
	Body   string      `json:"body,omitempty"`
	// CutBefore resets the connection before the work, CutAfter after it: the work is done, the answer lost.
	CutBefore bool `json:"cut_before,omitempty"`
	CutAfter  bool `json:"cut_after,omitempty"`
	// Delay passes before the work, or until the client gives up, which leaves the work undone. Late passes before the
	// work too, which is then done even if the client has left, as real servers do it.
	Delay time.Duration `json:"-"`
	Late  time.Duration `json:"-"`
	// Before and After run around the work, so that a test can act as somebody else between two calls of a client.
	// After runs before the client gets its answer. They may call the server.
	Before func() `json:"-"`
	After  func() `json:"-"`
}

// faults holds the faults with their counts.
type faults struct {
	mu   sync.Mutex
	list []*activeFault
}

type activeFault struct {
	Fault
	picks     matcher
	seen, hit int
}

// AddFault adds a fault behind those that are there. It panics if the fault is refused.
func (c *Core) AddFault(f Fault) {
	if err := c.addFault(f); err != nil {
		panic("mockserver: " + err.Error())
	}
}

func (c *Core) addFault(f Fault) error {
	if err := c.checkFault(f); err != nil {
		return err
	}
	match := f.Match
	match.Status = 0
	picks, err := match.compile()
	if err != nil {
		return fmt.Errorf("path: %w", err)
	}
	c.faults.mu.Lock()
	defer c.faults.mu.Unlock()
	c.faults.list = append(c.faults.list, &activeFault{Fault: f, picks: picks})
	return nil
}

// checkFault refuses a fault that could never hit, or that could not be carried out.
func (c *Core) checkFault(f Fault) error {
	apis := c.apis()
	switch {
	case f.API != "" && !slices.Contains(apis, f.API):
		return fmt.Errorf("api: there is no API %q; expected one of %s", f.API, strings.Join(apis, ", "))
	case f.Method != "" && !slices.Contains(faultMethods, f.Method):
		return fmt.Errorf("method: %q is no method; expected one of %s", f.Method, strings.Join(faultMethods, ", "))
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status: %d is no final status of HTTP; expected 200 to 599", f.Status)
	case f.Skip < 0 || f.Times < 0 || f.EveryNth < 0:
		return errors.New("skip, times and every_nth: expected numbers from 0 on")
	case f.Delay < 0 || f.Late < 0:
		return errors.New("delay and late: expected durations from 0 on, such as \"2s\"")
	case f.CutBefore && (f.CutAfter || f.Status != 0):
		return errors.New("cut_before: the connection is cut instead of any answer; expected no status and no cut_after")
	}
	return nil
}

var faultMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
}

// ClearFaults removes all faults.
func (c *Core) ClearFaults() {
	c.faults.mu.Lock()
	defer c.faults.mu.Unlock()
	c.faults.list = nil
}

// pick returns the fault that hits r, if any.
func (f *faults) pick(r *Request) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.list {
		if fault.picks.matches(r) && fault.hits() {
			return fault.Fault, true
		}
	}
	return Fault{}, false
}

// hits counts a matching request and reports whether it is one to hit.
func (f *activeFault) hits() bool {
	f.seen++
	turn := f.seen - f.Skip
	if turn <= 0 || f.EveryNth > 1 && turn%f.EveryNth != 0 || f.Times > 0 && f.hit >= f.Times {
		return false
	}
	f.hit++
	return true
}

// serveFaulty serves r, under the fault that hits it.
func (c *Core) serveFaulty(w *recordingWriter, r *http.Request) {
	c.journal.mu.Lock()
	request := w.entry.Request
	c.journal.mu.Unlock()
	fault, ok := c.faults.pick(&request)
	if !ok {
		c.mux.ServeHTTP(w, r)
		return
	}
	if !wait(r, fault.Delay) {
		c.journal.lost(w.entry)
		return
	}
	r = r.WithContext(context.WithoutCancel(r.Context()))
	wait(r, fault.Late)
	if fault.CutBefore {
		c.cut(w)
		return
	}
	if fault.Before != nil {
		fault.Before()
	}
	answer := &answerBuffer{header: http.Header{}}
	if fault.Status != 0 {
		fault.write(answer)
	} else {
		c.mux.ServeHTTP(answer, r)
	}
	if fault.After != nil {
		fault.After()
	}
	if fault.CutAfter {
		c.journal.answered(w.entry, answer.code())
		c.cut(w)
		return
	}
	answer.copyTo(w)
}

// wait lets d pass and reports whether the client is still there.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// write answers instead of the real handler.
func (f Fault) write(w http.ResponseWriter) {
	for name, values := range f.Header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	w.WriteHeader(f.Status)
	_, _ = w.Write([]byte(f.Body))
}

// cut resets the connection without writing anything.
func (c *Core) cut(w *recordingWriter) {
	c.journal.lost(w.entry)
	connection, _, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // no connection to reset: HTTP/2, or a recorder of a unit test
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// answerBuffer keeps an answer until it is known what becomes of it.
type answerBuffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answerBuffer) Header() http.Header { return a.header }

func (a *answerBuffer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answerBuffer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

func (a *answerBuffer) code() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}

func (a *answerBuffer) copyTo(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.code())
	_, _ = w.Write(a.body.Bytes())
}
