package mockserver

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

func isControl(path string) bool { return strings.HasPrefix(path, controlPrefix) }

// installControl adds the routes with which a person steers the server by hand. They are neither journaled nor
// subject to faults.
func (s *Server) installControl() {
	s.control.HandleFunc("GET /_mock/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprint(w, controlHelp)
	})
	s.control.HandleFunc("GET /_mock/journal", s.controlJournal)
	s.control.HandleFunc("DELETE /_mock/journal", func(w http.ResponseWriter, _ *http.Request) {
		s.ResetJournal()
		w.WriteHeader(http.StatusNoContent)
	})
	s.control.HandleFunc("POST /_mock/faults", s.controlAddFault)
	s.control.HandleFunc("DELETE /_mock/faults", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	s.control.HandleFunc("POST /_mock/clock", s.controlClock)
}

// controlJournal shows the journal with the bodies as text.
func (s *Server) controlJournal(w http.ResponseWriter, _ *http.Request) {
	type readable struct {
		Request
		Body string `json:"body,omitempty"`
	}
	list := []readable{}
	for _, request := range s.Journal() {
		list = append(list, readable{Request: request, Body: string(request.Body)})
	}
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(list)
}

func (s *Server) controlAddFault(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Fault
		Delay string `json:"delay"`
	}
	if !decodeControl(w, r, &in) {
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
	s.AddFault(in.Fault)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) controlClock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"`
	}
	if !decodeControl(w, r, &in) {
		return
	}
	by, err := time.ParseDuration(in.Advance)
	if err != nil {
		http.Error(w, "advance: "+err.Error(), http.StatusBadRequest)
		return
	}
	s.clock.advance(by)
	_, _ = fmt.Fprintln(w, s.now().Format(time.RFC3339))
}

func decodeControl(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}
