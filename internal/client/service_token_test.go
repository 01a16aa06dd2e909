package client

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"
)

const servicePassword = "battery-staple"

// servedCloud is a fake in which the user svc logs in as well, apart from alice.
func servedCloud(t *testing.T, serviceLogins []answer, locks ...answer) (*fakeOpenStack, OpenStackConfig) {
	t.Helper()
	f := startOpenStack(t, map[string][]answer{lockRoute: locks})
	f.service = serviceLogins
	config := f.config()
	config.ServiceAuth = &OpenStackCredentials{
		UserName: "svc", Password: servicePassword, ProjectName: "service", DefaultDomain: "default",
	}
	return f, config
}

func serviceLogin(token string) answer {
	return answer{201, map[string]string{"X-Subject-Token": token}, strings.ReplaceAll(aliceTokenJSON, "alice", "svc")}
}

// readLock asks for a lock once.
func readLock(t *testing.T, manila *SharedFileSystem) error {
	t.Helper()
	_, err := manila.Get(t.Context(), manila.ServiceURL("resource-locks", "x"), nil, nil)
	return err
}

// serviceTokens are those that came with the requests of a route.
func serviceTokens(requests []received) []string {
	var tokens []string
	for _, r := range requests {
		tokens = append(tokens, r.Header.Get("X-Service-Token"))
	}
	return tokens
}

var lockFound = answer{200, nil, `{}`}

func TestServiceTokenGiven(t *testing.T) {
	t.Parallel()
	f := startOpenStack(t, map[string][]answer{lockRoute: {unauthorized, lockFound}})
	config := f.config()
	config.ServiceToken = "given-token"
	manila, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := readLock(t, manila); err != nil {
		t.Fatal(err)
	}
	if got := serviceTokens(f.to(lockRoute)); !slices.Equal(got, []string{"given-token", "given-token"}) {
		t.Errorf("X-Service-Token %q", got)
	}
	if got := serviceTokens(f.to(loginRoute)); !slices.Equal(got, []string{"", ""}) {
		t.Errorf("Keystone was sent X-Service-Token %q", got)
	}
}

func TestServiceTokenGot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		logins []answer
		locks  []answer
		tokens []string
	}{
		"once for all": {
			[]answer{serviceLogin("s1")}, []answer{lockFound}, []string{"s1", "s1", "s1"},
		},
		"renewed when refused": {
			[]answer{serviceLogin("s1"), serviceLogin("s2")},
			[]answer{unauthorized, lockFound},
			[]string{"s1", "s2", "s2", "s2"},
		},
		"renewed with alice's own": {
			[]answer{serviceLogin("s1"), serviceLogin("s2")},
			[]answer{unauthorized, unauthorized, lockFound},
			[]string{"s1", "s2", "s2", "s2", "s2"},
		},
		"tried again after a failure": {
			[]answer{{503, nil, ""}, serviceLogin("s1")}, []answer{lockFound}, []string{"s1", "s1"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, config := servedCloud(t, tt.logins, tt.locks...)
			manila, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if err := readLock(t, manila); err != nil {
					noSecret(t, err.Error(), servicePassword, "s1")
				}
			}
			if diff := cmp.Diff(tt.tokens, serviceTokens(f.to(lockRoute))); diff != "" {
				t.Errorf("X-Service-Token (-want +got):\n%s", diff)
			}
			for _, r := range append(f.to(loginRoute), f.to(rootRoute)...) {
				if token := r.Header.Get("X-Service-Token"); token != "" {
					t.Errorf("%s was sent the service token %s", r.Line, token)
				}
			}
		})
	}
}

func TestServiceTokenRefused(t *testing.T) {
	t.Parallel()
	f, config := servedCloud(t, []answer{unauthorized}, lockFound)
	manila, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		err := readLock(t, manila)
		login, ok := errors.AsType[*LoginError](err)
		if !ok || !strings.Contains(login.Error(), `as user "svc"`) || !IsUnauthorized(err) {
			t.Fatalf("error %v, want that of svc's login", err)
		}
		noSecret(t, err.Error(), servicePassword)
	}
	if got := f.to(lockRoute); len(got) != 0 {
		t.Errorf("Manila was asked without the service token")
	}
	if logins := len(f.to(loginRoute)) - 1; logins != 1 {
		t.Errorf("%d logins of svc: one that was refused is not tried again", logins)
	}
}

func TestServiceTokenGotOnce(t *testing.T) {
	t.Parallel()
	f, config := servedCloud(t, []answer{serviceLogin("s1")}, lockFound)
	manila, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := readLock(t, manila); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if logins := len(f.to(loginRoute)); logins != 2 {
		t.Errorf("%d logins, want one of alice and one of svc", logins)
	}
}

func TestServiceTokenWithABody(t *testing.T) {
	t.Parallel()
	const route = "POST /v2/demo-id/resource-locks"
	f, config := servedCloud(t, []answer{serviceLogin("s1"), serviceLogin("s2")})
	f.routes[route] = []answer{unauthorized, {200, nil, `{}`}}
	manila, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	body := map[string]any{"resource_lock": map[string]any{"resource_id": "r1"}}
	ok := &gophercloud.RequestOpts{OkCodes: []int{http.StatusOK}}
	resp, err := manila.Post(t.Context(), manila.ServiceURL("resource-locks"), body, nil, ok)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	requests := f.to(route)
	if len(requests) != 2 {
		t.Fatalf("%d requests, want 2", len(requests))
	}
	for _, r := range requests {
		equalJSON(t, `{"resource_lock": {"resource_id": "r1"}}`, r.Body)
	}
}
