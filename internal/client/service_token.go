package client

import (
	"context"
	"net/http"
)

// serviceTokenTransport adds X-Service-Token to the requests for Manila. With it
// Manila gives a lock the context "service".
type serviceTokenTransport struct {
	base http.RoundTripper
	// login gets a token. Nil: there is the given one or none.
	login func(context.Context) (string, error)

	mu    mutex
	token string
	// refused is a login that fails each time, as in OpenStack.
	refused error
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
	unlock, err := t.mu.lock(ctx)
	if err != nil {
		return "", err
	}
	defer unlock()
	if t.refused != nil {
		return "", t.refused
	}
	if t.token == "" || t.token == refused {
		token, err := t.login(ctx)
		if err != nil {
			if isRefusal(err) {
				t.refused = err
			}
			return "", err
		}
		t.token = token
	}
	return t.token, nil
}
