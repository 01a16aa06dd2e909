package client

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// generated is an answer of generateAccessToken.
func generated(token string) googleAnswer {
	return googleAnswer{200, `{"accessToken": "` + token + `", "expireTime": "2999-01-02T03:04:05Z"}`}
}

const (
	generating = "POST /v1/projects/-/serviceAccounts/ci@acme.test:generateAccessToken fixed-token application/json "
	scopeOnly  = `{"scope":["https://www.googleapis.com/auth/cloud-platform"]}`
)

func TestImpersonation(t *testing.T) {
	t.Parallel()
	denied := googleAnswer{403, `{"error": {"code": 403, "message": "Denied.", "status": "PERMISSION_DENIED", "details":
		[{"@type": "ErrorInfo", "metadata": {"permission": "iam.serviceAccounts.getAccessToken"}}]}}`}
	tests := map[string]struct {
		delegates []string
		answers   []googleAnswer
		want      []string
		err       string
	}{
		"one token for all": {
			nil, []googleAnswer{generated("t1")}, []string{generating + scopeOnly, "GET /v1/p t1", "GET /v1/p t1"}, "",
		},
		"with delegates": {
			[]string{"a@acme.test", "b@acme.test"},
			[]googleAnswer{generated("t1")},
			[]string{
				generating + `{"delegates":["projects/-/serviceAccounts/a@acme.test","projects/-/serviceAccounts/b@acme.test"],` +
					scopeOnly[1:],
				"GET /v1/p t1", "GET /v1/p t1",
			},
			"",
		},
		"renewed when refused": {
			nil,
			[]googleAnswer{generated("t1"), unauthenticated, generated("t2")},
			[]string{generating + scopeOnly, "GET /v1/p t1", generating + scopeOnly, "GET /v1/p t2", "GET /v1/p t2"},
			"",
		},
		"renewed once": {
			nil,
			[]googleAnswer{generated("t1"), unauthenticated, generated("t2"), unauthenticated},
			[]string{generating + scopeOnly, "GET /v1/p t1", generating + scopeOnly, "GET /v1/p t2"},
			"UNAUTHENTICATED",
		},
		"not allowed, and not asked again": {
			nil, []googleAnswer{denied}, []string{generating + scopeOnly}, "PERMISSION_DENIED",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t, tt.answers...)
			apigee := fake.apigee(t, GoogleConfig{
				ImpersonateServiceAccount: "ci@acme.test", ImpersonateServiceAccountDelegates: tt.delegates,
			}, 0)
			err := apigee.Call(t.Context(), appkeys.Request{Method: "GET", Path: "p"}, nil)
			if tt.err == "" || len(tt.want) == 1 {
				err = apigee.Call(t.Context(), appkeys.Request{Method: "GET", Path: "p"}, nil)
			}
			if answer, _ := AsAPIError(err); (err == nil) != (tt.err == "") || answer != nil && answer.Kind != tt.err {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if diff := gocmp.Diff(tt.want, fake.requests); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAccessTokenIsNotRenewed(t *testing.T) {
	t.Parallel()
	fake := newFakeGoogle(t, unauthenticated)
	err := fake.apigee(t, GoogleConfig{}, 0).Call(t.Context(), appkeys.Request{Method: "GET", Path: "p"}, nil)
	if !IsUnauthorized(err) || len(fake.requests) != 1 {
		t.Errorf("%d requests, error %v", len(fake.requests), err)
	}
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		logins := 0
		tokens := &googleTokens{googleLogin: googleLogin{login: func(context.Context) (accessToken, error) {
			logins++
			return accessToken{text: "t", expires: time.Now().Add(time.Hour)}, nil
		}}}
		for _, tt := range []struct {
			wait   time.Duration
			logins int
		}{{0, 1}, {59 * time.Minute, 1}, {2 * time.Second, 2}, {0, 2}} {
			if err := wait(t.Context(), tt.wait); err != nil {
				t.Fatal(err)
			}
			if _, err := tokens.current(t.Context(), ""); err != nil || logins != tt.logins {
				t.Errorf("after %s more: %d logins, want %d; error %v", tt.wait, logins, tt.logins, err)
			}
		}
	})
}

func TestRefusedLogin(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want int
	}{
		"refused":    {&APIError{Status: 403}, 1},
		"in trouble": {&APIError{Status: 503}, 2},
		"cut":        {&ConnectionError{Err: errors.New("reset")}, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			logins := 0
			tokens := &googleTokens{googleLogin: googleLogin{who: "as ci", login: func(context.Context) (accessToken, error) {
				logins++
				return accessToken{}, tt.err
			}}}
			for range 2 {
				if _, err := tokens.current(t.Context(), ""); !errors.Is(err, tt.err) {
					t.Errorf("error %v, want %v", err, tt.err)
				}
			}
			if logins != tt.want {
				t.Errorf("%d logins, want %d", logins, tt.want)
			}
		})
	}
}

// TestLoginIsShared holds that all who wait for one login share what became of it.
func TestLoginIsShared(t *testing.T) {
	t.Parallel()
	broken := &APIError{Status: 503}
	for name, failure := range map[string]error{"works": nil, "fails": broken} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				logins := 0
				tokens := &googleTokens{googleLogin: googleLogin{login: func(ctx context.Context) (accessToken, error) {
					logins++
					return accessToken{text: "t"}, errors.Join(wait(ctx, time.Minute), failure)
				}}}
				start := time.Now()
				var group sync.WaitGroup
				for range 4 {
					group.Go(func() {
						if token, err := tokens.current(t.Context(), ""); !errors.Is(err, failure) || err == nil && token != "t" {
							t.Errorf("token %q, error %v", token, err)
						}
					})
				}
				group.Wait()
				if took := time.Since(start); logins != 1 || took != time.Minute {
					t.Errorf("%d logins in %s, want one in a minute", logins, took)
				}
			})
		})
	}
}

// TestStoppedLoginIsNotShared holds that who waits logs in where the other was told to stop.
func TestStoppedLoginIsNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tokens := &googleTokens{googleLogin: googleLogin{login: func(ctx context.Context) (accessToken, error) {
			return accessToken{text: "t"}, wait(ctx, time.Minute)
		}}}
		stopped, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := tokens.current(stopped, ""); !errors.Is(err, context.Canceled) {
				t.Errorf("who was told to stop got %v", err)
			}
		})
		synctest.Wait()
		group.Go(func() {
			if token, err := tokens.current(t.Context(), ""); token != "t" || err != nil {
				t.Errorf("who waited got %q, %v", token, err)
			}
		})
		synctest.Wait()
		stop()
		group.Wait()
	})
}

// TestSilentMetadataServer holds that it is waited for once, and not for long.
func TestSilentMetadataServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent := func(context.Context) (accessToken, error) {
			return accessToken{}, wait(context.WithoutCancel(t.Context()), time.Minute)
		}
		tokens := &googleTokens{googleLogin: googleLogin{login: within(metadataTimeout, silent)}}
		start := time.Now()
		for range 4 {
			if _, err := tokens.current(t.Context(), ""); !errors.Is(err, errNoMetadataServer) {
				t.Errorf("error %v", err)
			}
		}
		if took := time.Since(start); took != metadataTimeout {
			t.Errorf("it took %s", took)
		}
		synctest.Wait()
		_ = wait(t.Context(), time.Hour)
	})
}

func TestEmptyTokenIsNone(t *testing.T) {
	t.Parallel()
	tokens := &googleTokens{googleLogin: googleLogin{login: func(context.Context) (accessToken, error) {
		return accessToken{}, nil
	}}}
	if _, err := tokens.current(t.Context(), ""); err == nil {
		t.Error("no error")
	}
}
