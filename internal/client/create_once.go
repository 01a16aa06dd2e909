package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gophercloud/gophercloud/v2"
)

// afterStop is how long a request that was sent is still followed when the run was told to stop.
const afterStop = 10 * time.Second

// forLook is how much longer the provider may look for what came of that request.
const forLook = 5 * time.Second

// Creation makes one object with a request that must not be carried out twice.
type Creation[T any] struct {
	// Create sends the request once. It answers the object that was asked for or an error: an answer that cannot be
	// read as that object is an error of any type but *APIError and counts as lost.
	Create func(context.Context) (T, error)
	// Find looks for what may have come of the request: all objects that are equal to what was asked for, were not
	// there before it, and are not known as other objects of this walk.
	Find func(context.Context) ([]T, error)
	// Name names an object for an error, such as by its id.
	Name func(T) string
	// Doubt says of a refusal that the object may be there all the same. Nil: of none.
	Doubt func(error) bool
	// MaxRetries is how often the request is sent again where the server has certainly not carried it out.
	MaxRetries int
	// Timeout is for how long after a lost answer the server may still be at work.
	Timeout time.Duration
	// Jitter is the TransportConfig's.
	Jitter func(time.Duration) time.Duration
}

// Once carries out the creation. A request that was sent is seen to its end, for at most 10 s more when the run is told
// to stop, and 5 s more to look for what came of it. In a run that was told to stop nothing else is sent. After a lost
// answer Once looks for the object and takes it if there is exactly one. If there is none it looks again while the
// server may still be working, and sends the request again only where the server itself said that its work has failed.
//
// The error is that of Create where nothing was made, and else a *LostAnswerError.
func (c Creation[T]) Once(ctx context.Context) (T, error) {
	var none T
	sent, end := Outlive(ctx)
	defer end()
	for attempt := 0; ; attempt++ {
		if err := ctx.Err(); err != nil {
			return none, err
		}
		made, err := c.Create(sent)
		if err == nil {
			return made, nil
		}
		outcome := endingOf(err)
		if outcome == refused && attempt == 0 && (c.Doubt == nil || !c.Doubt(err)) {
			return none, err
		}
		found, lookErr := c.look(ToLook(sent), outcome == lost)
		switch {
		case len(found) == 1:
			return found[0], nil
		case lookErr != nil || len(found) > 1 || outcome == lost:
			return none, c.lostAnswer(err, lookErr, found)
		case outcome != failed || attempt >= c.MaxRetries:
			return none, err
		}
		if wait(ctx, delayBefore(attempt, nil, c.Jitter)) != nil {
			return none, err
		}
	}
}

// look finds what came of the request, if need be again and again until the server cannot be working on it any more.
func (c Creation[T]) look(ctx context.Context, working bool) ([]T, error) {
	deadline := time.Now().Add(c.Timeout)
	ctx, cancel := context.WithDeadline(ctx, deadline.Add(c.Timeout))
	defer cancel()
	for attempt := 0; ; attempt++ {
		found, err := c.Find(ctx)
		left := time.Until(deadline)
		if len(found) > 0 || !working || left <= 0 || err != nil && endingOf(err) == refused {
			return found, err
		}
		if stopped := wait(ctx, min(left, delayBefore(attempt, nil, c.Jitter))); stopped != nil {
			return found, err
		}
	}
}

func (c Creation[T]) lostAnswer(err, lookErr error, found []T) error {
	lost := &LostAnswerError{Err: err, Looking: lookErr}
	for _, object := range found {
		lost.Candidates = append(lost.Candidates, c.Name(object))
	}
	return lost
}

// LostAnswerError is a request that was sent and of which nobody can say what came of it.
type LostAnswerError struct {
	// Err is how the request ended.
	Err error
	// Looking is how looking for its result failed; nil if it did not.
	Looking error
	// Candidates are the objects that were found, any of which may be its result; empty if none was.
	Candidates []string
}

func (e *LostAnswerError) Error() string {
	switch {
	case e.Looking != nil:
		return e.Err.Error() + "; looking whether it was carried out all the same failed too: " + e.Looking.Error()
	case len(e.Candidates) > 0:
		return fmt.Sprintf("%v; since then there are several objects that it may have made: %s", e.Err,
			strings.Join(e.Candidates, ", "))
	}
	return e.Err.Error() + "; nothing that it made was found, but the server may still be working on it"
}

func (e *LostAnswerError) Unwrap() []error {
	if e.Looking == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.Looking}
}

// runKey finds the context of the run in a context that outlives it, and lookKey the context to look for the outcome.
type (
	runKey  struct{}
	lookKey struct{}
)

// Outlive is a context with the values of ctx that ends 10 s after it. A request that is not idempotent is sent with
// it, so that its answer is not lost when the run is told to stop. Waits between two tries still end with ctx.
func Outlive(ctx context.Context) (context.Context, context.CancelFunc) {
	looking, endLooking := outlive(ctx, context.WithValue(context.WithoutCancel(ctx), runKey{}, ctx), afterStop+forLook)
	sent, endSent := outlive(ctx, context.WithValue(looking, lookKey{}, looking), afterStop)
	return sent, func() {
		endSent()
		endLooking()
	}
}

// ToLook is the context to look for what came of a request that was sent with a context of Outlive: it ends 5 s after
// that, so that the end of the request leaves time to look.
func ToLook(sent context.Context) context.Context {
	if looking, ok := sent.Value(lookKey{}).(context.Context); ok {
		return looking
	}
	return sent
}

// outlive is a context within parent that ends so long after the run.
func outlive(run, parent context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancelCause(parent)
	over := make(chan struct{})
	stop := context.AfterFunc(run, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(fmt.Errorf("the run was told to stop, and no answer came within %s", grace))
		case <-over:
		}
	})
	return longer, func() {
		stop()
		close(over)
		cancel(context.Canceled)
	}
}

// runOf is the context that a stop of the run ends.
func runOf(ctx context.Context) context.Context {
	if run, ok := ctx.Value(runKey{}).(context.Context); ok {
		return run
	}
	return ctx
}

// ending is what an error says of the request that ended with it.
type ending int

const (
	// lost: the request may have been carried out, now or later.
	lost ending = iota
	// failed: the service itself failed, and works on it no more; what it did before is unknown.
	failed
	// turnedBack: something on the way, such as a proxy, turned the request back; it hardly reached the service.
	turnedBack
	// refused: nothing was done.
	refused
)

// endingOf counts as lost what says nothing certain: a broken connection, a time-out, a gateway's answer and one that
// cannot be read.
func endingOf(err error) ending {
	if isUnsent(err) {
		return refused
	}
	answer, ok := AsAPIError(err)
	switch {
	case !ok:
		return lost
	case answer.Status == http.StatusTooManyRequests:
		return refused
	case answer.Status == http.StatusBadGateway, answer.Status == http.StatusGatewayTimeout, answer.Status/100 == 2:
		return lost
	case answer.Status >= http.StatusInternalServerError, answer.Status == http.StatusRequestTimeout:
		if answer.Kind == "" {
			return lost
		}
		return failed
	case answer.Kind == "":
		return turnedBack
	}
	return refused
}

// isUnsent says that the request itself never left, as when a login before it failed.
func isUnsent(err error) bool {
	if _, ok := errors.AsType[*LoginError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*GoogleLoginError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*gophercloud.ErrUnableToReauthenticate](err); ok {
		return true
	}
	return neverSent(err)
}
