package simulation

import (
	"fmt"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/canary"
)

// TestCanaries plays each operation with troubles and looks for secrets in all that the provider says meanwhile: logs,
// diagnostics, plans, states, identities and private data of each call, not of the last alone.
func TestCanaries(t *testing.T) {
	t.Parallel()
	troubles := []string{"", "401", "500 after the work", "200 with another object", "cut after the work"}
	for _, op := range Operations() {
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			prepare := op.Prepare
			for _, name := range troubles {
				var watch canary.Watch
				op.Prepare = func(w *World) {
					w.watcher = func(provider server) server { return watch.Server(asFull(provider)) }
					if prepare != nil {
						prepare(w)
					}
				}
				op.Check = func(w *World, _ []*Workspace) []string {
					for _, secret := range w.secrets() {
						watch.Secret("secret of the servers", secret)
					}
					return nil
				}
				h := History{Operation: op, Settings: Settings{Seed: 1}, Troubles: map[int]Trouble{}}
				for turn := range 40 {
					if name != "" && turn%3 == 1 {
						h.Troubles[turn] = troubleNamed(t, name)
					}
				}
				play(t, h)
				for _, leak := range watch.Leaks() {
					t.Errorf("with %q: %s", name, leak)
				}
				if secrets, texts := watch.Count(); secrets == 0 || texts == 0 {
					t.Errorf("%d secrets and %d texts", secrets, texts)
				}
			}
		})
	}
}

// asFull is the provider with its lists, too.
func asFull(provider server) canary.Full {
	full, ok := provider.(canary.Full)
	if !ok {
		panic(fmt.Sprintf("simulation: %T has no lists", provider))
	}
	return full
}
