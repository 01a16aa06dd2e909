package client

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"
)

var (
	errLost    = &ConnectionError{Method: "POST", URL: "http://m/v2", Err: errors.New("connection reset by peer")}
	errRefused = &APIError{Method: "POST", URL: "http://m/v2", Status: 400, Kind: "badRequest", Message: "No such."}
	errBusy    = &APIError{Method: "POST", URL: "http://m/v2", Status: 409, Kind: "conflictingRequest", Message: "Taken."}
	errFailed  = &APIError{Method: "POST", URL: "http://m/v2", Status: 503, Kind: "serviceUnavailable", Message: "Down."}
	errPage    = &APIError{Method: "POST", URL: "http://m/v2", Status: 403, Message: "the answer is an HTML page"}
	errLooking = &APIError{Method: "GET", URL: "http://m/v2", Status: 403, Kind: "forbidden", Message: "No."}
	errNoSense = errors.New("the answer has no id")
)

// creating ends each call of Create as the tries say, and each call of Find as the looks say, the last of them again
// and again. It notes its steps.
type creating struct {
	tries []error
	looks []string
	// lookErr fails each look.
	lookErr error

	steps []string
}

func next[T any](from *[]T) T {
	var first T
	if len(*from) == 0 {
		return first
	}
	first = (*from)[0]
	*from = (*from)[min(1, len(*from)-1):]
	return first
}

func (c *creating) creation() Creation[string] {
	return Creation[string]{
		Create: func(context.Context) (string, error) {
			c.steps = append(c.steps, "create")
			if err := next(&c.tries); err != nil {
				return "", err
			}
			return "made", nil
		},
		Find: func(ctx context.Context) ([]string, error) {
			c.steps = append(c.steps, "find")
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return strings.Fields(next(&c.looks)), c.lookErr
		},
		Name:       func(name string) string { return "object " + name },
		Doubt:      func(err error) bool { return errors.Is(err, errBusy) },
		MaxRetries: 2, Timeout: 2 * time.Second,
		Jitter: func(time.Duration) time.Duration { return 0 },
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
		"answered":    {creating{tries: []error{nil}}, "made", nil, "create"},
		"refused":     {creating{tries: []error{errRefused}}, "", errRefused, "create"},
		"lost, found": {creating{tries: []error{errLost}, looks: []string{"a"}}, "a", nil, "create find"},
		"lost, found late": {
			creating{tries: []error{errLost}, looks: []string{"", "", "a"}}, "a", nil, "create find find find",
		},
		"lost, never found, not sent again": {
			creating{tries: []error{errLost}}, "", &LostAnswerError{Err: errLost}, "create find find find find find",
		},
		"an answer that cannot be read": {
			creating{tries: []error{errNoSense}, looks: []string{"a"}}, "a", nil, "create find",
		},
		"lost, several found": {
			creating{tries: []error{errLost}, looks: []string{"a b"}},
			"",
			&LostAnswerError{Err: errLost, Candidates: []string{"object a", "object b"}}, "create find",
		},
		"lost, looking refused": {
			creating{tries: []error{errLost}, lookErr: errLooking},
			"",
			&LostAnswerError{Err: errLost, Looking: errLooking}, "create find",
		},
		"failed, found":      {creating{tries: []error{errFailed}, looks: []string{"a"}}, "a", nil, "create find"},
		"failed, sent again": {creating{tries: []error{errFailed, nil}}, "made", nil, "create find create"},
		"failed each time": {
			creating{tries: []error{errFailed}}, "", errFailed, "create find create find create find",
		},
		"failed, looking failed": {
			creating{tries: []error{errFailed}, lookErr: errLooking},
			"",
			&LostAnswerError{Err: errFailed, Looking: errLooking}, "create find",
		},
		"failed, then refused because of what came of the first": {
			creating{tries: []error{errFailed, errRefused}, looks: []string{"", "a"}}, "a", nil, "create find create find",
		},
		"refused in doubt, found":     {creating{tries: []error{errBusy}, looks: []string{"a"}}, "a", nil, "create find"},
		"refused in doubt, not found": {creating{tries: []error{errBusy}}, "", errBusy, "create find"},
		"turned back":                 {creating{tries: []error{errPage}}, "", errPage, "create find"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got, err := tt.creating.creation().Once(t.Context())
				if got != tt.want || !sameError(err, tt.wantErr) {
					t.Errorf("%q and error %v, want %q and %v", got, err, tt.want, tt.wantErr)
				}
				if diff := cmp.Diff(tt.steps, strings.Join(tt.creating.steps, " ")); diff != "" {
					t.Errorf("steps (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func sameError(got, want error) bool {
	if got == nil || want == nil {
		return got == nil && want == nil
	}
	return got.Error() == want.Error()
}

func TestLostAnswerErrorTellsBoth(t *testing.T) {
	t.Parallel()
	err := error(&LostAnswerError{Err: errLost, Looking: errLooking})
	const want = "POST http://m/v2: connection reset by peer; looking whether it was carried out all the same failed " +
		"too: GET http://m/v2 answered 403 Forbidden: No."
	if err.Error() != want || !errors.Is(err, errLost) || !errors.Is(err, errLooking) || !IsAnswerLost(err) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestEndingOf(t *testing.T) {
	t.Parallel()
	answered := func(status int, kind string) error { return &APIError{Status: status, Kind: kind} }
	tests := map[string]struct {
		err  error
		want ending
	}{
		"cut":                   {errLost, lost},
		"no sense":              {errNoSense, lost},
		"no connection":         {&ConnectionError{Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, refused},
		"no proxy":              {&ConnectionError{Err: &net.OpError{Op: "proxyconnect", Err: errors.New("x")}}, refused},
		"stopped before":        {&ConnectionError{Err: stoppedError{context.Canceled}}, refused},
		"no login":              {&LoginError{Err: errLost}, refused},
		"no Google login":       {&GoogleLoginError{Err: errLost}, refused},
		"no renewal":            {&gophercloud.ErrUnableToReauthenticate{ErrReauth: errLost}, refused},
		"the service's 400":     {answered(400, "badRequest"), refused},
		"the service's 408":     {answered(408, "timeout"), failed},
		"the service's 500":     {answered(500, "computeFault"), failed},
		"the service's 503":     {answered(503, "UNAVAILABLE"), failed},
		"a 502 of any form":     {answered(502, "error"), lost},
		"a 504 of any form":     {answered(504, "DEADLINE_EXCEEDED"), lost},
		"a page with 500":       {answered(500, ""), lost},
		"a page with 408":       {answered(408, ""), lost},
		"a page with 524":       {answered(524, ""), lost},
		"a page with 404":       {answered(404, ""), turnedBack},
		"a redirect":            {answered(307, ""), turnedBack},
		"an unexpected success": {answered(201, ""), lost},
		"429 of anybody":        {answered(429, ""), refused},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := endingOf(tt.err); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}

func TestCreationIsSeenToItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := creating{}
		creation := c.creation()
		creation.Create = func(ctx context.Context) (string, error) {
			cancel()
			if err := wait(ctx, 9*time.Second); err != nil {
				return "", &ConnectionError{Err: err}
			}
			return "made", nil
		}
		if got, err := creation.Once(ctx); got != "made" || err != nil {
			t.Errorf("%q and error %v after a stop, want what was made", got, err)
		}
	})
}

// A request that is given up ten seconds after a stop leaves time to look for what came of it.
func TestCreationLooksAfterAStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		creation := (&creating{looks: []string{"late"}}).creation()
		creation.Create = func(ctx context.Context) (string, error) {
			cancel()
			<-ctx.Done()
			return "", &ConnectionError{Err: context.Cause(ctx)}
		}
		start := time.Now()
		got, err := creation.Once(ctx)
		if took := time.Since(start); got != "late" || err != nil || took != afterStop {
			t.Errorf("%q and error %v after %s, want what was found after %s", got, err, took, afterStop)
		}
	})
}

func TestCreationEndsTenSecondsAfterAStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		creation := (&creating{}).creation()
		creation.Timeout = time.Minute
		creation.Create = func(ctx context.Context) (string, error) {
			cancel()
			start := time.Now()
			<-ctx.Done()
			if took := time.Since(start); took != afterStop {
				t.Errorf("gave up the request after %s, want after %s", took, afterStop)
			}
			return "", errLost
		}
		start := time.Now()
		_, err := creation.Once(ctx)
		if took := time.Since(start); took != afterStop+forLook || !errors.Is(err, errLost) {
			t.Errorf("gave up after %s with %v, want after %s", took, err, afterStop+forLook)
		}
	})
}

func TestCreationSendsNothingAfterAStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		c := creating{tries: []error{errFailed}}
		start := time.Now()
		_, err := c.creation().Once(ctx)
		if took := time.Since(start); took != 100*time.Millisecond || !errors.Is(err, errFailed) || len(c.steps) != 2 {
			t.Errorf("after %s: error %v, steps %v; want it to stop while waiting", took, err, c.steps)
		}
		before := len(c.steps)
		if _, err := c.creation().Once(ctx); !errors.Is(err, context.Canceled) || len(c.steps) != before {
			t.Errorf("error %v, steps %v; want nothing sent in a run that was told to stop", err, c.steps)
		}
	})
}

func TestTransportSendsNothingAfterAStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		run, cancel := context.WithCancel(t.Context())
		ctx, end := Outlive(run)
		defer end()
		sent := 0
		sender := newTransport(TransportConfig{
			MaxRetries: 5, RequestTimeout: time.Minute,
			Base: roundTripper(func(req *http.Request) (*http.Response, error) {
				sent++
				time.AfterFunc(time.Second, cancel)
				header := http.Header{"Retry-After": {"30"}}
				return &http.Response{StatusCode: 429, Header: header, Body: http.NoBody, Request: req}, nil
			}),
		}, nil)
		post := func(url string) error {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			_, err = sender.RoundTrip(req)
			return err
		}
		start := time.Now()
		if err := post("http://m/v2"); !isUnsent(err) || time.Since(start) != time.Second {
			t.Errorf("error %v after %s, want the wait to end with the run", err, time.Since(start))
		}
		// Requests to the first host would have to wait for its Retry-After, and end with the run because of that.
		if err := post("http://other/v2"); !isUnsent(err) || sent != 1 {
			t.Errorf("error %v, %d sent, want none after the stop", err, sent)
		}
	})
}
