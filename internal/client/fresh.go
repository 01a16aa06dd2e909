package client

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// maxAge is how old a value may be that several readers share.
const maxAge = 5 * time.Second

// Fresh is a remote value that many read at the same time. Reads that come while one is under way, or within 5 s of its
// beginning, share its answer, unless the provider wrote something since. A failure is shared only by the reads that
// wait for it. The zero value is ready to use.
type Fresh[T any] struct {
	mu   sync.Mutex
	call *freshCall[T]
}

type freshCall[T any] struct {
	asked  time.Time
	writes uint64
	// waiting is how many wait for the answer. The request ends with the last of them.
	waiting int
	cancel  context.CancelFunc
	// done is closed when value and err are set.
	done  chan struct{}
	value T
	err   error
}

// Get answers the value, which the caller must not change. It waits no longer than ctx.
func (f *Fresh[T]) Get(ctx context.Context, writes *Writes, get func(context.Context) (T, error)) (T, error) {
	for {
		call := f.join(ctx, writes, get)
		select {
		case <-call.done:
		case <-ctx.Done():
			f.leave(call)
			var none T
			return none, ctx.Err()
		}
		f.leave(call)
		// What was under way when the provider wrote may lack the write.
		if call.err != nil || call.writes == writes.Count() {
			return call.value, call.err
		}
	}
}

func (f *Fresh[T]) join(ctx context.Context, writes *Writes, get func(context.Context) (T, error)) *freshCall[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.call == nil || f.call.writes != writes.Count() || time.Since(f.call.asked) > maxAge {
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f.call = &freshCall[T]{asked: time.Now(), writes: writes.Count(), cancel: cancel, done: make(chan struct{})}
		go f.run(ctx, f.call, get)
	}
	f.call.waiting++
	return f.call
}

func (f *Fresh[T]) run(ctx context.Context, call *freshCall[T], get func(context.Context) (T, error)) {
	defer call.cancel()
	call.value, call.err = get(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	if call.err != nil {
		f.forget(call)
	}
	close(call.done)
}

func (f *Fresh[T]) leave(call *freshCall[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	call.waiting--
	select {
	case <-call.done:
	default:
		if call.waiting == 0 {
			f.forget(call)
			call.cancel()
		}
	}
}

func (f *Fresh[T]) forget(call *freshCall[T]) {
	if f.call == call {
		f.call = nil
	}
}

// Writes counts the requests of a service that may have changed something: once before and once after each, so that a
// read which a write crossed is known by it.
type Writes struct{ n atomic.Uint64 }

// Count is how often a write began or ended.
func (w *Writes) Count() uint64 { return w.n.Load() }

// begin notes that a request is sent. The caller calls end when it is answered.
func (w *Writes) begin(method string) (end func()) {
	if w == nil || method == http.MethodGet || method == http.MethodHead {
		return func() {}
	}
	w.n.Add(1)
	return func() { w.n.Add(1) }
}

// writesTransport notes what is written through it.
type writesTransport struct {
	base   http.RoundTripper
	writes *Writes
}

func (t *writesTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	defer t.writes.begin(req.Method)()
	return t.base.RoundTrip(req)
}
