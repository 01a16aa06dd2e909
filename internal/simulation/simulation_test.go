package simulation

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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
	_ = os.Setenv("GOOGLE_APPLICATION_CREDENTIALS", credentials.Name())
	// Worlds are short and many: collecting them is a quarter of the time, and their memory is small.
	debug.SetGCPercent(800)
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
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			base := play(t, History{Operation: op, Settings: Settings{Seed: 1}})
			for turn, request := range base.Requests {
				for _, trouble := range Catalogue() {
					if !trouble.fits(request) {
						continue
					}
					h := History{Operation: op, Settings: Settings{Seed: 1}, Troubles: map[int]Trouble{turn: trouble}}
					single(t, h)
				}
			}
		})
	}
}

// counts are what a whole run of the catalogue did.
var counts struct {
	mu              sync.Mutex
	histories, told int
}

func single(t *testing.T, h History) {
	t.Helper()
	r := play(t, h)
	if !r.Hit {
		return
	}
	counts.mu.Lock()
	counts.histories++
	counts.told += r.Told
	counts.mu.Unlock()
	if len(r.Violations) == 0 {
		return
	}
	for turn, trouble := range h.Troubles {
		t.Run(fmt.Sprintf("%d %s", turn, trouble.Name), func(t *testing.T) { t.Error(r.Tell(h)) })
	}
}
