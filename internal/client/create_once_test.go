package client

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	errLost    = &ConnectionError{Method: "POST", URL: "http://m/v2", Err: errors.New("connection reset by peer")}
	errRefused = &APIError{Method: "POST", URL: "http://m/v2", Status: 400, Kind: "badRequest", Message: "No such."}
	errBusy    = &APIError{Method: "POST", URL: "http://m/v2", Status: 409, Kind: "conflictingRequest", Message: "Taken."}
	errLooking = &APIError{Method: "GET", URL: "http://m/v2", Status: 403, Kind: "forbidden", Message: "No."}
)

// try is how one call of Create ends, and what is there when it has ended.
type try struct {
	made  string
	err   error
	there []string
}

// creating is a Creation that ends as the tries say, the last of them again and
// again, and that notes its steps.
type creating struct {
	tries      []try
	lookErr    error
	discardErr error

	steps []string
	there []string
}

func (c *creating) creation() Creation[string] {
	return Creation[string]{
		Create: func(context.Context) (string, error) {
			c.steps = append(c.steps, "create")
			next := c.tries[0]
			c.tries = c.tries[min(1, len(c.tries)-1):]
			c.there = next.there
			return next.made, next.err
		},
		Find: func(ctx context.Context, except *string) (string, bool, error) {
			c.steps = append(c.steps, "find")
			if err := ctx.Err(); err != nil {
				return "", false, err
			}
			if c.lookErr != nil {
				return "", false, c.lookErr
			}
			i := slices.IndexFunc(c.there, func(id string) bool { return except == nil || *except != id })
			if i < 0 {
				return "", false, nil
			}
			return c.there[i], true, nil
		},
		Discard: func(_ context.Context, id string) error {
			c.steps = append(c.steps, "discard "+id)
			return c.discardErr
		},
	}
}

func TestCreationOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		creating creating
		want     string
		wantErr  error
		steps    string
	}{
		"answered": {creating{tries: []try{{made: "a"}}}, "a", nil, "create"},
		"refused": {
			creating{tries: []try{{err: errRefused}}}, "", errRefused, "create",
		},
		"lost and found": {
			creating{tries: []try{{err: errLost, there: []string{"a"}}}}, "a", nil, "create, find",
		},
		"lost, not found, made by the next": {
			creating{tries: []try{{err: errLost}, {made: "b", there: []string{"b"}}}}, "b", nil, "create, find, create, find",
		},
		"found late: the second goes": {
			creating{tries: []try{{err: errLost}, {made: "b", there: []string{"a", "b"}}}},
			"a", nil, "create, find, create, find, discard b",
		},
		"found late, but the second stays": {
			creating{tries: []try{{err: errLost}, {made: "b", there: []string{"a", "b"}}}, discardErr: errLooking},
			"b", nil, "create, find, create, find, discard b",
		},
		"the second is refused because of the first": {
			creating{tries: []try{{err: errLost}, {err: errBusy, there: []string{"a"}}}}, "a", nil, "create, find, create, find",
		},
		"the second is refused, and there is no first": {
			creating{tries: []try{{err: errLost}, {err: errBusy}}}, "", errBusy, "create, find, create, find",
		},
		"lost each time": {
			creating{tries: []try{{err: errLost}}}, "", errLost, "create, find, create, find, create, find, create, find",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got, err := tt.creating.creation().Once(t.Context(), 3)
				if got != tt.want || !errors.Is(err, tt.wantErr) {
					t.Errorf("%q and error %v, want %q and %v", got, err, tt.want, tt.wantErr)
				}
				if diff := cmp.Diff(tt.steps, strings.Join(tt.creating.steps, ", ")); diff != "" {
					t.Errorf("steps (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestCreationOutcomeUnknown(t *testing.T) {
	t.Parallel()
	c := creating{tries: []try{{err: errLost}}, lookErr: errLooking}
	_, err := c.creation().Once(t.Context(), 3)
	unknown, ok := errors.AsType[*UnknownOutcomeError](err)
	if !ok || !errors.Is(err, errLost) || !errors.Is(err, errLooking) {
		t.Fatalf("error %v, want an UnknownOutcomeError of both", err)
	}
	const want = "POST http://m/v2: connection reset by peer; looking whether it was carried out all the same failed " +
		"too: GET http://m/v2: 403 Forbidden: No."
	if unknown.Error() != want {
		t.Errorf("text %q, want %q", unknown.Error(), want)
	}
	if steps := strings.Join(c.steps, ", "); steps != "create, find" {
		t.Errorf("steps %s: it was sent again without knowing", steps)
	}
}

func TestCreationCancelled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		there []string
		want  string
		err   error
	}{
		"carried out":     {[]string{"a"}, "a", nil},
		"not carried out": {nil, "", context.Canceled},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			c := creating{tries: []try{{there: tt.there}}}
			creation := c.creation()
			create := creation.Create
			creation.Create = func(ctx context.Context) (string, error) {
				cancel()
				_, _ = create(ctx)
				return "", &ConnectionError{Method: "POST", URL: "http://m/v2", Err: ctx.Err()}
			}
			got, err := creation.Once(ctx, 3)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%q and error %v, want %q and %v", got, err, tt.want, tt.err)
			}
			if steps := strings.Join(c.steps, ", "); steps != "create, find" {
				t.Errorf("steps %s, want one look and no second try", steps)
			}
		})
	}
}

func TestCreationLooksForALimitedTimeAfterCancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		_, err := Creation[string]{
			Create: func(context.Context) (string, error) {
				cancel()
				return "", errLost
			},
			Find: func(ctx context.Context, _ *string) (string, bool, error) {
				<-ctx.Done()
				return "", false, ctx.Err()
			},
		}.Once(ctx, 3)
		if took := time.Since(start); took != afterCancel || !errors.Is(err, errLost) {
			t.Errorf("gave up after %s with %v, want after %s", took, err, afterCancel)
		}
	})
}

func TestCreationCancelledBetweenTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		c := creating{tries: []try{{err: errLost}}}
		start := time.Now()
		_, err := c.creation().Once(ctx, 3)
		if took := time.Since(start); took != 100*time.Millisecond || !errors.Is(err, errLost) || len(c.steps) != 2 {
			t.Errorf("after %s: error %v, steps %v; want it to stop while waiting", took, err, c.steps)
		}
	})
}
