package simulation

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func fingerprint(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:8])
}

// check holds the end of the story against the invariants.
func (s *story) check() {
	w, held := s.world, s.world.hold()
	owners := s.checkStates(held)
	s.checkStrays(held, owners)
	s.checkOthers(held)
	s.checkTakeovers(held)
	s.checkTakeoversOfRuns()
	s.checkSecrets()
	s.checkTexts()
	s.checkCost()
	for _, route := range w.unknownRoutes() {
		w.violate("the mock server has no route for %s", route)
	}
	if s.history.Operation.Check != nil {
		for _, wrong := range s.history.Operation.Check(w, s.workspaces) {
			w.violate("%s", wrong)
		}
	}
}

// checkStates says that each object of a state is on the servers, and in one state alone.
func (s *story) checkStates(held holdings) map[string]string {
	owners := map[string]string{}
	for _, ws := range s.workspaces {
		ws.state.objects(func(address string, o *object) {
			kind := ws.types[address]
			id := idOf(kind, o.value, held)
			if id == "" {
				return
			}
			who := ws.Name + " " + address
			if other, twice := owners[id]; twice && !s.mayBeTaken(kind) {
				s.world.violate("(2) %s and %s both have %s", other, who, shownAs(kind, id))
			}
			owners[id] = who
			if _, there := held.things[id]; !there && !s.lasting() && !s.stuck {
				s.world.violate("(2) %s has %s, which is not on the server", who, shownAs(kind, id))
			}
			if s.world.foreign[id] && !s.mayBeTaken(kind) {
				s.world.violate("(3) %s has %s, which somebody else made", who, shownAs(kind, id))
			}
		})
	}
	return owners
}

func shownAs(kind, id string) string {
	return kind + " " + (thing{resourceType: kind, id: id}).shownID()
}

// mayBeTaken says that an object that another run made during the run cannot be told from one's own, because an answer
// was lost meanwhile.
func (s *story) mayBeTaken(kind string) bool {
	if kind != "custody_resource_lock" || !s.world.equals && len(s.workspaces) == 1 {
		return false
	}
	return slices.ContainsFunc(s.world.records, func(r *Record) bool {
		return r.Turn >= 0 && r.creates() && !r.Trouble.none()
	})
}

// checkStrays says that nothing of ours is on the servers that no state has.
func (s *story) checkStrays(held holdings, owners map[string]string) {
	made := 0
	for id, t := range held.things {
		if _, owned := owners[id]; owned || s.world.foreign[id] {
			continue
		}
		if s.isLoose(t) {
			continue
		}
		made++
		if !s.wasOwned(t) && s.isTold(t) && s.mayBeLeft(t) {
			s.told++
			continue
		}
		if !s.wasOwned(t) && isKey(t.resourceType) && made <= s.world.kills && s.killedWhileMaking() {
			continue // the API shows of a key neither who made it nor for what
		}
		looked := s.madeLater(t.resourceType) && s.world.touched == 0
		if !s.wasOwned(t) && made <= s.world.kills && s.killedWhileMaking() && !looked {
			continue // nothing looked since at what is there beside the state's own, or others have changed it meanwhile
		}
		s.world.violate("(2) %s is on the server and in no state, and nobody is told", shownAs(t.resourceType, id))
	}
}

// isLoose says that an object was left on the server because its resource asked for that.
func (s *story) isLoose(t thing) bool {
	for _, ws := range s.workspaces {
		for _, l := range ws.loose {
			if !isKey(l.resourceType) || !isIn(l.value, t) || l.tainted {
				continue
			}
			switch text(l.value, "deletion_policy") {
			case "abandon":
				return true
			case "revoke":
				return t.status == "revoked"
			}
		}
	}
	return false
}

// wasOwned says that a state had the object and gave it up.
func (s *story) wasOwned(t thing) bool {
	for _, ws := range s.workspaces {
		for _, l := range ws.loose {
			if l.resourceType == t.resourceType && isIn(l.value, t) {
				return true
			}
		}
	}
	return false
}

// foundAfterLoss is the warning that a lock may be another run's, and that one more may stand.
const foundAfterLoss = "Resource Lock Found After A Lost Answer"

// isTold says that the user was told of an object: by its id, or by what it belongs to and how to import it.
func (s *story) isTold(t thing) bool {
	return slices.ContainsFunc(s.world.diagnosed, func(d Diagnostic) bool {
		all := d.Summary + " " + d.Detail
		serious := d.Error || d.Summary == foundAfterLoss
		return strings.Contains(all, t.shownID()) ||
			serious && strings.Contains(strings.ToLower(all), "import") && strings.Contains(all, t.parent)
	})
}

// mayBeLeft says that nobody could have known whose the object is.
func (s *story) mayBeLeft(t thing) bool {
	for _, trouble := range s.history.Troubles {
		if trouble.Blind || trouble.Moment.kills() || trouble.Moment != Never {
			return true
		}
	}
	// A generated key has nothing that tells whose it is, and two troubles can hide each other.
	return isKey(t.resourceType) || len(s.history.Troubles) > 1 || len(s.workspaces) > 1
}

// madeLater says that something of the type was made after the troubled run.
func (s *story) madeLater(resourceType string) bool {
	return slices.ContainsFunc(s.workspaces, func(ws *Workspace) bool {
		return ws.attempts[resourceType] > ws.troubled[resourceType]
	})
}

func (s *story) killedWhileMaking() bool {
	return slices.ContainsFunc(s.world.records, func(r *Record) bool {
		return r.Trouble.Moment.kills() && r.Who.call == "ApplyResourceChange"
	})
}

// checkOthers says that what other people have is as they left it.
func (s *story) checkOthers(held holdings) {
	w := s.world
	for id := range w.foreign {
		was, before := s.before.things[id]
		now, there := held.things[id]
		switch {
		case !before:
			if !there && s.isThing(id) && !s.history.Operation.Lifts {
				w.violate("(3) %s of somebody else is gone", id)
			}
		case !there:
			w.violate("(3) %s of somebody else is gone", shownAs(was.resourceType, id))
		case was.content != now.content:
			w.violate("(3) %s of somebody else was changed: %s, before %s", shownAs(was.resourceType, id), now.content, was.content)
		}
	}
	if held.app != s.before.app && !w.appChanged {
		w.violate("(3) the app was changed: %s, before %s", held.app, s.before.app)
	}
}

// isThing says that something that others made is a lock or a key: a draft ends by itself.
func (s *story) isThing(id string) bool {
	return !slices.ContainsFunc(s.world.versionIDs(), func(known string) bool { return known == id })
}

// checkTakeovers says that nobody was told twice.
func (s *story) checkTakeovers(held holdings) {
	w, op := s.world, s.history.Operation
	most := op.Takeovers + w.takenBack
	if !knowsItself(s.workspaces) {
		// Whoever works with a token knows of earlier takeovers in the same walk alone.
		walks := 0
		for _, ws := range s.workspaces {
			walks += len(ws.takingWalks)
		}
		most = max(most, walks+w.takenBack)
	}
	if got := held.takeovers - s.before.takeovers; got > most {
		w.violate("(4) the edit lock was taken over %d times, planned were %d", got, most)
	}
}

// checkTakeoversOfRuns says that no run took over from itself, whatever it knows of itself.
func (s *story) checkTakeoversOfRuns() {
	done := map[string]int{}
	for _, r := range s.world.records {
		if r.Turn >= 0 && r.takesOver() && r.worked == http.StatusOK {
			done[r.Who.run]++
		}
	}
	for run, n := range done {
		if n > 1+s.world.takenBack {
			s.world.violate("(4) run %s took the edit lock over %d times", run, n)
		}
	}
}

// knowsItself says that the provider can know its own e-mail.
func knowsItself(all []*Workspace) bool {
	return !slices.ContainsFunc(all, func(ws *Workspace) bool {
		google, _ := ws.Provider["google"].(Values)
		return google["access_token"] != nil && google["impersonate_service_account"] == nil
	})
}

// checkCost bounds the requests of the troubled run.
func (s *story) checkCost() {
	most := 40 * (1 + len(s.history.Operation.config(s.world))) * len(s.workspaces)
	if s.world.turns > most {
		s.world.violate("the run sent %d requests, more than %d", s.world.turns, most)
	}
}

// checkTexts says that nothing was said that a user cannot use.
func (s *story) checkTexts() {
	for _, d := range s.world.diagnosed {
		if fault(d.Summary + " " + d.Detail) {
			s.world.violate("the framework's own words: %s", d)
		}
	}
}

// checkSecrets says that no secret is in anything that is told or kept, beside the attributes that are for it.
func (s *story) checkSecrets() {
	w := s.world
	secrets := w.secrets()
	look := func(where, text string) {
		for _, secret := range secrets {
			if len(secret) >= 12 && strings.Contains(text, secret) {
				w.violate("(5) a secret is in %s", where)
				return
			}
		}
	}
	for _, d := range w.diagnosed {
		look("a diagnostic: "+d.Call+" "+d.Address+" "+d.Summary, d.Summary+" "+d.Detail)
	}
	for _, log := range w.logs {
		look("the log", log)
	}
	for _, ws := range s.workspaces {
		ws.state.objects(func(address string, o *object) {
			look("the private state of "+address, string(o.private))
			if o.identity != nil && o.identity.IdentityData != nil {
				look("the identity of "+address, string(o.identity.IdentityData.MsgPack))
			}
			look("the state of "+address, withoutSecrets(o.value))
		})
	}
}

// withoutSecrets is an object without the attributes that are for secrets, if it is to keep secrets at all.
func withoutSecrets(v tftypes.Value) string {
	rest, _ := plain(v).(map[string]any)
	if rest["store_consumer_key"] != false {
		delete(rest, "consumer_key")
		delete(rest, "consumer_secret")
	}
	return string(mustJSON(rest))
}
