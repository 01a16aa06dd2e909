package client

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestClaims(t *testing.T) {
	t.Parallel()
	var claims Claims
	if claims.Has("a") {
		t.Error("claimed before it was added")
	}
	var all sync.WaitGroup
	for _, id := range []string{"a", "b", "a"} {
		all.Go(func() { claims.Add(id) })
	}
	all.Wait()
	if !claims.Has("a") || !claims.Has("b") || claims.Has("c") {
		t.Error("claimed are not exactly a and b")
	}
}

func TestKeyedMutex(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		keys []string
		took time.Duration
	}{
		"one key: one after another": {[]string{"a", "a", "a"}, 3 * time.Second},
		"other keys: at once":        {[]string{"a", "b", "c"}, time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mutex KeyedMutex
				var all sync.WaitGroup
				start := time.Now()
				for _, key := range tt.keys {
					all.Go(func() {
						unlock, err := mutex.Lock(t.Context(), key)
						if err != nil {
							t.Error(err)
							return
						}
						defer unlock()
						<-time.After(time.Second)
					})
				}
				all.Wait()
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %s, want %s", took, tt.took)
				}
			})
		})
	}
}

func TestKeyedMutexGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mutex KeyedMutex
		unlock, err := mutex.Lock(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := mutex.Lock(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want that of the context", err)
		}
		unlock()
		if unlock, err = mutex.Lock(t.Context(), "a"); err != nil {
			t.Fatalf("who gave up holds the mutex: %v", err)
		}
		unlock()
	})
}

func TestMade(t *testing.T) {
	t.Parallel()
	var made Made
	if got := made.Of("a share"); got != "" {
		t.Errorf("%q was made before anything was", got)
	}
	made.Add("a share", "1")
	made.Add("a rule", "2")
	made.Add("a share", "3")
	if got := [2]string{made.Of("a share"), made.Of("a rule")}; got != [2]string{"3", "2"} {
		t.Errorf("made %q, want the newest of each", got)
	}
}
