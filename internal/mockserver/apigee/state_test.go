package apigee

import (
	"slices"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

const acmeDev = "dev@acme.test"

func TestSeed(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	apps := s.Apps("acme")
	if len(apps) != 1 || apps[0].Name != "portal" || len(apps[0].Keys) != 1 {
		t.Fatalf("apps: %+v", apps)
	}
	if key := apps[0].Keys[0]; !slices.Equal(key.Products, []KeyProduct{{"weather", "approved"}}) {
		t.Errorf("products: %v", key.Products)
	}
	if n := s.KeysMinted(); n != 0 {
		t.Errorf("%d keys minted by the seed, want none", n)
	}
}

func TestCounters(t *testing.T) {
	t.Parallel()
	s, _ := newApigee(t, Quirks{})
	for _, step := range []googletest.Step{
		{Method: "POST", Path: devApps, Body: `{"name":"new"}`, Status: 200},
		{Method: "POST", Path: till, Body: `{}`, Status: 200},
		{Method: "POST", Path: till, Body: `{"apiProducts":["x"]}`, Status: 404},
		{Method: "PUT", Path: till, Body: `{"apiProducts":["maps"]}`, Status: 200},
		{Method: "PUT", Path: till, Body: `{}`, Status: 200},
		{Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"own","consumerSecret":"s"}`, Status: 200},
	} {
		step.Run(t, s, "ana@shop.test")
	}
	if minted, generated := s.KeysMinted(), s.GenerateCalls(); minted != 3 || generated != 2 {
		t.Errorf("%d keys minted, %d generate calls, want 3 and 2", minted, generated)
	}
	if app, _ := s.App("acme", acmeDev, "till"); len(app.Keys) != 4 {
		t.Errorf("%d keys, want 4", len(app.Keys))
	}
}

func TestKeysAreNew(t *testing.T) {
	t.Parallel()
	s, _ := newApigee(t, Quirks{Order: Shuffled})
	for range 20 {
		googletest.Step{Method: "POST", Path: till, Body: `{}`, Status: 200}.Run(t, s, "ana@shop.test")
	}
	app, _ := s.App("acme", acmeDev, "till")
	keys := map[string]bool{}
	for _, key := range app.Keys[1:] {
		keys[key.ConsumerKey], keys[key.ConsumerSecret] = true, true
		lengths := [2]int{len(key.ConsumerKey), len(key.ConsumerSecret)}
		if lengths != [2]int{32, 16} && lengths != [2]int{48, 64} {
			t.Errorf("lengths %v", lengths)
		}
	}
	if len(keys) != 40 {
		t.Errorf("%d different keys and secrets, want 40", len(keys))
	}
}

// move is what somebody else does, and what is then to be found.
type move struct {
	act  func(s *server)
	want func(app App, key Key, found bool) bool
}

func runMoves(t *testing.T, tests map[string]move) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newApigee(t, Quirks{})
			tt.act(s)
			app, _ := s.App("acme", acmeDev, "till")
			key, found := app.Key("k-old")
			if !tt.want(app, key, found) {
				t.Errorf("app: %+v", app)
			}
		})
	}
}

func TestOthersChangeKeys(t *testing.T) {
	t.Parallel()
	runMoves(t, map[string]move{
		"revoke key": {
			func(s *server) { s.RevokeKey("acme", acmeDev, "till", "k-old") },
			func(_ App, k Key, _ bool) bool { return k.Status == "revoked" },
		},
		"approve key": {
			func(s *server) {
				s.RevokeKey("acme", acmeDev, "till", "k-old")
				s.ApproveKey("acme", acmeDev, "till", "k-old")
			},
			func(_ App, k Key, _ bool) bool { return k.Status == "approved" },
		},
		"delete key": {
			func(s *server) { s.DeleteKey("acme", acmeDev, "till", "k-old") },
			func(_ App, _ Key, found bool) bool { return !found },
		},
		"add key": {
			func(s *server) { s.AddKey("acme", acmeDev, "till", Key{ConsumerKey: "k-more"}) },
			func(a App, _ Key, _ bool) bool { return len(a.Keys) == 2 && a.Keys[1].Status == "approved" },
		},
		"add a manual product": {
			func(s *server) { s.AddKeyProduct("acme", acmeDev, "till", "k-old", "billing") },
			func(_ App, k Key, _ bool) bool {
				return len(k.Products) == 2 && k.Products[1] == KeyProduct{"billing", "pending"}
			},
		},
		"approve product": {
			func(s *server) {
				s.AddKeyProduct("acme", acmeDev, "till", "k-old", "billing")
				s.ApproveProduct("acme", acmeDev, "till", "k-old", "billing")
			},
			func(_ App, k Key, _ bool) bool { return k.Products[1].Status == "approved" },
		},
		"revoke product": {
			func(s *server) { s.RevokeProduct("acme", acmeDev, "till", "k-old", "weather") },
			func(_ App, k Key, _ bool) bool { return k.Products[0].Status == "revoked" },
		},
		"remove product": {
			func(s *server) { s.RemoveProduct("acme", acmeDev, "till", "k-old", "weather") },
			func(_ App, k Key, _ bool) bool { return len(k.Products) == 0 },
		},
		"key attributes": {
			func(s *server) {
				s.SetKeyAttributes("acme", acmeDev, "till", "k-old", []Attribute{{"a", "b"}})
			},
			func(_ App, k Key, _ bool) bool { return k.Attributes[0].Value == "b" },
		},
	})
}

func TestOthersChangeApps(t *testing.T) {
	t.Parallel()
	runMoves(t, map[string]move{
		"app attributes": {
			func(s *server) { s.SetAttributes("acme", acmeDev, "till", nil) },
			func(a App, _ Key, _ bool) bool { return len(a.Attributes) == 0 },
		},
		"callback URL": {
			func(s *server) { s.SetCallbackURL("acme", acmeDev, "till", "https://b.test") },
			func(a App, _ Key, _ bool) bool { return a.CallbackURL == "https://b.test" },
		},
		"revoke app": {
			func(s *server) { s.RevokeApp("acme", acmeDev, "till") },
			func(a App, k Key, _ bool) bool { return a.Status == "revoked" && k.Status == "approved" },
		},
		"approve app": {
			func(s *server) {
				s.RevokeApp("acme", acmeDev, "till")
				s.ApproveApp("acme", acmeDev, "till")
			},
			func(a App, _ Key, _ bool) bool { return a.Status == "approved" },
		},
		"delete app": {
			func(s *server) { s.DeleteApp("acme", acmeDev, "till") },
			func(a App, _ Key, _ bool) bool { return a.Name == "" },
		},
	})
}

func TestOthersPanicOnWhatIsNot(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
		if _, ok := s.App("acme", acmeDev, "portal"); !ok {
			t.Error("the server does not work any more")
		}
	}()
	s.RevokeKey("acme", acmeDev, "portal", "x")
}

// TestHooks has somebody else act between two calls of a client.
func TestHooks(t *testing.T) {
	t.Parallel()
	s, _ := newApigee(t, Quirks{})
	s.AddFault(core.Fault{
		Match: core.Match{Method: "POST", Path: till + "/keys/" + KeyFingerprint("k-old")}, Times: 1,
		Before: func() { s.DeleteKey("acme", acmeDev, "till", "k-old") },
	})
	googletest.Step{Method: "POST", Path: till + "/keys/k-old", Body: `{}`, Status: 404}.Run(t, s, "ana@shop.test")
}

func TestJournalHasNoKeys(t *testing.T) {
	t.Parallel()
	const fingerprint = "sha256:b084ac54ffa13c78"
	if got := KeyFingerprint("k-old"); got != fingerprint {
		t.Errorf("fingerprint %s, want %s", got, fingerprint)
	}
	tests := map[string]struct {
		googletest.Step
		path, query, body string
	}{
		"path": {googletest.Step{Method: "GET", Path: till + "/keys/k-old"}, till + "/keys/" + fingerprint, "", ""},
		"path, behind": {
			googletest.Step{Method: "DELETE", Path: till + "/keys/k-old/apiproducts/gold%20$"},
			till + "/keys/" + fingerprint + "/apiproducts/gold $", "", "",
		},
		"create": {googletest.Step{Method: "POST", Path: till + "/keys/create", Body: `{}`}, till + "/keys/create", "", "{}"},
		"filter": {
			googletest.Step{Method: "GET", Path: "/v1/organizations/acme/apps?filter=consumerKey%20=%20k-old"},
			"/v1/organizations/acme/apps", "consumerKey = " + fingerprint, "",
		},
		"body": {
			googletest.Step{Method: "POST", Path: till + "/keys", Body: `{"consumerKey":"k-old","consumerSecret":"s"}`},
			till + "/keys", "", `{"consumerKey":"` + fingerprint + `","consumerSecret":"***"}`,
		},
		"body in snake case, within": {
			googletest.Step{Method: "PUT", Path: till, Body: `{"credentials":[{"consumer_key":"k-old","consumer_secret":"s"}]}`},
			till, "", `{"credentials":[{"consumer_key":"` + fingerprint + `","consumer_secret":"***"}]}`,
		},
		"broken body": {googletest.Step{Method: "PUT", Path: till, Body: `{"consumerKey":"k-old`}, till, "", "***"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newApigee(t, Quirks{})
			tt.Send(t, s, s.IssueGoogleToken("ana@shop.test"))
			got := s.Journal()[0]
			if got.Path != tt.path || got.Query.Get("filter") != tt.query || string(got.Body) != tt.body {
				t.Errorf("path %s, query %v, body %s", got.Path, got.Query, got.Body)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s, _ := newApigee(t, Quirks{})
	s.AddFault(core.Fault{
		Match: core.Match{API: "apigee", Method: "POST"}, Times: 1, Status: 400,
		Body: google.ErrorBody(400, "FAILED_PRECONDITION", "the resource is locked by another operation"),
	})
	googletest.Step{
		Method: "POST", Path: till, Body: `{}`, Status: 400,
		Want: `{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"the resource is locked by another operation"}}`,
	}.Run(t, s, "ana@shop.test")
	s.AddFault(core.Fault{Match: core.Match{API: "apigee", Method: "POST"}, Times: 1, CutAfter: true})
	token := s.IssueGoogleToken("ana@shop.test")
	func() {
		defer func() { _ = recover() }() // a recorder has no connection that could be cut
		googletest.Step{Method: "POST", Path: till, Body: `{}`}.Send(t, s, token)
	}()
	if app, _ := s.App("acme", acmeDev, "till"); len(app.Keys) != 2 || s.GenerateCalls() != 1 {
		t.Errorf("%d keys after %d calls, want 2 after 1", len(app.Keys), s.GenerateCalls())
	}
}

func TestAppIsACopy(t *testing.T) {
	t.Parallel()
	s, _ := newApigee(t, Quirks{})
	before, _ := s.App("acme", acmeDev, "till")
	s.RevokeProduct("acme", acmeDev, "till", "k-old", "weather")
	if status := before.Keys[0].Products[0].Status; status != "approved" {
		t.Errorf("what was read before has changed to %s", status)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	s, clock := newApigee(t, Quirks{})
	clock.Advance(time.Hour)
	s.SetApigee(Quirks{Order: NewestFirst})
	googletest.Step{Method: "POST", Path: till, Body: `{"keyExpiresIn":"1000"}`, Status: 200}.Run(t, s, "ana@shop.test")
	clock.Advance(-time.Minute)
	s.RevokeApp("acme", acmeDev, "portal")
	if app, _ := s.App("acme", acmeDev, "portal"); !app.LastModifiedAt.Equal(clock.Now()) {
		t.Errorf("portal modified %s", app.LastModifiedAt)
	}
	clock.Advance(time.Minute)
	app, _ := s.App("acme", acmeDev, "till")
	key := app.Keys[1]
	if !key.IssuedAt.Equal(clock.Now()) || !key.ExpiresAt.Equal(clock.Now().Add(time.Second)) ||
		!app.LastModifiedAt.Equal(clock.Now()) {
		t.Errorf("issued %s, expires %s, app modified %s", key.IssuedAt, key.ExpiresAt, app.LastModifiedAt)
	}
}
