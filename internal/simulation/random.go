package simulation

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// Random makes a history of two to six troubles, or of clocks that are apart. The same seed makes the same one.
func Random(seed uint64) History {
	random := rand.New(rand.NewPCG(seed, 7))
	operations, catalogue := Operations(), Catalogue()
	h := History{
		Operation: operations[random.IntN(len(operations))],
		Settings:  randomSettings(random, seed),
		Troubles:  map[int]Trouble{},
	}
	// A request that is sent again, and those of a second resource, come later than those of the undisturbed run.
	last := 6 + random.IntN(12)
	for range 2 + random.IntN(5) {
		h.Troubles[random.IntN(last)] = catalogue[random.IntN(len(catalogue))]
	}
	return h
}

// offsets are how far the servers' clock may be from the machine's.
var offsets = []time.Duration{
	0, 0, 0, 3 * time.Second, -3 * time.Second, 6 * time.Minute, -6 * time.Minute, 20 * time.Minute, -20 * time.Minute,
	2 * time.Hour, -2 * time.Hour,
}

func randomSettings(random *rand.Rand, seed uint64) Settings {
	s := Settings{Seed: seed, Offset: offsets[random.IntN(len(offsets))], Date: random.IntN(2) == 0}
	if random.IntN(4) == 0 {
		s.Apart = 2 * time.Second
	}
	return s
}

// Smaller drops what a violated history does not need: the clocks first, then one trouble after the other, as long as
// play still finds a violation.
func Smaller(h History, play func(History) Result) (History, Result) {
	r := play(h)
	if len(r.Violations) == 0 {
		return h, r
	}
	for _, plainer := range []Settings{
		{Seed: h.Settings.Seed},
		{Seed: h.Settings.Seed, Date: h.Settings.Date, Offset: h.Settings.Offset},
		{Seed: h.Settings.Seed, Date: h.Settings.Date, Apart: h.Settings.Apart},
		{Seed: h.Settings.Seed, Offset: h.Settings.Offset, Apart: h.Settings.Apart},
	} {
		without := h
		without.Settings = plainer
		if again := play(without); len(again.Violations) > 0 {
			h, r = without, again
			break
		}
	}
	for _, turn := range slices.Sorted(maps.Keys(h.Troubles)) {
		without := h
		without.Troubles = maps.Clone(h.Troubles)
		delete(without.Troubles, turn)
		if again := play(without); len(again.Violations) > 0 {
			h, r = without, again
		}
	}
	return h, r
}
