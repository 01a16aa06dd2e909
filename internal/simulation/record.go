package simulation

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Record is one request on the wire.
type Record struct {
	// Index is its place among all requests of the history, Turn among those of the troubled run; -1 outside of it.
	Index, Turn int
	// At is the time since the history began.
	At     time.Duration
	Who    caller
	Method string
	// Path is with its query, Body what was sent; both with random ids and secrets, so use the world's words to show them.
	Path, Body string
	// Trouble is what happens to it.
	Trouble Trouble

	world  *World
	worked int // the status of the server's own answer; 0: it did no work
	ended  string
	gone   bool
}

// end notes what became of the request.
func (r *Record) end(how string) {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	r.ended = how
}

func (r *Record) left() {
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	r.gone = true
}

// writes says whether the request may change something, logins apart.
func (r *Record) writes() bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && !r.isLogin()
}

// isLogin says whether the request is for a token.
func (r *Record) isLogin() bool {
	return strings.HasSuffix(r.Path, "/auth/tokens") || strings.HasSuffix(r.Path, "/token") ||
		strings.HasSuffix(r.Path, ":generateAccessToken")
}

// opens says whether the request is one of those with which each walk begins: a login, or a look at the versions.
func (r *Record) opens() bool { return r.isLogin() || strings.HasSuffix(r.Path, "/share/") }

// applies says that the request belongs to the apply. Those of the plan before it are played by another operation, of
// the same kind of object.
func (r *Record) applies() bool { return r.Who.walk == "apply" }

// creates says whether the request makes something that a second one would make again.
func (r *Record) creates() bool { return r.makesLock() || r.makesKey() || r.takesOver() }

func (r *Record) makesLock() bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/resource-locks")
}

// makesKey is a generate (PUT or POST of the app) or a create by name.
func (r *Record) makesKey() bool { return r.generates() || r.namesKey() }

var (
	appPath  = regexp.MustCompile(`^/v1/organizations/[^/]+/developers/[^/]+/apps/[^/?]+$`)
	keysPath = regexp.MustCompile(`^/v1/organizations/[^/]+/(developers|appgroups)/[^/]+/apps/[^/]+/keys(/create)?$`)
)

func (r *Record) generates() bool {
	return (r.Method == http.MethodPut || r.Method == http.MethodPost) && appPath.MatchString(r.Path)
}

func (r *Record) namesKey() bool { return r.Method == http.MethodPost && keysPath.MatchString(r.Path) }

func (r *Record) takesOver() bool { return strings.HasSuffix(r.Path, ":takeoverEditLock") }

// String shows the request with the world's words in the place of what is random.
func (r *Record) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%3d %10s %s/%s %s %s: %s %s", r.Index, r.At.Round(time.Millisecond), r.Who.run, r.Who.walk,
		r.Who.address, r.Who.call, r.Method, r.Path)
	if r.Body != "" && !r.isLogin() {
		out.WriteString(" " + string(bytes.TrimSpace([]byte(r.Body))))
	}
	out.WriteString(" -> " + r.ended)
	if r.gone {
		out.WriteString(" (the client had left)")
	}
	if !r.Trouble.none() {
		out.WriteString("   <== " + r.Trouble.Name)
	}
	return r.world.words(out.String())
}
