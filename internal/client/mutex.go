package client

import (
	"context"
	"sync"
)

// mutex is a mutex whose waiters leave when their context ends. The zero mutex is unlocked.
type mutex struct {
	once sync.Once
	held chan struct{}
}

// lock waits for the mutex. It fails only when ctx ends first.
func (m *mutex) lock(ctx context.Context) (unlock func(), err error) {
	m.once.Do(func() { m.held = make(chan struct{}, 1) })
	select {
	case m.held <- struct{}{}:
		return func() { <-m.held }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
