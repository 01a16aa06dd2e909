package client

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestSharedFailure holds that all who wait share what became of it, and that who comes later tries again.
func TestSharedFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared Shared[string]
		broken := errors.New("broken")
		calls := 0
		get := func(ctx context.Context) (string, error) {
			calls++
			return "", errors.Join(wait(ctx, time.Minute), broken)
		}
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if _, err := shared.Get(t.Context(), get); !errors.Is(err, broken) {
					t.Errorf("error %v", err)
				}
			})
		}
		group.Wait()
		if calls != 1 {
			t.Errorf("%d calls for four who waited, want one", calls)
		}
		_, err := shared.Get(t.Context(), func(context.Context) (string, error) { return "found", nil })
		if err != nil {
			t.Errorf("who comes later gets %v", err)
		}
	})
}

// TestSharedStop holds that who waits tries again where the other was told to stop.
func TestSharedStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared Shared[string]
		get := func(ctx context.Context) (string, error) { return "found", wait(ctx, time.Minute) }
		stopped, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := shared.Get(stopped, get); !errors.Is(err, context.Canceled) {
				t.Errorf("who was told to stop got %v", err)
			}
		})
		synctest.Wait()
		group.Go(func() {
			if value, err := shared.Get(t.Context(), get); value != "found" || err != nil {
				t.Errorf("who waited got %q, %v", value, err)
			}
		})
		synctest.Wait()
		stop()
		group.Wait()
	})
}
