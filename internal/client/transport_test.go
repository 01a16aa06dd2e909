package client

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// roundTripper is a fake network.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// outcome is what becomes of one try.
type outcome struct {
	status int
	header http.Header
	body   io.Reader
	err    error
}

// scripted is a network with the given outcomes, and a 200 for every try after
// them. It counts the tries.
func scripted(tries *int, outcomes ...outcome) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		next := outcome{status: 200}
		if *tries < len(outcomes) {
			next = outcomes[*tries]
		}
		*tries++
		if next.err != nil {
			return nil, next.err
		}
		if next.body == nil {
			next.body = strings.NewReader("{}")
		}
		if next.header == nil {
			next.header = http.Header{}
		}
		return &http.Response{
			StatusCode: next.status, Header: next.header, Body: io.NopCloser(next.body), Request: req,
		}, nil
	}
}

// over is a transport over a fake network.
func over(network http.RoundTripper, config TransportConfig) *transport {
	if config.RequestTimeout == 0 {
		config.RequestTimeout = DefaultRequestTimeout
	}
	config.Base = network
	return newTransport(config, nil)
}

func newRequest(t *testing.T, ctx context.Context, method, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, "http://manila.invalid/v2/resource-locks?lock_reason=private",
		strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// cutBody fails after the first bytes.
func cutBody() io.Reader {
	return io.MultiReader(strings.NewReader(`{"resou`), failingReader{io.ErrUnexpectedEOF})
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

var (
	refusedDial = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	unknownHost = &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
	slowDNS     = &net.OpError{Op: "dial", Err: &net.DNSError{Err: "timeout", IsTimeout: true}}
	badTLS      = &tls.CertificateVerificationError{Err: errors.New("signed by unknown authority")}
)

func TestTransportSendsAgain(t *testing.T) {
	t.Parallel()
	const all = "GET HEAD PUT DELETE POST PATCH POST+"
	const safe = "GET HEAD PUT DELETE POST+"
	tests := map[string]struct {
		outcome outcome
		// again are the methods that are sent again; POST+ is a POST marked as repeatable.
		again string
	}{
		"200":                  {outcome{status: 200}, ""},
		"400":                  {outcome{status: 400}, ""},
		"401":                  {outcome{status: 401}, ""},
		"404":                  {outcome{status: 404}, ""},
		"409":                  {outcome{status: 409}, ""},
		"501":                  {outcome{status: 501}, ""},
		"429":                  {outcome{status: 429}, all},
		"500":                  {outcome{status: 500}, safe},
		"502":                  {outcome{status: 502}, safe},
		"503":                  {outcome{status: 503}, safe},
		"504":                  {outcome{status: 504}, safe},
		"refused connection":   {outcome{err: refusedDial}, all},
		"name server too slow": {outcome{err: slowDNS}, all},
		"unknown host":         {outcome{err: unknownHost}, ""},
		"bad certificate":      {outcome{err: badTLS}, ""},
		"cut before an answer": {outcome{err: io.EOF}, safe},
		"cut in the body":      {outcome{status: 200, body: cutBody()}, safe},
	}
	for name, tt := range tests {
		for method := range strings.FieldsSeq(all) {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx := t.Context()
					if method == "POST+" {
						ctx = Repeatable(ctx)
					}
					outcome := tt.outcome
					if outcome.body != nil {
						outcome.body = cutBody()
					}
					tries := 0
					resp, err := over(scripted(&tries, outcome), TransportConfig{MaxRetries: 3}).
						RoundTrip(newRequest(t, ctx, strings.TrimSuffix(method, "+"), "{}"))
					want := 1
					if strings.Contains(" "+tt.again+" ", " "+method+" ") {
						want = 2
					}
					if tries != want {
						t.Errorf("%d tries, want %d (error %v)", tries, want, err)
					}
					if failed := want == 1 && tt.outcome.status != 0 && tt.outcome.body == nil; failed &&
						(err != nil || resp.StatusCode != tt.outcome.status) {
						t.Errorf("answer %v, error %v; want status %d", resp, err, tt.outcome.status)
					}
				})
			})
		}
	}
}

func TestTransportBusyAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		transport := over(scripted(&tries, outcome{status: 409, body: strings.NewReader("busy")}, outcome{status: 409}),
			TransportConfig{MaxRetries: 5})
		transport.busy = func(status int, body []byte) bool { return status == 409 && string(body) == "busy" }
		resp, err := transport.RoundTrip(newRequest(t, t.Context(), http.MethodPost, "{}"))
		if err != nil || resp.StatusCode != 409 || tries != 2 {
			t.Errorf("%d tries, answer %v, error %v; want 2 tries and the second 409", tries, resp, err)
		}
	})
}

func TestTransportMaxRetries(t *testing.T) {
	t.Parallel()
	for name, maxRetries := range map[string]int{"none": 0, "one": 1, "five": 5} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				always := make([]outcome, 10)
				for i := range always {
					always[i] = outcome{status: 503}
				}
				resp, err := over(scripted(&tries, always...), TransportConfig{MaxRetries: maxRetries}).
					RoundTrip(newRequest(t, t.Context(), http.MethodGet, ""))
				if err != nil {
					t.Fatal(err)
				}
				if resp.StatusCode != 503 || tries != maxRetries+1 {
					t.Errorf("status %d after %d tries, want 503 after %d", resp.StatusCode, tries, maxRetries+1)
				}
			})
		})
	}
}

func TestTransportWaits(t *testing.T) {
	t.Parallel()
	in := func(d time.Duration) func() string {
		return func() string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	}
	text := func(s string) func() string { return func() string { return s } }
	const half = 500 * time.Millisecond
	tests := map[string]struct {
		retryAfter func() string
		min, max   time.Duration
	}{
		"no word":                       {text(""), half / 2, half},
		"nonsense":                      {text("soon"), half / 2, half},
		"negative":                      {text("-7"), half / 2, half},
		"at once":                       {text("0"), 0, 0},
		"seconds":                       {text("7"), 7 * time.Second, 7 * time.Second},
		"more seconds than the bound":   {text("3600"), time.Minute, time.Minute},
		"more seconds than a duration":  {text("9223372037"), time.Minute, time.Minute},
		"more seconds than any integer": {text("99999999999999999999"), half / 2, half},
		"a date":                        {in(9 * time.Second), 9 * time.Second, 9 * time.Second},
		"a date gone by":                {in(-time.Hour), 0, 0},
		"a date beyond the bound":       {in(time.Hour), time.Minute, time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				header := http.Header{"Retry-After": {tt.retryAfter()}}
				start := time.Now()
				_, err := over(scripted(&tries, outcome{status: 503, header: header}), TransportConfig{MaxRetries: 1}).
					RoundTrip(newRequest(t, t.Context(), http.MethodGet, ""))
				if took := time.Since(start); err != nil || took < tt.min || took > tt.max {
					t.Errorf("took %s (error %v), want %s to %s", took, err, tt.min, tt.max)
				}
			})
		})
	}
}

func TestDelayDoublesUpToTheBound(t *testing.T) {
	t.Parallel()
	for attempt, longest := range []time.Duration{
		500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second,
		32 * time.Second, time.Minute, time.Minute,
	} {
		for range 100 {
			if delay := delayBefore(attempt, nil, nil); delay < longest/2 || delay > longest {
				t.Fatalf("delay %s before try %d, want %s to %s", delay, attempt+2, longest/2, longest)
			}
		}
	}
	if delay := delayBefore(1000, nil, nil); delay < longestDelay/2 || delay > longestDelay {
		t.Errorf("delay %s after a thousand tries", delay)
	}
}

// hanging is a network that answers only when the request is given up.
var hanging = roundTripper(func(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
})

func TestTransportTimeout(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method string
		want   time.Duration // the least and, but for the waits between, the most
		tries  int
	}{
		"repeated":     {http.MethodGet, 6 * time.Second, 3},
		"not repeated": {http.MethodPost, 2 * time.Second, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				network := roundTripper(func(req *http.Request) (*http.Response, error) {
					tries++
					return hanging(req)
				})
				start := time.Now()
				_, err := over(network, TransportConfig{MaxRetries: 2, RequestTimeout: 2 * time.Second}).
					RoundTrip(newRequest(t, t.Context(), tt.method, "{}"))
				took := time.Since(start)
				if tries != tt.tries || took < tt.want || took > tt.want+2*time.Second {
					t.Errorf("%d tries in %s, want %d in %s", tries, took, tt.tries, tt.want)
				}
				want := tt.method + " http://manila.invalid/v2/resource-locks: no answer within 2s"
				if err == nil || err.Error() != want || !IsAnswerLost(err) || errors.Is(err, context.Canceled) {
					t.Errorf("error %v, want %q", err, want)
				}
			})
		})
	}
}

func TestTransportCancelled(t *testing.T) {
	t.Parallel()
	tests := map[string]roundTripper{
		"while outstanding": hanging,
		"while waiting":     scripted(new(int), outcome{status: 503, header: http.Header{"Retry-After": {"30"}}}),
	}
	for name, network := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				_, err := over(network, TransportConfig{MaxRetries: 5}).RoundTrip(newRequest(t, ctx, http.MethodGet, ""))
				connection, ok := errors.AsType[*ConnectionError](err)
				if took := time.Since(start); !ok || took != time.Second || !errors.Is(err, context.Canceled) {
					t.Fatalf("error %v after %s, want a ConnectionError by the cancellation after 1s", err, took)
				}
				if connection.URL != "http://manila.invalid/v2/resource-locks" {
					t.Errorf("URL %q has more than scheme, host and path", connection.URL)
				}
			})
		})
	}
}

func TestTransportSendsTheWholeBodyAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var bodies, agents []string
		network := roundTripper(func(req *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(req.Body)
			bodies, agents = append(bodies, string(body)), append(agents, req.Header.Get("User-Agent"))
			status := http.StatusTooManyRequests
			if len(bodies) == 3 {
				status = http.StatusOK
			}
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody}, err
		})
		req := newRequest(t, t.Context(), http.MethodPost, `{"resource_lock": {}}`)
		req.Header.Set("User-Agent", "gophercloud")
		config := TransportConfig{MaxRetries: 5, UserAgent: "terraform-provider-custody/test"}
		if _, err := over(network, config).RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		want := `{"resource_lock": {}}`
		if diff := cmp.Diff([]string{want, want, want}, bodies); diff != "" {
			t.Errorf("bodies (-want +got):\n%s", diff)
		}
		if agent := "terraform-provider-custody/test"; !cmp.Equal(agents, []string{agent, agent, agent}) {
			t.Errorf("user agents %q", agents)
		}
		if agent := req.Header.Get("User-Agent"); agent != "gophercloud" {
			t.Errorf("the caller's request was changed: its user agent is %q", agent)
		}
	})
}

func TestTransportWithoutConnectionAndChance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		start := time.Now()
		config := TransportConfig{
			MaxRetries: 2, RequestTimeout: DefaultRequestTimeout,
			Base:   scripted(&tries, outcome{status: 503}, outcome{status: 503}, outcome{status: 200}),
			Jitter: func(bound time.Duration) time.Duration { return bound / 4 },
		}
		resp, err := newTransport(config, nil).RoundTrip(newRequest(t, t.Context(), http.MethodGet, ""))
		if err != nil || resp.StatusCode != http.StatusOK || tries != 3 {
			t.Fatalf("%d tries, answer %v, error %v", tries, resp, err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if want := (firstDelay + 2*firstDelay) * 5 / 8; time.Since(start) != want {
			t.Errorf("took %s, want %s", time.Since(start), want)
		}
	})
}

func TestAServerMayBeAtWorkForThirtySecondsAtLeast(t *testing.T) {
	t.Parallel()
	for timeout, want := range map[time.Duration]time.Duration{time.Second: 30 * time.Second, time.Minute: time.Minute} {
		if got := (TransportConfig{RequestTimeout: timeout}).work(); got != want {
			t.Errorf("%s with a request_timeout of %s, want %s", got, timeout, want)
		}
	}
}
