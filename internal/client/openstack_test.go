package client

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"
)

func TestLoginRequest(t *testing.T) {
	t.Parallel()
	const demo = `, "scope": {"project": {"name": "demo", "domain": {"id": "default"}}}`
	password := func(user, scope string) string {
		return `{"auth": {"identity": {"methods": ["password"], "password": {"user": ` + user + `}}` + scope + `}}`
	}
	credential := func(fields string) string {
		return `{"auth": {"identity": {"methods": ["application_credential"], "application_credential": ` + fields + `}}}`
	}
	tests := map[string]struct {
		credentials OpenStackCredentials
		path        string
		want        string
	}{
		"password, names": {
			OpenStackCredentials{UserName: "alice", Password: "p", ProjectName: "demo", DefaultDomain: "default"},
			"/v3",
			password(`{"name": "alice", "password": "p", "domain": {"id": "default"}}`, demo),
		},
		"password, names of domains": {
			OpenStackCredentials{
				UserName: "alice", Password: "p", UserDomainName: "U", ProjectName: "demo", ProjectDomainName: "P",
			},
			"/v3/",
			password(`{"name": "alice", "password": "p", "domain": {"name": "U"}}`,
				`, "scope": {"project": {"name": "demo", "domain": {"name": "P"}}}`),
		},
		"password, ids, URL without a version": {
			OpenStackCredentials{UserID: "u1", Password: "p", ProjectID: "p1"},
			"",
			password(`{"id": "u1", "password": "p"}`, `, "scope": {"project": {"id": "p1"}}`),
		},
		"the whole system": {
			OpenStackCredentials{UserID: "u1", Password: "p", SystemScope: "all"},
			"/v3",
			password(`{"id": "u1", "password": "p"}`, `, "scope": {"system": {"all": true}}`),
		},
		"application credential by id": {
			OpenStackCredentials{ApplicationCredentialID: "a1", ApplicationCredentialSecret: "s", ProjectID: "p1"},
			"/v3",
			credential(`{"id": "a1", "secret": "s"}`),
		},
		"application credential by name and user": {
			OpenStackCredentials{
				ApplicationCredentialName: "ci", ApplicationCredentialSecret: "s", UserName: "alice", DefaultDomain: "default",
			},
			"/v3",
			credential(`{"name": "ci", "secret": "s", "user": {"name": "alice", "domain": {"id": "default"}}}`),
		},
		"application credential by name and user id": {
			OpenStackCredentials{ApplicationCredentialName: "ci", ApplicationCredentialSecret: "s", UserID: "u1"},
			"/v3",
			credential(`{"name": "ci", "secret": "s", "user": {"id": "u1"}}`),
		},
		"token for a project": {
			OpenStackCredentials{Token: "t", ProjectName: "demo", DefaultDomain: "default"},
			"/v3",
			`{"auth": {"identity": {"methods": ["token"], "token": {"id": "t"}}` + demo + `}}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, nil)
			config := OpenStackConfig{AuthURL: f.url + tt.path, OpenStackCredentials: tt.credentials}
			if _, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{loginRoute, rootRoute}, f.lines()); diff != "" {
				t.Fatalf("requests (-want +got):\n%s", diff)
			}
			equalJSON(t, tt.want, f.received[0].Body)
		})
	}
}

func TestTokenPassedThrough(t *testing.T) {
	t.Parallel()
	f := startOpenStack(t, map[string][]answer{validateRoute: {{200, nil, aliceTokenJSON}}, lockRoute: {unauthorized}})
	config := OpenStackConfig{AuthURL: f.url + "/v3", OpenStackCredentials: OpenStackCredentials{Token: "handed-in"}}
	manila, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if manila.UserID != "alice-id" || manila.ProjectID != "demo-id" {
		t.Errorf("user %q, project %q", manila.UserID, manila.ProjectID)
	}
	validation := f.to(validateRoute)
	if len(validation) != 1 || validation[0].Header.Get("X-Subject-Token") != "handed-in" {
		t.Fatalf("validations %v, want one of the token", validation)
	}
	_, err = manila.Get(t.Context(), manila.ServiceURL("resource-locks", "x"), nil, nil)
	if !IsUnauthorized(err) {
		t.Errorf("error %v, want the 401", err)
	}
	// A token that was handed in cannot be renewed.
	if diff := cmp.Diff([]string{validateRoute, rootRoute, lockRoute}, f.lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestSharedFileSystem(t *testing.T) {
	t.Parallel()
	f := startOpenStack(t, map[string][]answer{lockRoute: {{200, nil, `{}`}}})
	manila, err := f.open(t, f.config(), TransportConfig{MaxRetries: 3, UserAgent: "custody/test"}).
		SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	got := []any{manila.Region, manila.UserID, manila.ProjectID, manila.Roles, manila.MaxRetries}
	if diff := cmp.Diff([]any{"north", "alice-id", "demo-id", []string{"member", "reader"}, 3}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !manila.HasRole("admin", "member") || manila.HasRole("admin", "service") {
		t.Error("alice has the role member, not admin or service")
	}
	if _, err := manila.Get(t.Context(), manila.ServiceURL("resource-locks", "x"), nil, nil); err != nil {
		t.Fatal(err)
	}
	header := f.to(lockRoute)[0].Header
	for name, want := range map[string]string{
		"X-OpenStack-Manila-API-Version": "2.81", "X-Auth-Token": aliceToken, "X-Service-Token": "",
		"User-Agent": "custody/test",
	} {
		if value := header.Get(name); value != want {
			t.Errorf("header %s is %q, want %q", name, value, want)
		}
	}
}

func TestOneLoginForAll(t *testing.T) {
	t.Parallel()
	f := startOpenStack(t, nil)
	cloud := f.open(t, f.config(), TransportConfig{})
	var all sync.WaitGroup
	systems := make([]*SharedFileSystem, 50)
	for i := range systems {
		all.Go(func() {
			var err error
			if systems[i], err = cloud.SharedFileSystem(t.Context(), []string{"", "north"}[i%2]); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if logins := len(f.to(loginRoute)); logins != 1 {
		t.Errorf("%d logins, want 1", logins)
	}
	if asked := len(f.to(rootRoute)); asked != 1 {
		t.Errorf("asked %d times for versions, want once, for the default region is the named one", asked)
	}
	if systems[0].Handled != systems[1].Handled || systems[0].Creating != systems[1].Creating {
		t.Error("users of one region do not share what was handled")
	}
}

func TestLoginFails(t *testing.T) {
	t.Parallel()
	broken := answer{503, nil, ""}
	tests := map[string]struct {
		answers []answer
		// logins are those of three users one after another, none of whom tries twice.
		logins int
		works  bool
	}{
		"refused":          {[]answer{unauthorized}, 1, false},
		"forbidden":        {[]answer{{403, nil, ""}}, 1, false},
		"no such page":     {[]answer{{404, map[string]string{"Content-Type": "text/html"}, "<html></html>"}}, 1, false},
		"too many":         {[]answer{{429, nil, ""}, aliceLogin}, 2, true},
		"broken for once":  {[]answer{broken, aliceLogin}, 2, true},
		"broken for good":  {[]answer{broken}, 3, false},
		"no token in it":   {[]answer{{201, aliceLogin.header, `{"token": {}}`}}, 3, false},
		"not JSON, but OK": {[]answer{{201, aliceLogin.header, `<html></html>`}}, 3, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, map[string][]answer{loginRoute: tt.answers})
			cloud := f.open(t, f.config(), TransportConfig{})
			var err error
			for range 3 {
				if _, err = cloud.SharedFileSystem(t.Context(), ""); err != nil {
					noSecret(t, err.Error())
				}
			}
			if logins := len(f.to(loginRoute)); logins != tt.logins || (err == nil) != tt.works {
				t.Errorf("%d logins, the last error %v; want %d", logins, err, tt.logins)
			}
		})
	}
}

// TestLoginRepeated is about a POST that is sent again all the same, both the
// first login and a renewal.
func TestLoginRepeated(t *testing.T) {
	t.Parallel()
	busy := answer{503, map[string]string{"Retry-After": "0"}, ""}
	f := startOpenStack(t, map[string][]answer{
		loginRoute: {busy, aliceLogin, busy, aliceLogin}, lockRoute: {unauthorized, {200, nil, `{}`}},
	})
	manila, err := f.open(t, f.config(), TransportConfig{MaxRetries: 1}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := readLock(t, manila); err != nil {
		t.Fatal(err)
	}
	if logins := len(f.to(loginRoute)); logins != 4 {
		t.Errorf("%d logins, want 4", logins)
	}
}

func TestLoginErrorText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		credentials OpenStackCredentials
		want        string
	}{
		"user": {
			OpenStackCredentials{UserName: "alice", Password: alicePassword, ProjectName: "demo", UserDomainName: "Users"},
			`as user "alice" of domain "Users" for project "demo"`,
		},
		"user id": {
			OpenStackCredentials{UserID: "u1", Password: alicePassword, ProjectID: "p1"}, `as user "u1" for project "p1"`,
		},
		"application credential": {
			OpenStackCredentials{ApplicationCredentialID: "a1", ApplicationCredentialSecret: alicePassword},
			"with application credential a1",
		},
		"application credential by name": {
			OpenStackCredentials{ApplicationCredentialName: "ci", UserID: "u1", ApplicationCredentialSecret: alicePassword},
			`with application credential "ci" of user "u1"`,
		},
		"token": {OpenStackCredentials{Token: aliceToken, ProjectID: "p1"}, "with a token"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, map[string][]answer{loginRoute: {unauthorized}})
			config := OpenStackConfig{AuthURL: f.url + "/v3", OpenStackCredentials: tt.credentials}
			_, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
			want := "login to OpenStack " + tt.want + " at " + f.url + "/v3 failed: POST " + f.url + "/v3/auth/tokens " +
				"answered 401 Unauthorized: Who are you?"
			if err == nil || err.Error() != want || !IsUnauthorized(err) {
				t.Errorf("error %v, want %s", err, want)
			}
		})
	}
}

func TestTokenWithoutAProject(t *testing.T) {
	t.Parallel()
	unscoped := answer{200, nil, `{"token": {"user": {"id": "alice-id", "name": "alice"}, "methods": ["token"]}}`}
	f := startOpenStack(t, map[string][]answer{validateRoute: {unscoped}})
	config := OpenStackConfig{AuthURL: f.url + "/v3", OpenStackCredentials: OpenStackCredentials{Token: aliceToken}}
	_, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), "")
	if _, ok := errors.AsType[*LoginError](err); !ok || !strings.Contains(err.Error(), "set project_name") {
		t.Fatalf("error %v, want a LoginError that says to set project_name", err)
	}
	noSecret(t, err.Error())
}

func TestTokenRenewed(t *testing.T) {
	t.Parallel()
	second := answer{201, map[string]string{"X-Subject-Token": "second"}, aliceTokenJSON}
	found := answer{200, nil, `{}`}
	tests := map[string]struct {
		logins, locks []answer
		requests      []string
		check         func(error) bool
	}{
		"once": {
			[]answer{aliceLogin, second},
			[]answer{unauthorized, found},
			[]string{loginRoute, rootRoute, lockRoute, loginRoute, lockRoute},
			func(err error) bool { return err == nil },
		},
		"not twice": {
			[]answer{aliceLogin, second},
			[]answer{unauthorized},
			[]string{loginRoute, rootRoute, lockRoute, loginRoute, lockRoute},
			IsUnauthorized,
		},
		"refused": {
			[]answer{aliceLogin, {403, nil, `{"error": {"code": 403, "title": "Forbidden", "message": "Locked out."}}`}},
			[]answer{unauthorized},
			[]string{loginRoute, rootRoute, lockRoute, loginRoute},
			IsForbidden,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, map[string][]answer{loginRoute: tt.logins, lockRoute: tt.locks})
			manila, err := f.open(t, f.config(), TransportConfig{}).SharedFileSystem(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			_, err = manila.Get(t.Context(), manila.ServiceURL("resource-locks", "x"), nil, &gophercloud.RequestOpts{})
			if !tt.check(err) {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(tt.requests, f.lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if i := slices.Index(f.lines(), lockRoute); len(f.lines()) == 5 &&
				(f.received[i].Header.Get("X-Auth-Token") != aliceToken || f.received[4].Header.Get("X-Auth-Token") != "second") {
				t.Error("not first the old token, then the new one")
			}
		})
	}
}

// TestManyUsersOfABrokenLogin is about resources that need a login at the same time: they share its failure, with its
// retries, and ask no more often than one of them would.
func TestManyUsersOfABrokenLogin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var logins atomic.Int32
		how := TransportConfig{MaxRetries: 2, RequestTimeout: DefaultRequestTimeout, Base: roundTripper(
			func(req *http.Request) (*http.Response, error) {
				logins.Add(1)
				<-time.After(time.Second)
				return &http.Response{
					StatusCode: http.StatusServiceUnavailable, Header: http.Header{}, Body: http.NoBody, Request: req,
				}, nil
			})}
		cloud, err := NewOpenStack((&fakeOpenStack{url: "http://cloud.invalid"}).config(), how)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				_, err := cloud.SharedFileSystem(t.Context(), "")
				if login, ok := errors.AsType[*LoginError](err); !ok || !strings.Contains(login.Error(), "503") {
					t.Errorf("error %v, want that of the login", err)
				}
			})
		}
		all.Wait()
		if got := logins.Load(); got != 3 {
			t.Errorf("%d logins, want one with its two retries", got)
		}
	})
}

// TestManyUsersOfARefusedRenewal is about a token that ends while many use it. Some clouds lock a user out after a few
// refused logins.
func TestManyUsersOfARefusedRenewal(t *testing.T) {
	t.Parallel()
	f := startOpenStack(t, map[string][]answer{loginRoute: {aliceLogin, unauthorized}, lockRoute: {unauthorized}})
	manila, err := f.open(t, f.config(), TransportConfig{}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if err := readLock(t, manila); !IsUnauthorized(err) {
				t.Errorf("error %v, want the refusal", err)
			}
		})
	}
	all.Wait()
	if err := readLock(t, manila); !IsUnauthorized(err) {
		t.Errorf("later error %v, want the refusal", err)
	}
	if logins := len(f.to(loginRoute)); logins != 2 {
		t.Errorf("%d logins, want the first and one that was refused", logins)
	}
}
