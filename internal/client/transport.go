package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// Defaults of the provider's max_retries and request_timeout.
const (
	DefaultMaxRetries     = 5
	DefaultRequestTimeout = 60 * time.Second
)

const (
	firstDelay = 500 * time.Millisecond
	// longestDelay also bounds a server's Retry-After.
	longestDelay = time.Minute
	// longestAnswer is in bytes. The longest honest answer is a list of all locks of a cloud.
	longestAnswer = 16 << 20
)

// errTooLong is an answer of which nothing is believed, for it was not read to its end.
var errTooLong = fmt.Errorf("the answer is longer than %d MiB", longestAnswer>>20)

var (
	// Manila names its request id like Nova's; Keystone and Google have their own.
	requestIDHeaders = []string{"X-Openstack-Request-Id", "X-Compute-Request-Id", "X-Request-Id"}

	retryableStatuses = []int{
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	}
)

// TransportConfig is how requests are sent to any of the clouds.
type TransportConfig struct {
	// MaxRetries is how often one request is sent again.
	MaxRetries int
	// RequestTimeout is for one request, from the connection to the last byte of the answer.
	RequestTimeout time.Duration
	// UserAgent is sent as it is.
	UserAgent string
	// Base carries each try of a request instead of a connection of the transport's own. Nil, as outside of tests:
	// there is none.
	Base http.RoundTripper
	// Jitter is a random part of a time, at least zero and less than it. Nil, as outside of tests: of math/rand.
	Jitter func(time.Duration) time.Duration
}

// leastWork is for how long a server may be at work on a request even where the provider waits less for an answer.
const leastWork = 30 * time.Second

// work is for how long after a lost answer the server may still be at work.
func (c TransportConfig) work() time.Duration {
	return max(c.RequestTimeout, leastWork)
}

// transport sends a request, and again where that is safe: after a connection
// failure or a status that passes, unless the request could then be carried out
// twice. It logs each try and reads the whole answer, so that a connection that
// is cut in the middle of a body is a failed try too.
type transport struct {
	TransportConfig
	base http.RoundTripper
	// redact writes a URL for logs and errors.
	redact func(*url.URL) string
	// busy says of an answer that the same request will pass later, where the
	// status alone does not. May be nil.
	busy  func(status int, body []byte) bool
	holds holds
}

func newTransport(config TransportConfig, tlsConfig *tls.Config) *transport {
	base := config.Base
	if base == nil {
		base = newConnections(tlsConfig)
	}
	return &transport{
		TransportConfig: config,
		base:            base,
		redact:          func(u *url.URL) string { return u.Scheme + "://" + u.Host + u.Path },
	}
}

func newConnections(tlsConfig *tls.Config) *http.Transport {
	connections := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		TLSClientConfig:     tlsConfig,
		TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2:   true,
		IdleConnTimeout:     90 * time.Second,
	}
	// Each of the objects that Terraform works on at a time, as many as -parallelism says, may keep its connection.
	connections.MaxIdleConnsPerHost = 256
	return connections
}

type repeatable struct{}

// Repeatable marks the requests of a context as safe to send twice whatever
// their method says, such as a login or a POST that sets a status.
func Repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatable{}, true)
}

func isRepeatable(req *http.Request) bool {
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete:
		return true
	}
	marked, _ := req.Context().Value(repeatable{}).(bool)
	return marked
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	run := runOf(req.Context())
	if err := run.Err(); err != nil && !isRepeatable(req) {
		return nil, t.stopped(req, err)
	}
	for attempt := 0; ; attempt++ {
		if err := t.holds.wait(run, req.URL.Host); err != nil {
			return nil, t.stopped(req, err)
		}
		resp, body, err := t.try(req, attempt)
		if err == nil {
			t.holds.note(req.URL.Host, resp)
		}
		if attempt >= t.MaxRetries || !t.mayRepeat(req, resp, body, err) {
			return resp, err
		}
		// What gets here was not carried out, or may be carried out twice.
		if err := wait(run, delayBefore(attempt, resp, t.Jitter)); err != nil {
			return nil, t.stopped(req, err)
		}
	}
}

func (t *transport) stopped(req *http.Request, err error) error {
	return &ConnectionError{Method: req.Method, URL: t.redact(req.URL), Err: stoppedError{err}}
}

// try sends the request once, within the time that one request has.
func (t *transport) try(req *http.Request, attempt int) (*http.Response, []byte, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.RequestTimeout,
		fmt.Errorf("no answer within %s", t.RequestTimeout))
	defer cancel()
	once := req.Clone(ctx)
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, nil, err
		}
		once.Body = body
	}
	if t.UserAgent != "" {
		once.Header.Set("User-Agent", t.UserAgent)
	}

	start := time.Now()
	resp, err := t.base.RoundTrip(once)
	var body []byte
	if err == nil {
		body, err = readAnswer(resp.Body)
		err = errors.Join(err, resp.Body.Close())
		body = withoutSecrets(once, resp.StatusCode, body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
	}
	t.log(req, resp, err, attempt, time.Since(start))
	if err != nil {
		if ctx.Err() != nil && req.Context().Err() == nil {
			err = context.Cause(ctx)
		}
		return nil, nil, &ConnectionError{Method: req.Method, URL: t.redact(req.URL), Err: err}
	}
	return resp, body, nil
}

// readAnswer reads a body to its end, and no more of it than an answer may have.
func readAnswer(body io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(body, longestAnswer+1))
	if len(content) > longestAnswer {
		return nil, errTooLong
	}
	return content, err
}

func (t *transport) mayRepeat(req *http.Request, resp *http.Response, body []byte, err error) bool {
	if req.Context().Err() != nil {
		return false
	}
	if err != nil {
		return !isPermanent(err) && (neverSent(err) || isRepeatable(req))
	}
	if t.busy != nil && t.busy(resp.StatusCode, body) {
		return true
	}
	if !slices.Contains(retryableStatuses, resp.StatusCode) {
		return false
	}
	// 429 is said before any work is done.
	return resp.StatusCode == http.StatusTooManyRequests || isRepeatable(req)
}

func (t *transport) log(req *http.Request, resp *http.Response, err error, attempt int, took time.Duration) {
	if !tflog.IsDebug(req.Context()) {
		return
	}
	fields := map[string]any{
		"method":      req.Method,
		"url":         t.redact(req.URL),
		"duration_ms": took.Milliseconds(),
		"attempt":     attempt + 1,
	}
	if err != nil {
		fields["error"] = err.Error()
	} else {
		fields["status"] = resp.StatusCode
		fields["request_id"] = requestID(resp.Header)
	}
	tflog.Debug(req.Context(), "API request", fields)
}

func requestID(header http.Header) string {
	for _, name := range requestIDHeaders {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// delayBefore is the time before the next try: the server's own word if it gave
// one, else doubling from half a second, with jitter so that requests which
// failed together do not come back together.
func delayBefore(attempt int, resp *http.Response, jitter func(time.Duration) time.Duration) time.Duration {
	if resp != nil {
		if asked, ok := retryAfter(resp.Header.Get("Retry-After")); ok {
			return min(asked, longestDelay)
		}
	}
	delay := min(firstDelay<<min(attempt, 16), longestDelay)
	if jitter == nil {
		jitter = rand.N[time.Duration]
	}
	return delay/2 + jitter(delay/2)
}

// retryAfter reads both forms of the header: seconds, up to longestDelay so that
// no number overflows, and a date.
func retryAfter(value string) (time.Duration, bool) {
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, int(longestDelay/time.Second))) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

func wait(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
