package core

import (
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"
)

// Request is one request that the server got. Tokens, passwords and secrets in it are replaced by "***".
type Request struct {
	Time   time.Time   `json:"time"`
	API    string      `json:"api"` // "keystone", "manila", …; "" if no route matched
	Method string      `json:"method"`
	Path   string      `json:"path"`
	Query  url.Values  `json:"query,omitempty"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body,omitempty"`
	Status int         `json:"status"`         // 0 until it is answered, and for a connection cut before the work
	Route  string      `json:"route"`          // the pattern of the mux
	Actor  string      `json:"actor"`          // user name or e-mail of whoever was authenticated
	Lost   bool        `json:"lost,omitempty"` // a fault cut the connection: the client saw no answer
}

// Match picks requests. Zero fields match everything.
type Match struct {
	API    string `json:"api,omitempty"`
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"` // regular expression for the whole path
	Status int    `json:"status,omitempty"`
}

// matcher is a Match whose pattern is compiled.
type matcher struct {
	Match
	path *regexp.Regexp // nil: every path
}

// compile fails for a Path that is no regular expression.
func (m Match) compile() (matcher, error) {
	if m.Path == "" {
		return matcher{Match: m}, nil
	}
	path, err := regexp.Compile(`^(?:` + m.Path + `)$`)
	return matcher{m, path}, err
}

func (m matcher) matches(r *Request) bool {
	return (m.API == "" || m.API == r.API) &&
		(m.Method == "" || m.Method == r.Method) &&
		(m.Status == 0 || m.Status == r.Status) &&
		(m.path == nil || m.path.MatchString(r.Path))
}

// Bounds of the journal: the oldest entries go first when there are more entries, or more bytes in bodies.
const (
	maxEntries     = 100_000
	maxBodiesBytes = 64 << 20
)

// Journal returns every request since the start or the last ResetJournal, in the order of their arrival, but at most
// the newest 100,000 of them, and at most 64 MiB of bodies.
func (c *Core) Journal() []Request { return c.Requests(Match{}) }

// Requests returns the requests of the journal that m picks. It panics if the path of m is no regular expression.
func (c *Core) Requests(m Match) []Request {
	picks, err := m.compile()
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	c.journal.mu.Lock()
	defer c.journal.mu.Unlock()
	found := []Request{}
	for _, entry := range c.journal.entries {
		if picks.matches(&entry.Request) {
			found = append(found, entry.Request)
		}
	}
	return found
}

// ResetJournal forgets the requests so far.
func (c *Core) ResetJournal() {
	c.journal.mu.Lock()
	defer c.journal.mu.Unlock()
	c.journal.entries, c.journal.bytes = nil, 0
}

// UnknownRoutes returns "METHOD path" of every request in the journal that no route of an API matched. A test that
// expects none of them should fail when there are some.
func (c *Core) UnknownRoutes() []string {
	c.journal.mu.Lock()
	defer c.journal.mu.Unlock()
	unknown := []string{}
	for _, entry := range c.journal.entries {
		if entry.unknown {
			unknown = append(unknown, entry.Method+" "+entry.Path)
		}
	}
	return unknown
}

// journal keeps the requests. An entry is added on arrival and completed before the client sees its answer.
type journal struct {
	mu      sync.Mutex
	entries []*journalEntry
	bytes   int // in the bodies of the entries
	// maskers replace in a new entry what is secret by the rules of one API.
	maskers []func(*http.Request, *Request)
}

type journalEntry struct {
	Request
	unknown bool
}

type entryKey struct{}

func (j *journal) add(now time.Time, r *http.Request, body []byte) *journalEntry {
	entry := &journalEntry{Request: Request{
		Time: now, Method: r.Method, Path: r.URL.Path,
		Query: maskValues(r.URL.Query()), Header: maskHeader(r.Header),
		Body: maskBody(r.Header.Get("Content-Type"), body),
	}}
	for _, mask := range j.maskers {
		mask(r, &entry.Request)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, entry)
	j.bytes += len(entry.Body)
	for len(j.entries) > maxEntries || j.bytes > maxBodiesBytes && len(j.entries) > 1 {
		j.bytes -= len(j.entries[0].Body)
		j.entries = j.entries[1:]
	}
	return entry
}

func (j *journal) routed(entry *journalEntry, pattern string, to route) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry.Route, entry.API, entry.unknown = pattern, to.api, to.api == "" || to.fallback
}

func (j *journal) answered(entry *journalEntry, status int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry.Status = status
}

func (j *journal) lost(entry *journalEntry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry.Lost = true
}

// SetActor notes in the journal who makes the request.
func (c *Core) SetActor(r *http.Request, name string) {
	if entry, ok := r.Context().Value(entryKey{}).(*journalEntry); ok {
		c.journal.mu.Lock()
		defer c.journal.mu.Unlock()
		entry.Actor = name
	}
}

// recordingWriter notes the status in the journal before the client can see it.
type recordingWriter struct {
	http.ResponseWriter
	journal *journal
	entry   *journalEntry
	wrote   bool
}

func (w *recordingWriter) WriteHeader(status int) {
	if !w.wrote {
		w.wrote = true
		w.journal.answered(w.entry, status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recordingWriter) Write(p []byte) (int, error) {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Mask adds a function that replaces in a new entry of the journal what is secret by the rules of one API.
func (c *Core) Mask(mask func(*http.Request, *Request)) {
	c.journal.maskers = append(c.journal.maskers, mask)
}
