package simulation

import "testing"

// TestKeyWithTheSameNameIsKept replaces a key by itself, the new one first: what is deleted last must not be what was
// made first.
func TestKeyWithTheSameNameIsKept(t *testing.T) {
	t.Parallel()
	config := func(month string) func(*World) []Resource {
		return oneKey(true, Values{
			"consumer_key": ownKey, "consumer_secret": ownSecret, "rotate_when_changed": Values{"month": month},
		})
	}
	h := History{Settings: Settings{Seed: 1}, Operation: Operation{
		Name: "key/replace by itself, the new one first", Provider: bearer, Before: config("1"), Config: config("2"),
		After: func(w *World, _ []Outcome) []string {
			for _, key := range w.app().Keys {
				if key.ConsumerKey == ownKey {
					return nil
				}
			}
			return []string{"the key is gone, although its resource is there"}
		},
	}}
	if r := play(t, h); len(r.Violations) > 0 {
		t.Error(r.Tell(h))
	}
}
