package simulation

import (
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// play runs a history in a bubble of its own.
func play(t *testing.T, h History) Result {
	t.Helper()
	var result Result
	synctest.Test(t, func(t *testing.T) { result = h.Run(t.Context()) })
	return result
}

// TestMain keeps the environment of whoever runs the tests out of the worlds, and reads the schemas outside of any
// bubble.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "OS_") || strings.HasPrefix(name, "GOOGLE_") || strings.HasPrefix(name, "TF_LOG") {
			_ = os.Unsetenv(name)
		}
	}
	schemas()
	credentials, err := os.CreateTemp("", "credentials-*.json")
	if err != nil {
		panic(err)
	}
	if _, err := credentials.Write(DefaultCredentials()); err != nil {
		panic(err)
	}
	for name, value := range Environment(credentials.Name()) {
		_ = os.Setenv(name, value)
	}
	// Worlds are short and many: collecting them is a quarter of the time, and their memory is small.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(3 << 29)
	code := m.Run()
	_ = os.Remove(credentials.Name())
	os.Exit(code)
}

// TestUndisturbed has each operation do what it is for when nothing is in its way.
func TestUndisturbed(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			h := History{Operation: op, Settings: Settings{Seed: 1}}
			if r := play(t, h); len(r.Violations) > 0 {
				t.Error(r.Tell(h))
			}
		})
	}
}

// TestSingleTroubles plays each trouble at each request of each operation.
func TestSingleTroubles(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		if op.Brief {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			for turn, request := range requestsOf(t, op) {
				for _, trouble := range Catalogue() {
					if !op.plays(trouble, request) {
						continue
					}
					h := History{Operation: op, Settings: Settings{Seed: 1}, Troubles: map[int]Trouble{turn: trouble}}
					single(t, h)
				}
			}
		})
	}
}

// TestEveryTroubleIsPlayed holds that no trouble of the catalogue is left out of the single troubles by mistake.
func TestEveryTroubleIsPlayed(t *testing.T) {
	t.Parallel()
	played := map[string]bool{}
	for _, op := range Operations() {
		for _, request := range requestsOf(t, op) {
			for _, trouble := range Catalogue() {
				played[trouble.Name] = played[trouble.Name] || op.plays(trouble, request)
			}
		}
	}
	for _, trouble := range Catalogue() {
		if !played[trouble.Name] {
			t.Errorf("%q is played at no request", trouble.Name)
		}
	}
}

// recorded are the requests of the undisturbed run of each operation.
var recorded sync.Map

func requestsOf(t *testing.T, op Operation) []*Record {
	t.Helper()
	if found, ok := recorded.Load(op.Name); ok {
		records, _ := found.([]*Record)
		return records
	}
	records := play(t, History{Operation: op, Settings: Settings{Seed: 1}}).Requests
	recorded.Store(op.Name, records)
	return records
}

// counts are what a whole run of the catalogue did.
var counts struct {
	mu              sync.Mutex
	histories, told int
}

// number reads a variable of whoever runs the tests.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestRandomHistories plays as many seeds as SIMULATION_SEEDS says, from SIMULATION_FIRST on, or the one of
// SIMULATION_SEED.
func TestRandomHistories(t *testing.T) {
	t.Parallel()
	first, seeds := number(t, "SIMULATION_FIRST", 1), number(t, "SIMULATION_SEEDS", 5000)
	if one := number(t, "SIMULATION_SEED", 0); one != 0 {
		first, seeds = one, 1
	}
	const groups = 64
	for group := range uint64(groups) {
		t.Run(fmt.Sprint(group), func(t *testing.T) {
			t.Parallel()
			for seed := first + group; seed < first+seeds; seed += groups {
				random(t, seed)
			}
		})
	}
}

func random(t *testing.T, seed uint64) {
	t.Helper()
	h := Random(seed, func(op Operation) []*Record { return requestsOf(t, op) })
	if len(play(t, h).Violations) == 0 {
		return
	}
	t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
		smaller, r := Smaller(h, func(h History) Result { return play(t, h) })
		t.Errorf("%s\nOnce more: SIMULATION_SEED=%d go test ./internal/simulation -run TestRandomHistories", r.Tell(smaller), seed)
	})
}

// randomParts are of random keys: fingerprints, by which the provider sorts, and the part of a key's expiry that is its
// own.
var randomParts = regexp.MustCompile(`<fingerprint [0-9]+>|"keyExpiresIn":"[0-9]+"`)

// TestSameSeedSameHistory plays histories twice: the same seed must give the same to the byte.
func TestSameSeedSameHistory(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := Random(seed, func(op Operation) []*Record { return requestsOf(t, op) })
			first := randomParts.ReplaceAllString(play(t, h).Tell(h), "")
			second := randomParts.ReplaceAllString(play(t, h).Tell(h), "")
			if diff := cmp.Diff(first, second); diff != "" {
				t.Errorf("(-first +second):\n%s", diff)
			}
		})
	}
}
