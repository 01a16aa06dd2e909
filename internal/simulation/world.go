package simulation

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

// What the world's servers know from the start.
const (
	organization  = "acme"
	developer     = "dev@acme.test"
	appName       = "portal"
	integration   = integrations.OrdersIntegration
	projectNumber = "123456789012"
	colleague     = "ana@shop.test"
	robot         = "ci@shop.iam.gserviceaccount.test"
	deployer      = "deploy@shop.iam.gserviceaccount.test"
	reviewer      = "ben@shop.test"
	region        = "RegionOne"
	otherRegion   = "RegionTwo"
)

// Settings are how a world differs from the plainest.
type Settings struct {
	// Seed decides about everything that is left to chance.
	Seed uint64
	// Offset is how far the servers' clock is ahead of the machine's, Apart how far their hosts are from each other.
	Offset, Apart time.Duration
	// Date has OpenStack's services send a Date header.
	Date bool
}

// World is the servers, and what happens between them and the runs of Terraform.
type World struct {
	Settings
	server *mockserver.Server
	clock  *serverClock
	start  time.Time
	// late is what is still on its way or at work.
	late sync.WaitGroup

	mu       sync.Mutex
	random   *rand.Rand
	records  []*Record
	troubles map[int]Trouble
	// turns counts the requests of the troubled run; armed says that it is going on.
	turns int
	armed bool
	// processes are those of the troubled run.
	processes  []*process
	calls      []string
	violations []string
	logs       []string
	diagnosed  []Diagnostic
	kills      int
	stops      int
	known      words
	// foreign are what other people made, by lock id, consumer key or id of a draft.
	foreign map[string]bool
	// equals says that another run of the same user made an object that is equal to one of ours during the troubled run.
	equals bool
	// touched says that other people changed or took away what is a state's, or took a lock back.
	touched int
	// taken counts how often others took a lock away from us.
	takenBack int
	// appChanged says that somebody else changed the app itself during the run.
	appChanged bool
	// watcher stands between Terraform and each provider. Nil: nobody does.
	watcher func(server) server
	// firstDraft is the draft that was there at the start.
	firstDraft string
	// bearer says that a provider has an access token and nothing to get another with.
	bearer bool
	// canaries are secrets that were seen in answers.
	canaries map[string]bool
}

// newWorld must be called in the bubble.
func newWorld(s Settings) *World {
	w := &World{
		Settings: s, clock: &serverClock{offset: s.Offset, apart: s.Apart}, start: time.Now(),
		random: rand.New(rand.NewPCG(s.Seed, 11)), troubles: map[int]Trouble{},
		foreign: map[string]bool{}, canaries: map[string]bool{},
	}
	w.server = newServer(s, w.clock)
	w.known = newWords(w)
	for _, key := range slices.Concat(w.app().Keys, w.groupApp().Keys) {
		w.foreign[key.ConsumerKey] = true
	}
	draft, _ := w.draft()
	w.firstDraft = draft.Name
	return w
}

// now is the machine's time.
func (w *World) now() time.Time { return time.Now() }

// jitter is a time of this world's chance, below the bound.
func (w *World) jitter(bound time.Duration) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Duration(w.random.Int64N(int64(bound)))
}

// delay is how long the next request of a caller travels. It depends on the seed and on who sends it alone, so that no
// race between goroutines decides about the order; no two are the same.
func (w *World) delay(who caller) time.Duration {
	hash := fnv.New64a()
	_ = binary.Write(hash, binary.LittleEndian, w.Seed)
	_, _ = fmt.Fprintf(hash, "%s/%s/%s/%s/%d", who.run, who.walk, who.address, who.call, who.sent.Add(1))
	return time.Duration(5e6 + hash.Sum64()%35_000_000)
}

// arrive notes a request, and says what happens to it.
func (w *World) arrive(who caller, req *http.Request, body []byte) (*Record, Trouble) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := &Record{
		Index: len(w.records), Turn: -1, At: time.Since(w.start), Who: who, Method: req.Method,
		Path: address(req.URL), Body: string(body), world: w,
	}
	w.records = append(w.records, r)
	if !w.armed {
		return r, Trouble{}
	}
	r.Turn = w.turns
	w.turns++
	if trouble, ok := w.troubles[r.Turn]; ok && trouble.fits(r) {
		r.Trouble = trouble
		w.note(trouble)
	}
	return r, r.Trouble
}

func (w *World) note(t Trouble) {
	switch {
	case t.Moment.kills():
		w.kills++
	case t.Moment != Never:
		w.stops++
	}
}

// arm begins the troubled run, disarm ends it.
func (w *World) arm(troubles map[int]Trouble) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.troubles, w.armed = troubles, true
}

func (w *World) disarm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = false
}

// settle waits until nothing is on its way any more.
func (w *World) settle() {
	w.late.Wait()
	time.Sleep(time.Minute + 7*time.Millisecond)
	w.late.Wait()
}

func (w *World) started(p *process) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.processes = append(w.processes, p)
}

func (w *World) called(p *process, call, address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, p.run+"/"+p.walk+" "+call+" "+address)
}

func (w *World) logged(text string) {
	if text == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logs = append(w.logs, text)
}

func (w *World) told(said []Diagnostic) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.diagnosed = append(w.diagnosed, said...)
}

func (w *World) violate(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.violations = append(w.violations, fmt.Sprintf(format, args...))
}

// words tell random ids and secrets by the order in which they were seen, so that a history reads the same each time.
type words struct {
	mu    sync.Mutex
	names map[string]string
}

var randomText = regexp.MustCompile(
	`sha256:[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|\b[A-Za-z0-9_-]{24,}\b`)

func newWords(w *World) words {
	names := map[string]string{}
	fixture := w.server.Fixture()
	for _, list := range []map[string]string{fixture.Shares, fixture.Users, fixture.Projects} {
		for name, id := range list {
			names[id] = name
		}
	}
	names[fixture.AccessRule.ID] = "rule"
	return words{names: names}
}

func (w *World) words(text string) string {
	w.known.mu.Lock()
	defer w.known.mu.Unlock()
	return randomText.ReplaceAllStringFunc(text, func(found string) string {
		if isWord(found) {
			return found
		}
		name, ok := w.known.names[found]
		if !ok {
			kind := "secret"
			switch {
			case strings.HasPrefix(found, "sha256:"):
				kind = "fingerprint"
			case strings.Count(found, "-") == 4:
				kind = "id"
			}
			name = fmt.Sprintf("<%s %d>", kind, len(w.known.names))
			w.known.names[found] = name
		}
		return name
	})
}

// isWord says that a long text is one of a language or of an API, and no secret.
func isWord(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= '0' && r <= '9' }) &&
		strings.ToUpper(text) != text && slices.ContainsFunc([]string{"_", "-", "Lock", "App", "Developer", "Token"},
		func(part string) bool { return strings.Contains(text, part) })
}
