package core

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

const controlPrefix = "/_mock/"

const controlHelp = `Mock server control:

GET    /_mock/journal                          every request so far (secrets masked)
DELETE /_mock/journal                          forget them
POST   /_mock/faults {"api": "manila", "method": "POST", "path": "/share/v2/resource-locks", "skip": 0, "times": 1,
                      "every_nth": 0, "status": 503, "header": {"Retry-After": ["1"]}, "body": "", "delay": "2s",
                      "cut_before": false, "cut_after": false}
DELETE /_mock/faults                           no faults any more
POST   /_mock/clock {"advance": "15m"}         let time pass
DELETE /_mock/locks/{id}                       delete a resource lock as somebody else
`

// HandleControl adds a route under /_mock/, with which a person or a test steers the server.
func (c *Core) HandleControl(pattern string, h http.HandlerFunc) { c.control.HandleFunc(pattern, h) }

func isControl(path string) bool { return strings.HasPrefix(path, controlPrefix) }

// installControl adds the routes with which a person steers the server by hand. They are neither journaled nor
// subject to faults.
func (c *Core) installControl() {
	c.control.HandleFunc("GET /_mock/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprint(w, controlHelp)
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
	c.control.HandleFunc("POST /_mock/clock", c.controlClock)
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
	}
	if !DecodeControl(w, r, &in) {
		return
	}
	if _, err := regexp.Compile(in.Path); err != nil {
		http.Error(w, "path: "+err.Error(), http.StatusBadRequest)
		return
	}
	if in.Delay != "" {
		delay, err := time.ParseDuration(in.Delay)
		if err != nil {
			http.Error(w, "delay: "+err.Error(), http.StatusBadRequest)
			return
		}
		in.Fault.Delay = delay
	}
	c.AddFault(in.Fault)
	w.WriteHeader(http.StatusNoContent)
}

func (c *Core) controlClock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"`
	}
	if !DecodeControl(w, r, &in) {
		return
	}
	by, err := time.ParseDuration(in.Advance)
	if err != nil {
		http.Error(w, "advance: "+err.Error(), http.StatusBadRequest)
		return
	}
	c.clock.advance(by)
	_, _ = fmt.Fprintln(w, c.Now().Format(time.RFC3339))
}

// DecodeControl reads the JSON body of a control request. If it cannot, it answers 400 with the reason and returns false.
func DecodeControl(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}
