package client

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestMutex(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m mutex
		unlock, err := m.lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		stopped, stop := context.WithCancel(t.Context())
		left := make(chan error)
		go func() {
			_, err := m.lock(stopped)
			left <- err
		}()
		synctest.Wait()
		stop()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("a waiter that is stopped got %v", err)
		}
		go func() {
			_, err := m.lock(t.Context())
			left <- err
		}()
		synctest.Wait()
		unlock()
		if err := <-left; err != nil {
			t.Errorf("the next waiter got %v", err)
		}
	})
}
