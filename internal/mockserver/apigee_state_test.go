package mockserver

import (
	"slices"
	"testing"
	"time"
)

const acmeDev = "dev@acme.test"

func TestApigeeSeed(t *testing.T) {
	t.Parallel()
	s, _ := googleServer(t)
	apps := s.Apps("acme")
	if len(apps) != 1 || apps[0].Name != "portal" || len(apps[0].Keys) != 1 {
		t.Fatalf("apps: %+v", apps)
	}
	if key := apps[0].Keys[0]; !slices.Equal(key.Products, []ApigeeKeyProduct{{"weather", "approved"}}) {
		t.Errorf("products: %v", key.Products)
	}
	if n := s.KeysMinted(); n != 0 {
		t.Errorf("%d keys minted by the seed, want none", n)
	}
}

func TestApigeeCounters(t *testing.T) {
	t.Parallel()
	s, _ := apigeeServer(t, ApigeeQuirks{})
	for _, step := range []googleStep{
		{method: "POST", path: devApps, body: `{"name":"new"}`, status: 200},
		{method: "POST", path: till, body: `{}`, status: 200},
		{method: "POST", path: till, body: `{"apiProducts":["x"]}`, status: 404},
		{method: "PUT", path: till, body: `{"apiProducts":["maps"]}`, status: 200},
		{method: "PUT", path: till, body: `{}`, status: 200},
		{method: "POST", path: till + "/keys", body: `{"consumerKey":"own","consumerSecret":"s"}`, status: 200},
	} {
		step.run(t, s, "ana@shop.test")
	}
	if minted, generated := s.KeysMinted(), s.GenerateCalls(); minted != 3 || generated != 2 {
		t.Errorf("%d keys minted, %d generate calls, want 3 and 2", minted, generated)
	}
	if app, _ := s.App("acme", acmeDev, "till"); len(app.Keys) != 4 {
		t.Errorf("%d keys, want 4", len(app.Keys))
	}
}

func TestApigeeKeysAreNew(t *testing.T) {
	t.Parallel()
	s, _ := apigeeServer(t, ApigeeQuirks{Order: Shuffled})
	for range 20 {
		googleStep{method: "POST", path: till, body: `{}`, status: 200}.run(t, s, "ana@shop.test")
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

// apigeeAct is what somebody else does, and what is then to be found.
type apigeeAct struct {
	act  func(s *Server)
	want func(app ApigeeApp, key ApigeeKey, found bool) bool
}

func runApigeeActs(t *testing.T, tests map[string]apigeeAct) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := apigeeServer(t, ApigeeQuirks{})
			tt.act(s)
			app, _ := s.App("acme", acmeDev, "till")
			key, found := app.Key("k-old")
			if !tt.want(app, key, found) {
				t.Errorf("app: %+v", app)
			}
		})
	}
}

func TestApigeeOthersChangeKeys(t *testing.T) {
	t.Parallel()
	runApigeeActs(t, map[string]apigeeAct{
		"revoke key": {
			func(s *Server) { s.RevokeKey("acme", acmeDev, "till", "k-old") },
			func(_ ApigeeApp, k ApigeeKey, _ bool) bool { return k.Status == "revoked" },
		},
		"approve key": {
			func(s *Server) {
				s.RevokeKey("acme", acmeDev, "till", "k-old")
				s.ApproveKey("acme", acmeDev, "till", "k-old")
			},
			func(_ ApigeeApp, k ApigeeKey, _ bool) bool { return k.Status == "approved" },
		},
		"delete key": {
			func(s *Server) { s.DeleteKey("acme", acmeDev, "till", "k-old") },
			func(_ ApigeeApp, _ ApigeeKey, found bool) bool { return !found },
		},
		"add key": {
			func(s *Server) { s.AddKey("acme", acmeDev, "till", ApigeeKey{ConsumerKey: "k-more"}) },
			func(a ApigeeApp, _ ApigeeKey, _ bool) bool { return len(a.Keys) == 2 && a.Keys[1].Status == "approved" },
		},
		"add a manual product": {
			func(s *Server) { s.AddKeyProduct("acme", acmeDev, "till", "k-old", "billing") },
			func(_ ApigeeApp, k ApigeeKey, _ bool) bool {
				return len(k.Products) == 2 && k.Products[1] == ApigeeKeyProduct{"billing", "pending"}
			},
		},
		"approve product": {
			func(s *Server) {
				s.AddKeyProduct("acme", acmeDev, "till", "k-old", "billing")
				s.ApproveProduct("acme", acmeDev, "till", "k-old", "billing")
			},
			func(_ ApigeeApp, k ApigeeKey, _ bool) bool { return k.Products[1].Status == "approved" },
		},
		"revoke product": {
			func(s *Server) { s.RevokeProduct("acme", acmeDev, "till", "k-old", "weather") },
			func(_ ApigeeApp, k ApigeeKey, _ bool) bool { return k.Products[0].Status == "revoked" },
		},
		"remove product": {
			func(s *Server) { s.RemoveProduct("acme", acmeDev, "till", "k-old", "weather") },
			func(_ ApigeeApp, k ApigeeKey, _ bool) bool { return len(k.Products) == 0 },
		},
		"key attributes": {
			func(s *Server) {
				s.SetKeyAttributes("acme", acmeDev, "till", "k-old", []ApigeeAttribute{{"a", "b"}})
			},
			func(_ ApigeeApp, k ApigeeKey, _ bool) bool { return k.Attributes[0].Value == "b" },
		},
	})
}

func TestApigeeOthersChangeApps(t *testing.T) {
	t.Parallel()
	runApigeeActs(t, map[string]apigeeAct{
		"app attributes": {
			func(s *Server) { s.SetAttributes("acme", acmeDev, "till", nil) },
			func(a ApigeeApp, _ ApigeeKey, _ bool) bool { return len(a.Attributes) == 0 },
		},
		"callback URL": {
			func(s *Server) { s.SetCallbackURL("acme", acmeDev, "till", "https://b.test") },
			func(a ApigeeApp, _ ApigeeKey, _ bool) bool { return a.CallbackURL == "https://b.test" },
		},
		"revoke app": {
			func(s *Server) { s.RevokeApp("acme", acmeDev, "till") },
			func(a ApigeeApp, k ApigeeKey, _ bool) bool { return a.Status == "revoked" && k.Status == "approved" },
		},
		"approve app": {
			func(s *Server) {
				s.RevokeApp("acme", acmeDev, "till")
				s.ApproveApp("acme", acmeDev, "till")
			},
			func(a ApigeeApp, _ ApigeeKey, _ bool) bool { return a.Status == "approved" },
		},
		"delete app": {
			func(s *Server) { s.DeleteApp("acme", acmeDev, "till") },
			func(a ApigeeApp, _ ApigeeKey, _ bool) bool { return a.Name == "" },
		},
	})
}

func TestApigeeOthersPanicOnWhatIsNot(t *testing.T) {
	t.Parallel()
	s, _ := googleServer(t)
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

// TestApigeeHooks has somebody else act between two calls of a client.
func TestApigeeHooks(t *testing.T) {
	t.Parallel()
	s, _ := apigeeServer(t, ApigeeQuirks{})
	s.AddFault(Fault{
		Match: Match{Method: "POST", Path: till + "/keys/" + KeyFingerprint("k-old")}, Times: 1,
		Before: func() { s.DeleteKey("acme", acmeDev, "till", "k-old") },
	})
	googleStep{method: "POST", path: till + "/keys/k-old", body: `{}`, status: 404}.run(t, s, "ana@shop.test")
}

func TestApigeeJournalHasNoKeys(t *testing.T) {
	t.Parallel()
	const fingerprint = "sha256:b084ac54ffa13c78"
	if got := KeyFingerprint("k-old"); got != fingerprint {
		t.Errorf("fingerprint %s, want %s", got, fingerprint)
	}
	tests := map[string]struct {
		googleStep
		path, query, body string
	}{
		"path": {googleStep{method: "GET", path: till + "/keys/k-old"}, till + "/keys/" + fingerprint, "", ""},
		"path, behind": {
			googleStep{method: "DELETE", path: till + "/keys/k-old/apiproducts/gold%20$"},
			till + "/keys/" + fingerprint + "/apiproducts/gold $", "", "",
		},
		"create": {googleStep{method: "POST", path: till + "/keys/create", body: `{}`}, till + "/keys/create", "", "{}"},
		"filter": {
			googleStep{method: "GET", path: "/v1/organizations/acme/apps?filter=consumerKey%20=%20k-old"},
			"/v1/organizations/acme/apps", "consumerKey = " + fingerprint, "",
		},
		"body": {
			googleStep{method: "POST", path: till + "/keys", body: `{"consumerKey":"k-old","consumerSecret":"s"}`},
			till + "/keys", "", `{"consumerKey":"` + fingerprint + `","consumerSecret":"***"}`,
		},
		"body in snake case, within": {
			googleStep{method: "PUT", path: till, body: `{"credentials":[{"consumer_key":"k-old","consumer_secret":"s"}]}`},
			till, "", `{"credentials":[{"consumer_key":"` + fingerprint + `","consumer_secret":"***"}]}`,
		},
		"broken body": {googleStep{method: "PUT", path: till, body: `{"consumerKey":"k-old`}, till, "", "***"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := apigeeServer(t, ApigeeQuirks{})
			tt.send(t, s, s.IssueGoogleToken("ana@shop.test"))
			got := s.Journal()[0]
			if got.Path != tt.path || got.Query.Get("filter") != tt.query || string(got.Body) != tt.body {
				t.Errorf("path %s, query %v, body %s", got.Path, got.Query, got.Body)
			}
		})
	}
}

func TestApigeeFaults(t *testing.T) {
	t.Parallel()
	s, _ := apigeeServer(t, ApigeeQuirks{})
	s.AddFault(Fault{
		Match: Match{API: "apigee", Method: "POST"}, Times: 1, Status: 400,
		Body: GoogleErrorBody(400, "FAILED_PRECONDITION", "the resource is locked by another operation"),
	})
	googleStep{
		method: "POST", path: till, body: `{}`, status: 400,
		want: `{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"the resource is locked by another operation"}}`,
	}.run(t, s, "ana@shop.test")
	s.AddFault(Fault{Match: Match{API: "apigee", Method: "POST"}, Times: 1, CutAfter: true})
	token := s.IssueGoogleToken("ana@shop.test")
	func() {
		defer func() { _ = recover() }() // a recorder has no connection that could be cut
		googleStep{method: "POST", path: till, body: `{}`}.send(t, s, token)
	}()
	if app, _ := s.App("acme", acmeDev, "till"); len(app.Keys) != 2 || s.GenerateCalls() != 1 {
		t.Errorf("%d keys after %d calls, want 2 after 1", len(app.Keys), s.GenerateCalls())
	}
}

func TestApigeeAppIsACopy(t *testing.T) {
	t.Parallel()
	s, _ := apigeeServer(t, ApigeeQuirks{})
	before, _ := s.App("acme", acmeDev, "till")
	s.RevokeProduct("acme", acmeDev, "till", "k-old", "weather")
	if status := before.Keys[0].Products[0].Status; status != "approved" {
		t.Errorf("what was read before has changed to %s", status)
	}
}

func TestApigeeClock(t *testing.T) {
	t.Parallel()
	s, clock := apigeeServer(t, ApigeeQuirks{})
	clock.Advance(time.Hour)
	s.SetApigee(ApigeeQuirks{Order: NewestFirst})
	googleStep{method: "POST", path: till, body: `{"keyExpiresIn":"1000"}`, status: 200}.run(t, s, "ana@shop.test")
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
