package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// cloudPlatformScope is the OAuth scope that all of the APIs here take.
const cloudPlatformScope = "https://www.googleapis.com/auth/cloud-platform"

// renewBefore is how long before its end a token counts as expired, so that it
// does not end on the way.
const renewBefore = time.Minute

// accessToken is an OAuth access token. One without an end is used until it is refused.
type accessToken struct {
	text    string
	expires time.Time
}

// googleLogin gets a new access token each time.
type googleLogin struct {
	// who says in words who logs in.
	who string
	// email is the account's, where it is known without a login.
	email string
	// quotaProject is the project that the credentials name for quota; empty if they name none.
	quotaProject string
	// login is nil where the token is fixed and there is no other.
	login func(context.Context) (accessToken, error)
}

// googleTokens is the token that everything in a run shares, got on first use.
type googleTokens struct {
	googleLogin

	mu    sync.Mutex
	token accessToken
	// refused is a login that fails each time: it is not tried again.
	refused error
	// running is the login under way. Nil: there is none.
	running *loginTry
}

// loginTry is one login, for which all wait that need a token.
type loginTry struct {
	done chan struct{}
	// err is how it failed, for all that waited. Read it after done.
	err error
	// stopped says that whoever logged in was told to stop, which says nothing to others.
	stopped bool
}

// current is the token to use, another one than the one that was refused.
func (g *googleTokens) current(ctx context.Context, refused string) (string, error) {
	for {
		g.mu.Lock()
		token, known, err := g.known(refused)
		if known {
			g.mu.Unlock()
			return token, err
		}
		try, mine := g.running, false
		if try == nil {
			try, mine = &loginTry{done: make(chan struct{})}, true
			g.running = try
		}
		g.mu.Unlock()
		if mine {
			return g.logIn(ctx, try)
		}
		select {
		case <-try.done:
			if try.err != nil && !try.stopped {
				return "", try.err
			}
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// known is what to say without a login, if anything.
func (g *googleTokens) known(refused string) (token string, known bool, err error) {
	ended := !g.token.expires.IsZero() && time.Until(g.token.expires) < renewBefore
	switch {
	case g.login == nil:
		return g.token.text, true, nil
	case g.refused != nil:
		return "", true, g.refused
	}
	return g.token.text, g.token.text != "" && g.token.text != refused && !ended, nil
}

func (g *googleTokens) logIn(ctx context.Context, try *loginTry) (string, error) {
	token, err := g.login(Repeatable(ctx))
	if err == nil && token.text == "" {
		err = errors.New("the answer has no access token")
	}
	if err != nil {
		err = &GoogleLoginError{Who: g.who, Err: err}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running = nil
	switch {
	case err == nil:
		g.token = token
	case isRefusal(err), errors.Is(err, errNoMetadataServer):
		g.refused = err
	}
	try.err, try.stopped = err, ctx.Err() != nil
	close(try.done)
	return token.text, err
}

// GoogleLoginError is a login to Google that failed. Its text has no token and no key.
type GoogleLoginError struct {
	// Who says as whom the login was tried.
	Who string
	Err error
}

func (e *GoogleLoginError) Error() string {
	return fmt.Sprintf("login to Google %s failed: %s", e.Who, Describe(e.Err))
}

func (e *GoogleLoginError) Unwrap() error { return e.Err }

// newGoogleTokens says how to log in, without a request.
func newGoogleTokens(config GoogleConfig, transport http.RoundTripper) (*googleTokens, error) {
	tokens := &googleTokens{}
	var err error
	switch {
	case config.AccessToken != "":
		tokens.who, tokens.token = "with an access token", accessToken{text: config.AccessToken}
	case config.Credentials != "":
		tokens.googleLogin, err = readCredentials(config.Credentials, transport)
	default:
		tokens.googleLogin = defaultCredentials(transport)
	}
	return tokens, err
}

// impersonation gets tokens of a service account from the IAM Credentials API.
type impersonation struct {
	api       *googleAPI
	account   string
	delegates []string
}

// tokenRequest and tokenAnswer are GenerateAccessTokenRequest and -Response of
// iamcredentials:v1.
type tokenRequest struct {
	Delegates []string `json:"delegates,omitempty"`
	Scope     []string `json:"scope"`
}

type tokenAnswer struct {
	AccessToken string    `json:"accessToken"`
	ExpireTime  time.Time `json:"expireTime"`
}

func (i impersonation) login(ctx context.Context) (accessToken, error) {
	body := tokenRequest{Scope: []string{cloudPlatformScope}}
	for _, delegate := range i.delegates {
		body.Delegates = append(body.Delegates, serviceAccountName(delegate))
	}
	var answer tokenAnswer
	err := i.api.call(ctx, googleRequest{
		method: http.MethodPost, path: "projects/-/serviceAccounts/" + url.PathEscape(i.account) + ":generateAccessToken",
		body: body,
	}, &answer)
	return accessToken{text: answer.AccessToken, expires: answer.ExpireTime}, err
}

func serviceAccountName(email string) string { return "projects/-/serviceAccounts/" + email }
