package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// Google is Google's APIs as one user. It gets a token on first use, which
// everything shares, and renews it when it ends and once on a 401.
type Google struct {
	apigee       *Apigee
	integrations *Integrations
}

// NewGoogle reads the credentials, and makes no request.
func NewGoogle(config GoogleConfig, how TransportConfig) (*Google, error) {
	transport := newGoogleTransport(how)
	tokens, err := newGoogleTokens(config, transport)
	if err != nil {
		return nil, err
	}
	quotaProject := cmp.Or(config.quotaProject(), tokens.quotaProject)
	if account := config.ImpersonateServiceAccount; account != "" {
		source := impersonation{
			api: &googleAPI{
				base: versionOne(config.IAMCredentialsEndpoint, iamCredentialsEndpoint), transport: transport, tokens: tokens,
			},
			account: account, delegates: config.ImpersonateServiceAccountDelegates,
		}
		tokens = &googleTokens{googleLogin: googleLogin{
			who: tokens.who + " as " + account, email: account, login: source.login,
		}}
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	server, writes := &serverTime{now: config.Now}, &Writes{}
	return &Google{
		apigee: &Apigee{
			Organization: config.Organization,
			MaxRetries:   how.MaxRetries,
			Timeout:      how.work(),
			Claims:       &Claims{},
			Made:         &Claims{},
			Ended:        &Claims{},
			Apps:         &KeyedMutex{},
			Now:          server.Now,
			jitter:       how.Jitter,
			writes:       writes,
			reads:        &appReads{},
			CheckAtPlan:  config.CheckAtPlan,
			Checks:       &Checks{},
			api: googleAPI{
				base: versionOne(config.ApigeeEndpoint, apigeeEndpoint), transport: transport, tokens: tokens,
				quotaProject: quotaProject, time: server, writes: writes,
			},
		},
		integrations: newIntegrations(how, googleAPI{
			base: withoutVersion(config.IntegrationsEndpoint, integrationsEndpoint), transport: transport, tokens: tokens,
			quotaProject: quotaProject, time: &serverTime{now: config.Now},
		}),
	}, nil
}

func newGoogleTransport(how TransportConfig) *transport {
	t := newTransport(how, nil)
	t.redact = redactKey
	t.busy = isBusy
	return t
}

// isBusy says that Apigee is at work on the same object, which it tells with a
// status of 400.
func isBusy(status int, body []byte) bool {
	return status >= http.StatusBadRequest && bytes.Contains(body, []byte("locked by another operation"))
}

// redactKey writes a URL without its query, and with the fingerprint of a consumer
// key in its place: organizations/{}/developers/{}/apps/{}/keys/{}, of app groups alike.
func redactKey(u *url.URL) string {
	segments := strings.Split(u.EscapedPath(), "/")
	for i := range segments {
		if i+7 >= len(segments) || segments[i] != "organizations" || segments[i+4] != "apps" || segments[i+6] != "keys" {
			continue
		}
		key, err := url.PathUnescape(segments[i+7])
		if err != nil {
			key = segments[i+7]
		}
		segments[i+7] = appkeys.Fingerprint(key)
		break
	}
	return u.Scheme + "://" + u.Host + strings.Join(segments, "/")
}

// Apigee is the Apigee API.
type Apigee struct {
	// Organization is for resources that name none; it may be empty.
	Organization string
	// CheckAtPlan lets a plan make requests, to see what would make an apply fail. Checks are what it looks at.
	CheckAtPlan bool
	Checks      *Checks
	// MaxRetries is the provider's.
	MaxRetries int
	// Timeout is for how long after a lost answer Apigee may still be at work: the provider's request_timeout, and 30 s
	// at least.
	Timeout time.Duration
	// Claims are the keys that this walk has seen in somebody's charge, by fingerprint.
	Claims *Claims
	// Made are the keys that this walk has made or taken charge of as just made, by fingerprint.
	Made *Claims
	// Ended are the keys that this walk has deleted or revoked, by fingerprint.
	Ended *Claims
	// Apps has a mutex for each app, by its resource name: one change after the other.
	Apps *KeyedMutex
	// Now is the time that a key's expiry is measured against: Apigee's, as far as its answers have told it.
	Now func() time.Time

	jitter func(time.Duration) time.Duration
	api    googleAPI
	writes *Writes
	reads  *appReads
}

// Wait passes the time before a request is sent again or an object looked at again:
// half a second and more for attempt 0, doubled for each further one, up to a minute.
// It fails only when ctx ends first.
func (a *Apigee) Wait(ctx context.Context, attempt int) error {
	return wait(ctx, delayBefore(attempt, nil, a.jitter))
}

var _ appkeys.Caller = (*Apigee)(nil)

// Call implements appkeys.Caller. Its errors are *APIError,
// *ConnectionError and *GoogleLoginError, with fingerprints in the place of keys.
func (a *Apigee) Call(ctx context.Context, req appkeys.Request, answer any) error {
	if req.Repeatable {
		ctx = Repeatable(ctx)
	}
	return a.api.call(ctx, googleRequest{
		method: req.Method, path: req.Path, query: req.Query, body: req.Body, octetStream: req.OctetStream,
		hide: hiding(req.ConsumerKey, req.ConsumerSecret),
	}, answer)
}

// hiding replaces a key by its fingerprint, and a secret by nothing that tells of it.
func hiding(key, secret string) *strings.Replacer {
	var pairs []string
	if secret != "" {
		pairs = append(pairs, secret, "(the consumer secret)")
	}
	if key != "" {
		pairs = append(pairs, key, appkeys.Fingerprint(key))
	}
	return strings.NewReplacer(pairs...)
}

// googleAPI is one of Google's APIs.
type googleAPI struct {
	// base has no slash at the end, and the API's version unless each request brings its own.
	base         string
	transport    http.RoundTripper
	tokens       *googleTokens
	quotaProject string
	// time takes note of the server's time. May be nil.
	time *serverTime
	// writes takes note of what may have changed something. May be nil.
	writes *Writes
}

// googleRequest is one request to a Google API.
type googleRequest struct {
	method string
	// path is below the base, with each segment escaped.
	path  string
	query url.Values
	// body is sent as JSON; nil: there is none.
	body        any
	octetStream bool
	// hide takes the secrets out of what the server says. May be nil.
	hide *strings.Replacer
}

// call sends a request, renews the token once on a 401, and reads the answer,
// unless it is nil.
func (a *googleAPI) call(ctx context.Context, req googleRequest, answer any) error {
	for part := range strings.SplitSeq(req.path, "/") {
		if part == "." || part == ".." {
			return fmt.Errorf("%s: a name is %q, which in a URL means another object", req.method, part)
		}
	}
	var body []byte
	if req.body != nil {
		var err error
		if body, err = json.Marshal(req.body); err != nil {
			return err
		}
	}
	token, err := a.tokens.current(ctx, "")
	if err != nil {
		return err
	}
	defer a.writes.begin(req.method)()
	resp, err := a.send(ctx, req, body, token)
	if err == nil && resp.StatusCode == http.StatusUnauthorized && a.tokens.login != nil {
		if token, err = a.tokens.current(ctx, token); err != nil {
			return err
		}
		resp, err = a.send(ctx, req, body, token)
	}
	if err != nil {
		return err
	}
	return a.read(req, resp, answer)
}

func (a *googleAPI) send(ctx context.Context, req googleRequest, body []byte, token string) (*http.Response, error) {
	address := a.base + "/" + req.path
	if len(req.query) > 0 {
		address += "?" + req.query.Encode()
	}
	out, err := http.NewRequestWithContext(ctx, req.method, address, bytes.NewReader(body))
	if err != nil {
		// Its text has the URL, and with it a key.
		return nil, errors.New("the URL of the request is malformed: check the custom endpoint")
	}
	out.Header.Set("Authorization", "Bearer "+token)
	switch {
	case req.octetStream:
		out.Header.Set("Content-Type", "application/octet-stream")
	case body != nil:
		out.Header.Set("Content-Type", "application/json")
	}
	if a.quotaProject != "" {
		out.Header.Set("X-Goog-User-Project", a.quotaProject)
	}
	resp, err := a.transport.RoundTrip(out)
	if err == nil && a.time != nil {
		a.time.observe(resp.Header)
	}
	return resp, err
}

func (a *googleAPI) read(req googleRequest, resp *http.Response, answer any) error {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fromGoogle(resp, body, req.hide)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(body, answer); err != nil {
		// The request may have been carried out all the same, as when the answer is cut.
		return &ConnectionError{
			Method: req.method, URL: redactKey(resp.Request.URL), Err: fmt.Errorf("the answer cannot be read: %w", err),
		}
	}
	return nil
}
