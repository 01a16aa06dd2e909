package client

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// afterCancel is how long a creation whose answer was lost may be looked for
// when the run was told to stop.
const afterCancel = 10 * time.Second

// Creation makes one object with a request that must not be carried out twice.
type Creation[T any] struct {
	// Create sends the request once.
	Create func(context.Context) (T, error)
	// Find looks for an object that an earlier Create made although its answer was
	// lost, other than the given one (nil: any).
	Find func(ctx context.Context, except *T) (T, bool, error)
	// Discard removes an object that this Creation has made and has no use for.
	Discard func(context.Context, T) error
	// Jitter is the TransportConfig's.
	Jitter func(time.Duration) time.Duration
}

// Once carries out the creation: after a lost answer it looks whether the object
// is there and takes charge of it, and only otherwise sends the request again, up
// to maxRetries times. A request that the server was still working on when it was
// looked for ends in two objects: then the second, of which the server's answer
// says that it is this caller's own, is discarded. A second that is refused, as it
// may be because of the first, ends with the first.
//
// When ctx is cancelled while the answer is outstanding, the object is still
// looked for, so that it is not lost from state.
func (c Creation[T]) Once(ctx context.Context, maxRetries int) (T, error) {
	for attempt := 0; ; attempt++ {
		made, err := c.Create(ctx)
		if err == nil {
			if attempt == 0 {
				return made, nil
			}
			return c.keepOne(ctx, made), nil
		}
		refused := !IsAnswerLost(err)
		if refused && attempt == 0 {
			return made, err
		}
		found, ok, lookErr := c.look(ctx)
		switch {
		case refused && !ok:
			return made, err
		case lookErr != nil:
			return found, &UnknownOutcomeError{Err: err, Looking: lookErr}
		case ok:
			return found, nil
		case attempt >= maxRetries || ctx.Err() != nil:
			return found, err
		}
		if wait(ctx, delayBefore(attempt, nil, c.Jitter)) != nil {
			return found, err
		}
	}
}

func (c Creation[T]) look(ctx context.Context) (T, bool, error) {
	if ctx.Err() != nil {
		detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterCancel)
		defer cancel()
		ctx = detached
	}
	return c.Find(ctx, nil)
}

// keepOne ends with one object where an earlier try came through late.
func (c Creation[T]) keepOne(ctx context.Context, made T) T {
	earlier, ok, err := c.Find(ctx, &made)
	if err == nil && ok {
		if err = c.Discard(ctx, made); err == nil {
			return earlier
		}
	}
	if err != nil {
		tflog.Warn(ctx, "an earlier try may have come through late and left a second object", map[string]any{"error": err.Error()})
	}
	return made
}

// UnknownOutcomeError is a request of which neither its own answer nor a later
// look says whether it was carried out.
type UnknownOutcomeError struct {
	// Err is how the request failed.
	Err error
	// Looking is how looking for its result failed.
	Looking error
}

func (e *UnknownOutcomeError) Error() string {
	return e.Err.Error() + "; looking whether it was carried out all the same failed too: " + e.Looking.Error()
}

func (e *UnknownOutcomeError) Unwrap() []error { return []error{e.Err, e.Looking} }
