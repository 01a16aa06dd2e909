package client

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slowValue counts how often it is asked for. Each answer takes a second, and is the number of the request.
type slowValue struct {
	asked     int
	cancelled bool
	err       error
	// meanwhile happens while the request is under way.
	meanwhile func()
}

func (s *slowValue) get(ctx context.Context) (int, error) {
	s.asked++
	n := s.asked
	if s.meanwhile != nil {
		s.meanwhile()
	}
	if err := wait(ctx, time.Second); err != nil {
		s.cancelled = true
		return 0, err
	}
	return n, s.err
}

// together asks n times at once.
func together(ctx context.Context, fresh *Fresh[int], writes *Writes, s *slowValue, n int) []error {
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { _, errs[i] = fresh.Get(ctx, writes, s.get) })
	}
	group.Wait()
	return errs
}

func TestFreshIsReadOnceForAll(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before func(*Writes)
		want   int
	}{
		"at once":          {func(*Writes) {}, 1},
		"within 5 s":       {func(*Writes) { time.Sleep(3 * time.Second) }, 1},
		"after 5 s":        {func(*Writes) { time.Sleep(5 * time.Second) }, 2},
		"after a write":    {func(w *Writes) { w.begin(http.MethodPost)() }, 2},
		"during a write":   {func(w *Writes) { w.begin(http.MethodDelete) }, 2},
		"after reads only": {func(w *Writes) { w.begin(http.MethodGet)() }, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var fresh Fresh[int]
				s, writes := &slowValue{}, &Writes{}
				together(t.Context(), &fresh, writes, s, 5)
				tt.before(writes)
				together(t.Context(), &fresh, writes, s, 5)
				if s.asked != tt.want {
					t.Errorf("asked %d times, want %d", s.asked, tt.want)
				}
			})
		})
	}
}

func TestFreshSharesAFailureOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fresh Fresh[int]
		s := &slowValue{err: errors.New("no")}
		for _, err := range together(t.Context(), &fresh, &Writes{}, s, 5) {
			if !errors.Is(err, s.err) {
				t.Errorf("error %v, want that of the request", err)
			}
		}
		s.err = nil
		if n, err := fresh.Get(t.Context(), &Writes{}, s.get); n != 2 || err != nil {
			t.Errorf("%d and %v, want the answer of a second request", n, err)
		}
	})
}

func TestFreshDropsWhatAWriteCrossed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fresh Fresh[int]
		writes := &Writes{}
		s := &slowValue{}
		s.meanwhile = func() {
			if s.asked == 1 {
				writes.begin(http.MethodPost)()
			}
		}
		if n, err := fresh.Get(t.Context(), writes, s.get); n != 2 || err != nil {
			t.Errorf("%d and %v, want the answer of a request after the write", n, err)
		}
	})
}

func TestFreshOutlivesOneReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fresh Fresh[int]
		s := &slowValue{}
		first, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		var others, own error
		var group sync.WaitGroup
		group.Go(func() { _, own = fresh.Get(first, &Writes{}, s.get) })
		synctest.Wait()
		group.Go(func() { _, others = fresh.Get(t.Context(), &Writes{}, s.get) })
		group.Wait()
		if !errors.Is(own, context.Canceled) || others != nil || s.asked != 1 {
			t.Errorf("errors %v and %v of %d requests, want the first reader alone to end", own, others, s.asked)
		}
	})
}

func TestFreshEndsWithItsLastReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fresh Fresh[int]
		s := &slowValue{}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		together(ctx, &fresh, &Writes{}, s, 3)
		synctest.Wait()
		if !s.cancelled {
			t.Error("the request goes on although nobody waits for it")
		}
		if n, err := fresh.Get(t.Context(), &Writes{}, s.get); n != 2 || err != nil {
			t.Errorf("%d and %v, want the answer of a second request", n, err)
		}
	})
}
