package simulation

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// operationNamed is one of the catalogue.
func operationNamed(t *testing.T, name string) Operation {
	t.Helper()
	all := Operations()
	i := slices.IndexFunc(all, func(op Operation) bool { return op.Name == name })
	if i < 0 {
		t.Fatalf("there is no operation %q", name)
	}
	return all[i]
}

// TestProtectionIsThePlans holds that a plan says what an apply would refuse.
func TestProtectionIsThePlans(t *testing.T) {
	t.Parallel()
	op := operationNamed(t, "lock/protected, destroy")
	r := play(t, History{Operation: op, Settings: Settings{Seed: 1}})
	if !slices.ContainsFunc(r.Diagnostics(), func(text string) bool {
		return strings.HasPrefix(text, "PlanResourceChange") && strings.Contains(text, "Resource Lock Is Protected")
	}) {
		t.Errorf("the plan does not refuse it: %q", r.Diagnostics())
	}
}

// TestUnsettledKeyOfTheProviderIsDeleted has Apigee make a key long after everybody gave up waiting: the next apply
// deletes it, for nobody else can have made one of that name.
func TestUnsettledKeyOfTheProviderIsDeleted(t *testing.T) {
	t.Parallel()
	op := operationNamed(t, "key/made by the provider")
	op.Check = func(w *World, _ []*Workspace) []string {
		if n := len(w.app().Keys); n != 2 {
			return []string{"the app has more keys than the one that was there and the one that was wanted"}
		}
		return nil
	}
	late := of(creates, troubleNamed(t, "work long after the client gave up"))
	troubles := map[int]Trouble{}
	for turn := range 20 {
		troubles[turn] = late // where it does not fit, nothing happens
	}
	h := History{Operation: op, Settings: Settings{Seed: 1}, Troubles: troubles}
	if r := play(t, h); len(r.Violations) > 0 {
		t.Error(r.Tell(h))
	}
}

func troubleNamed(t *testing.T, name string) Trouble {
	t.Helper()
	all := Catalogue()
	i := slices.IndexFunc(all, func(trouble Trouble) bool { return trouble.Name == name })
	if i < 0 {
		t.Fatalf("there is no trouble %q", name)
	}
	return all[i]
}

// TestTakeoversOfOneIntegrationWait holds that of three at once none fails because another was first.
func TestTakeoversOfOneIntegrationWait(t *testing.T) {
	t.Parallel()
	op := operationNamed(t, "takeover/three at once")
	op.After = func(_ *World, out []Outcome) []string {
		if out[0].Failed() {
			return []string{"the run fails: " + said(out[0].Diagnostics)}
		}
		return nil
	}
	for seed := range uint64(10) {
		h := History{Operation: op, Settings: Settings{Seed: seed}}
		if r := play(t, h); len(r.Violations) > 0 {
			t.Error(r.Tell(h))
		}
	}
}

// TestNameInTheWayIsThePlans holds that a plan refuses a new key of a name that the old one keeps.
func TestNameInTheWayIsThePlans(t *testing.T) {
	t.Parallel()
	given := Values{
		"consumer_key": ownKey, "consumer_secret": ownSecret, "deletion_policy": "abandon", "expires_in": "24h",
	}
	for attribute, other := range map[string]string{"expires_in": "48h", "consumer_secret": ownSecret + "0"} {
		op := Operation{
			Name: "key/replace by one of the same name", Provider: bearer, Before: oneKey(false, given),
			Config: oneKey(false, merge(given, Values{attribute: other})), Refused: true,
		}
		h := History{Operation: op, Settings: Settings{Seed: 1}}
		r := play(t, h)
		if len(r.Violations) > 0 {
			t.Error(r.Tell(h))
		}
		if !slices.ContainsFunc(r.Diagnostics(), func(text string) bool {
			return strings.HasPrefix(text, "PlanResourceChange") && strings.Contains(text, "Consumer Key Would Still Be There")
		}) {
			t.Errorf("the plan does not refuse another %s: %q", attribute, r.Diagnostics())
		}
	}
}

// TestGivenKeyIsKnownByItsFingerprint imports a key by its fingerprint that the configuration gives: it is that key.
func TestGivenKeyIsKnownByItsFingerprint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(Settings{Seed: 1})
		w.server.AddKey(organization, developer, appName, apigee.Key{
			ConsumerKey: ownKey, ConsumerSecret: ownSecret, Products: []apigee.KeyProduct{{Name: "weather", Status: "approved"}},
		})
		ws := newWorkspace(w, "A", bearer(w))
		ws.Resources = oneKey(false, Values{"consumer_key": ownKey, "consumer_secret": ownSecret})(w)
		app := "organizations/" + organization + "/developers/" + developer + "/apps/" + appName
		imports := map[string]string{keyType + ".a": app + "/keys/" + fingerprint(ownKey)}
		_, out := ws.Plan(t.Context(), Options{Import: imports})
		if change := out.Changes[keyType+".a"]; out.Failed() || change != "update" {
			t.Errorf("the plan is to %q, %s", change, said(out.Diagnostics))
		}
	})
}

// TestTakenKeyIsAsPlanned has a new key of the same name replace one that stays on the app with its products: the new
// one has none, as it was planned.
func TestTakenKeyIsAsPlanned(t *testing.T) {
	t.Parallel()
	given := Values{
		"consumer_key": ownKey, "consumer_secret": ownSecret, "deletion_policy": "abandon",
		"rotate_when_changed": Values{"month": "1"}, "attributes": Values{"team": "blue"},
	}
	after := merge(given, Values{"rotate_when_changed": Values{"month": "2"}})
	delete(after, "attributes")
	config := func(w *World) []Resource {
		all := oneKey(true, after)(w)
		delete(all[0].Config, "api_products")
		return all
	}
	h := History{Settings: Settings{Seed: 1}, Operation: Operation{
		Name: "key/replace by one of the same name without products", Provider: bearer, Before: oneKey(true, given),
		Config: config,
	}}
	if r := play(t, h); len(r.Violations) > 0 {
		t.Error(r.Tell(h))
	}
}
