package integrations

import (
	"net/http"
	"slices"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const help = `Moves of other people in Application Integration. "name" is the full name of a version, or that of an integration for its
newest draft. "email" is who acts: ana@shop.test if it is absent. The answer is the version afterwards.

GET  /_mock/integrations/versions?integration=projects/…
POST /_mock/integrations/create    {"name": "projects/shop/locations/europe-west1/integrations/orders", "description": "mine"}
POST /_mock/integrations/takeover  {"name": "…", "email": "ben@shop.test"}
POST /_mock/integrations/edit      {"name": "…", "description": "changed"}
POST /_mock/integrations/publish   {"name": "…"}
POST /_mock/integrations/unpublish {"name": "…"}
POST /_mock/integrations/delete    {"name": "…"}
POST /_mock/integrations/release   {"name": "…"}                     end the edit lock now
POST /_mock/integrations/lapse     {"name": "…"}                     make the last edit 15 minutes older
`

// moveRequest is the body of a move.
type moveRequest struct {
	Name        string `json:"name"`
	Email       string `json:"email"`
	Description string `json:"description"`
}

// shownVersion is a version in the answer to a move and in the fixture.
type shownVersion struct {
	Name           string `json:"name"`
	ID             string `json:"id"`
	State          string `json:"state"`
	SnapshotNumber int64  `json:"snapshot_number"`
	Description    string `json:"description,omitempty"`
	LockHolder     string `json:"lock_holder,omitempty"`
	Locked         bool   `json:"locked"`
	UpdateTime     string `json:"update_time"`
}

func shown(v Version) shownVersion {
	return shownVersion{
		v.Name, v.ID, v.State, v.SnapshotNumber, v.Description, v.LockHolder, v.Locked, v.UpdateTime.Format(time.RFC3339),
	}
}

// installMoves adds the part of /_mock/ that belongs to Application Integration.
func (a *Integrations) installMoves() {
	a.google.ControlHelp(help)
	for name, act := range map[string]func(*store, *storedVersion, moveRequest) (*storedVersion, error){
		"takeover": func(st *store, v *storedVersion, in moveRequest) (*storedVersion, error) {
			return st.takeOver(v, in.Email)
		},
		"edit": func(st *store, v *storedVersion, in moveRequest) (*storedVersion, error) {
			return v, st.patch(v, in.Email, versionJSON{Description: in.Description}, []string{"description"})
		},
		"publish": func(st *store, v *storedVersion, in moveRequest) (*storedVersion, error) {
			return v, st.publish(v, in.Email)
		},
		"unpublish": func(st *store, v *storedVersion, _ moveRequest) (*storedVersion, error) { return v, st.unpublish(v) },
		"delete": func(st *store, v *storedVersion, in moveRequest) (*storedVersion, error) {
			return v, st.archive(v, in.Email)
		},
		"release": func(_ *store, v *storedVersion, _ moveRequest) (*storedVersion, error) {
			v.holder = ""
			return v, nil
		},
		"lapse": func(_ *store, v *storedVersion, _ moveRequest) (*storedVersion, error) {
			v.updated = v.updated.Add(-editLockLife)
			return v, nil
		},
	} {
		a.google.HandleControl("POST /_mock/integrations/"+name, func(w http.ResponseWriter, r *http.Request) {
			a.move(w, r, func(in moveRequest) (*storedVersion, error) {
				version, err := a.find(in.Name)
				if err != nil {
					return nil, err
				}
				return act(&a.store, version, in)
			})
		})
	}
	a.google.HandleControl("POST /_mock/integrations/create", func(w http.ResponseWriter, r *http.Request) {
		a.move(w, r, func(in moveRequest) (*storedVersion, error) {
			name, id, ok := a.store.parseName(in.Name)
			if !ok || id != "" {
				return nil, core.Mistake("name", "%q is no name of an integration; expected one such as %q", in.Name, OrdersIntegration)
			}
			return a.store.createDraft(name, in.Email, versionJSON{Description: in.Description}, false)
		})
	})
	a.google.HandleControl("GET /_mock/integrations/versions", a.controlVersions)
}

// move reads a move, carries it out under the lock, and shows the version or why it was refused.
func (a *Integrations) move(w http.ResponseWriter, r *http.Request, act func(moveRequest) (*storedVersion, error)) {
	in := moveRequest{Email: "ana@shop.test"}
	if !core.DecodeControl(w, r, &in) {
		return
	}
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	version, err := act(in)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	core.WriteControl(w, shown(a.store.public(version)))
}

// find finds a version by its full name, or the newest draft of an integration.
func (a *Integrations) find(text string) (*storedVersion, error) {
	name, id, ok := a.store.parseName(text)
	if !ok {
		return nil, core.Mistake("name", "%q is no name of an integration or of a version; expected one such as %q", text, OrdersIntegration)
	}
	if id == "" {
		if draft := a.store.draft(name); draft != nil {
			return draft, nil
		}
		return nil, core.Mistake("name", "the integration has no draft")
	}
	version, err := a.store.version(name, id)
	if err != nil {
		return nil, core.Mistake("name", "there is no such version")
	}
	return version, nil
}

func (a *Integrations) controlVersions(w http.ResponseWriter, r *http.Request) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	name, _, ok := a.store.parseName(r.URL.Query().Get("integration"))
	if !ok {
		http.Error(w, "integration: expected the full name of an integration, such as "+OrdersIntegration, http.StatusBadRequest)
		return
	}
	core.WriteControl(w, a.shownVersions(name))
}

func (a *Integrations) shownVersions(name integrationName) []shownVersion {
	list := []shownVersion{}
	for _, version := range a.store.versions {
		if version.name == name {
			list = append(list, shown(a.store.public(version)))
		}
	}
	return list
}

// Fixture is what the service holds: the versions of each integration by its full name, oldest first.
type Fixture map[string][]shownVersion

// IntegrationsFixture returns what the service holds now.
func (a *Integrations) IntegrationsFixture() Fixture {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	fixture := Fixture{}
	for _, version := range slices.Clone(a.store.versions) {
		path := version.name.path(version.name.project)
		if fixture[path] == nil {
			fixture[path] = a.shownVersions(version.name)
		}
	}
	return fixture
}
