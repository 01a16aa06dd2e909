package simulation

import (
	"fmt"
	"testing"
	"time"
)

// lostAnswers are troubles after which the client cannot know whether the work was done.
func lostAnswers() []Trouble {
	var found []Trouble
	for _, trouble := range Catalogue() {
		switch trouble.Name {
		case "cut before the work", "cut after the work", "503 after the work", "work after the client gave up":
			found = append(found, trouble)
		}
	}
	return found
}

// TestTwoLostAnswers plays all pairs of lost answers of which the first is that of a creation.
func TestTwoLostAnswers(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		if !op.Pairs {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			requests := requestsOf(t, op)
			for first, request := range requests {
				if !request.creates() {
					continue
				}
				for second := first + 1; second < len(requests)+3; second++ {
					twoLost(t, op, first, second)
				}
			}
		})
	}
}

func twoLost(t *testing.T, op Operation, first, second int) {
	t.Helper()
	for _, one := range lostAnswers() {
		for _, other := range lostAnswers() {
			single(t, History{
				Operation: op, Settings: Settings{Seed: 1}, Troubles: map[int]Trouble{first: one, second: other},
			})
		}
	}
}

// TestUndisturbedButForClocks plays every operation without any trouble but that the clocks are apart.
func TestUndisturbedButForClocks(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			for _, settings := range []Settings{
				{Apart: 2 * time.Second},
				{Apart: 2 * time.Second, Date: true},
				{Offset: -20 * time.Minute, Date: true},
				{Offset: 2 * time.Hour},
				{Offset: -2 * time.Hour},
			} {
				settings.Seed = 1
				single(t, History{Operation: op, Settings: settings})
			}
		})
	}
}

// TestClocksApart plays lost answers of creations with clocks that are apart.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		if !op.Pairs || op.Runs > 1 {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			for turn, request := range requestsOf(t, op) {
				if request.creates() {
					apart(t, op, turn)
				}
			}
		})
	}
}

func apart(t *testing.T, op Operation, turn int) {
	t.Helper()
	for _, offset := range offsets {
		for _, settings := range []Settings{
			{Offset: offset}, {Offset: offset, Date: true}, {Offset: offset, Apart: 2 * time.Second},
		} {
			for _, trouble := range lostAnswers() {
				settings.Seed = 1
				single(t, History{Operation: op, Settings: settings, Troubles: map[int]Trouble{turn: trouble}})
			}
		}
	}
}

// single plays a history of which every trouble must find its request.
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
	t.Run(label(h), func(t *testing.T) { t.Error(r.Tell(h)) })
}

// label is the history without its operation.
func label(h History) string {
	text := ""
	for turn := range 1000 {
		if trouble, ok := h.Troubles[turn]; ok {
			text += fmt.Sprintf("%d %s ", turn, trouble.Name)
		}
	}
	if h.Settings.Offset != 0 || h.Settings.Apart != 0 || h.Settings.Date {
		text += fmt.Sprintf("clock %s apart %s date %t", h.Settings.Offset, h.Settings.Apart, h.Settings.Date)
	}
	return text
}
