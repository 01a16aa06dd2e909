package client

import (
	"context"
	"errors"
	"sync"
)

// Shared is a value that many need and one of them gets for all. Those who wait meanwhile share a failure; who comes
// later tries again, unless the server refused: then it would refuse again, and some clouds lock a user out after a few
// refused logins. The zero value is ready to use.
type Shared[T any] struct {
	mu   sync.Mutex
	call *sharedCall[T]
}

type sharedCall[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// Get answers the value, with get if nobody got it before. It waits no longer than ctx.
func (s *Shared[T]) Get(ctx context.Context, get func(context.Context) (T, error)) (T, error) {
	for {
		call, own := s.join()
		if own {
			call.value, call.err = get(ctx)
			s.end(call)
			return call.value, call.err
		}
		select {
		case <-call.done:
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
		// Only who got it was told to stop, not who waited.
		if !errors.Is(call.err, context.Canceled) || ctx.Err() != nil {
			return call.value, call.err
		}
	}
}

func (s *Shared[T]) join() (call *sharedCall[T], own bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.call != nil {
		return s.call, false
	}
	s.call = &sharedCall[T]{done: make(chan struct{})}
	return s.call, true
}

func (s *Shared[T]) end(call *sharedCall[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if call.err != nil && !isFinal(call.err) {
		s.call = nil
	}
	close(call.done)
}

func isFinal(err error) bool {
	version, ok := errors.AsType[*VersionError](err)
	return isRefusal(err) || ok && version.Err == nil
}
