package client

import (
	"context"
	"net/http"
	"sync"
)

// serviceTokenTransport adds X-Service-Token to the requests for Manila. With it
// Manila gives a lock the context "service".
type serviceTokenTransport struct {
	base http.RoundTripper
	// login gets a token. Nil: there is the given one or none.
	login func(context.Context) (string, error)

	// token is the given one, or the one that login got last.
	token string
	mu    sync.Mutex
	// logins is the login under way or the last one.
	logins *Shared[string]
}

// serviceLogin is nil unless the provider itself gets the service token.
func (o *OpenStack) serviceLogin(how TransportConfig) func(context.Context) (string, error) {
	if o.config.ServiceAuth == nil {
		return nil
	}
	auth := o.config.ServiceAuth.authOptions(o.resolved.auth.IdentityEndpoint)
	transport := newTransport(how, o.resolved.tls)
	return func(ctx context.Context) (string, error) {
		s, err := newSession(ctx, auth, transport)
		if err != nil {
			return "", err
		}
		return s.provider.Token(), nil
	}
}

// RoundTrip implements http.RoundTripper. A 401 may mean either token, and says
// that nothing was done: the service token is renewed here and the request sent
// again; gophercloud does the same for the user's token if that was not it.
func (t *serviceTokenTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Header.Get("X-OpenStack-Manila-API-Version") == "" {
		return t.base.RoundTrip(req)
	}
	used, err := t.current(req.Context(), "")
	if err != nil {
		return nil, err
	}
	resp, err := t.send(req, used)
	if err != nil || resp.StatusCode != http.StatusUnauthorized || t.login == nil {
		return resp, err
	}
	renewed, err := t.current(req.Context(), used)
	if err != nil {
		return nil, err
	}
	return t.send(req, renewed)
}

func (t *serviceTokenTransport) send(req *http.Request, token string) (*http.Response, error) {
	if token == "" {
		return t.base.RoundTrip(req)
	}
	with := req.Clone(req.Context())
	with.Header.Set("X-Service-Token", token)
	return t.base.RoundTrip(with)
}

// current is the token to use, another one than the one that was refused.
func (t *serviceTokenTransport) current(ctx context.Context, refused string) (string, error) {
	if t.login == nil {
		return t.token, nil
	}
	t.mu.Lock()
	if t.logins == nil || refused != "" && t.token == refused {
		t.token, t.logins = "", &Shared[string]{}
	}
	logins := t.logins
	t.mu.Unlock()
	token, err := logins.Get(ctx, t.login)
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.logins == logins {
		t.token = token
	}
	return token, nil
}
