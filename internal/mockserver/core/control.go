package core

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const controlPrefix = "/_mock/"

const controlHelp = `Control of the mock server. Bodies are JSON; times are Go durations, and may have days in front: "90d", "1d12h".

GET    /_mock/journal    the requests so far, without secrets
DELETE /_mock/journal    forget them
POST   /_mock/faults     let requests go wrong:
       {"api": "manila", "method": "POST", "path": "/share/v2/resource-locks", "times": 1, "status": 503}
       which: "api", "method", "path" (a regular expression for the whole path); "skip" the first ones, at most "times",
              every "every_nth" of them; without any of these all requests
       what:  "status" with "header" {"Retry-After": ["1"]} and "body" in the place of an answer;
              "cut_before", "cut_after": true cuts the connection before or after the work;
              "delay": "2s" waits before the work, which is left undone if the client gives up;
              "late": "2s" waits before the work, which is done even if the client gives up
DELETE /_mock/faults     no faults any more
GET    /_mock/clock      the server's time
POST   /_mock/clock      let time pass for all APIs: {"advance": "15m"}
DELETE /_mock/clock      back to the machine's time
`

// HandleControl adds a route under /_mock/, with which a person or a test steers the server.
func (c *Core) HandleControl(pattern string, h http.HandlerFunc) { c.control.HandleFunc(pattern, h) }

// ControlHelp adds a text to what GET /_mock/ shows.
func (c *Core) ControlHelp(text string) { c.help = append(c.help, text) }

func isControl(path string) bool { return strings.HasPrefix(path, controlPrefix) }

// installControl adds the routes with which a person steers the server by hand. They are neither journaled nor
// subject to faults.
func (c *Core) installControl() {
	c.control.HandleFunc("GET /_mock/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprint(w, controlHelp)
		for _, text := range c.help {
			_, _ = fmt.Fprint(w, "\n", text)
		}
	})
	c.control.HandleFunc("/_mock/", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, fmt.Sprintf("there is no %s %s; GET %s lists what there is", r.Method, r.URL.Path, controlPrefix),
			http.StatusNotFound)
	})
	c.control.HandleFunc("GET /_mock/journal", c.controlJournal)
	c.control.HandleFunc("DELETE /_mock/journal", func(w http.ResponseWriter, _ *http.Request) {
		c.ResetJournal()
		w.WriteHeader(http.StatusNoContent)
	})
	c.control.HandleFunc("POST /_mock/faults", c.controlAddFault)
	c.control.HandleFunc("DELETE /_mock/faults", func(w http.ResponseWriter, _ *http.Request) {
		c.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	c.control.HandleFunc("GET /_mock/clock", func(w http.ResponseWriter, _ *http.Request) { c.showClock(w) })
	c.control.HandleFunc("POST /_mock/clock", c.controlClock)
	c.control.HandleFunc("DELETE /_mock/clock", func(w http.ResponseWriter, _ *http.Request) {
		c.clock.reset()
		c.showClock(w)
	})
}

// controlJournal shows the journal with the bodies as text.
func (c *Core) controlJournal(w http.ResponseWriter, _ *http.Request) {
	type readable struct {
		Request
		Body string `json:"body,omitempty"`
	}
	list := []readable{}
	for _, request := range c.Journal() {
		list = append(list, readable{Request: request, Body: string(request.Body)})
	}
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(list)
}

func (c *Core) controlAddFault(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Fault
		Delay string `json:"delay"`
		Late  string `json:"late"`
	}
	if !DecodeControl(w, r, &in) {
		return
	}
	if err := c.addFaultOf(in.Fault, in.Delay, in.Late); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (c *Core) addFaultOf(fault Fault, delay, late string) error {
	var err error
	if fault.Delay, err = parseWait(delay); err != nil {
		return fmt.Errorf("delay: %w", err)
	}
	if fault.Late, err = parseWait(late); err != nil {
		return fmt.Errorf("late: %w", err)
	}
	return c.addFault(fault)
}

func parseWait(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return ParseDuration(text)
}

func (c *Core) controlClock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"`
	}
	if !DecodeControl(w, r, &in) {
		return
	}
	by, err := ParseDuration(in.Advance)
	if err == nil {
		err = c.clock.advance(by)
	}
	if err != nil {
		http.Error(w, "advance: "+err.Error(), http.StatusBadRequest)
		return
	}
	c.showClock(w)
}

func (c *Core) showClock(w http.ResponseWriter) {
	_, _ = fmt.Fprintln(w, c.Now().Format(time.RFC3339))
}

// ParseDuration reads a duration as Go has it, with days in front if need be: "90d", "1d12h", "15m". The days are at
// most 36500, the rest is at most 50 years.
func ParseDuration(text string) (time.Duration, error) {
	mistake := fmt.Errorf("%q is no duration; expected one such as \"15m\", \"36h\" or \"90d\"", text)
	days, rest, hasDays := strings.Cut(text, "d")
	if !hasDays {
		days, rest = "0", text
	}
	n, err := strconv.ParseInt(days, 10, 32)
	if err != nil || n > 36_500 || n < -36_500 {
		return 0, mistake
	}
	var d time.Duration
	if rest != "" || !hasDays {
		if d, err = time.ParseDuration(rest); err != nil || d.Abs() > 24*time.Hour*18_250 {
			return 0, mistake
		}
	}
	return time.Duration(n)*24*time.Hour + d, nil
}

// DecodeControl reads the JSON body of a control request. If it cannot, it answers 400 with the reason and returns
// false.
func DecodeControl(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := ReadControl(r, into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

// ReadControl reads the JSON body of a control request into a pointer to a struct.
func ReadControl(r *http.Request, into any) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return err
	}
	return DecodeSeed(body, into)
}

// WriteControl answers a control request with a value as JSON.
func WriteControl(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(value)
}
