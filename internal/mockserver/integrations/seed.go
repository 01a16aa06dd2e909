package integrations

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// Seed is what the service holds when it starts.
type Seed struct {
	// Project is the one in which Application Integration is enabled; absent: that of the default seed.
	Project *Project `json:"project,omitempty"`
	// Integrations are those that have versions.
	Integrations []SeedIntegration `json:"integrations"`
}

// Project is a project of Google Cloud.
type Project struct {
	ID     string `json:"id"`
	Number string `json:"number"` // as it stands in the names of answers
	// Locations are the regions that are provisioned.
	Locations []string `json:"locations"`
}

// SeedIntegration is an integration of a Seed.
type SeedIntegration struct {
	// Name is "projects/{project}/locations/{location}/integrations/{integration}", with "products/{product}" behind
	// the location if need be.
	Name string `json:"name"`
	// Versions are in the order of their creation.
	Versions []SeedVersion `json:"versions"`
}

// SeedVersion is a version of an integration of a Seed. All fields may be absent.
type SeedVersion struct {
	// ID is a UUID in lower case; absent: a new one.
	ID string `json:"id,omitempty"`
	// State is "DRAFT" (the default), "ACTIVE", "SNAPSHOT" or "ARCHIVED".
	State string `json:"state,omitempty"`
	// SnapshotNumber is by default one more than that of the version before.
	SnapshotNumber int64  `json:"snapshot_number,omitempty"`
	Description    string `json:"description,omitempty"`
	UserLabel      string `json:"user_label,omitempty"`
	// LockHolder is the e-mail of whoever has the edit lock of a draft; absent: nobody.
	LockHolder string `json:"lock_holder,omitempty"`
	// LastModifierEmail is by default the lock holder, else "ana@shop.test".
	LastModifierEmail string `json:"last_modifier_email,omitempty"`
	// CreateTime is by default the start of the server, UpdateTime is by default CreateTime. A lock lapses 15 minutes
	// after UpdateTime.
	CreateTime *time.Time `json:"create_time,omitempty"`
	UpdateTime *time.Time `json:"update_time,omitempty"`
}

// DefaultSeed has the integration orders of the project shop twice, with and without products/apigee: each has an
// active version, and a draft locked by ana@shop.test.
func DefaultSeed() Seed {
	seed := Seed{Project: &Project{ID: "shop", Number: "123456789012", Locations: []string{"europe-west1"}}}
	for _, name := range []string{OrdersIntegration, ApigeeOrdersIntegration} {
		seed.Integrations = append(seed.Integrations, SeedIntegration{Name: name, Versions: []SeedVersion{
			{State: stateActive, Description: "first"},
			{State: stateDraft, Description: "second", LockHolder: "ana@shop.test"},
		}})
	}
	return seed
}

// Load replaces all that the service holds by the seed. A mistake in it is a *core.SeedError, and changes nothing.
func (a *Integrations) Load(seed Seed) error {
	if seed.Project == nil {
		seed.Project = DefaultSeed().Project
	}
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	next := store{quirks: a.store.quirks, now: a.store.now, project: *seed.Project}
	if err := next.project.check(); err != nil {
		return err
	}
	for i, integration := range seed.Integrations {
		if err := next.load(integration); err != nil {
			return core.Below(fmt.Sprintf("integrations[%d]", i), err)
		}
	}
	next.loaded = slices.Clone(next.versions)
	for i, version := range next.loaded {
		copied := *version
		next.loaded[i] = &copied
	}
	a.store = next
	return nil
}

// Reset brings back what the service held after the last Load, with the same ids, and forgets mails and counts.
func (a *Integrations) Reset() {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	a.store.versions = nil
	for _, version := range a.store.loaded {
		copied := *version
		a.store.versions = append(a.store.versions, &copied)
	}
	a.store.mails, a.store.takeovers, a.store.created = nil, 0, 0
}

func (p Project) check() error {
	if p.ID == "" || p.Number == "" || len(p.Locations) == 0 {
		return core.Mistake("project", "expected an id, a number and at least one location")
	}
	return nil
}

func (st *store) load(integration SeedIntegration) error {
	name, id, ok := st.parseName(integration.Name)
	if !ok || id != "" {
		return core.Mistake("name", "%q is no name of an integration; expected one such as %q", integration.Name, OrdersIntegration)
	}
	if name.project != st.project.ID || !slices.Contains(st.project.Locations, name.location) {
		return core.Mistake("name", "expected the project %q and one of its locations %s",
			st.project.ID, strings.Join(st.project.Locations, ", "))
	}
	for i, version := range integration.Versions {
		loaded, err := st.loadVersion(name, version)
		if err != nil {
			return core.Below(fmt.Sprintf("versions[%d]", i), err)
		}
		st.versions = append(st.versions, loaded)
	}
	return nil
}

var versionStates = []string{stateDraft, stateActive, stateSnapshot, stateArchived}

func (st *store) loadVersion(name integrationName, in SeedVersion) (*storedVersion, error) {
	version := &storedVersion{
		name: name, id: in.ID, state: in.State, number: in.SnapshotNumber, holder: in.LockHolder,
		modifier: in.LastModifierEmail, created: st.now(),
		content: versionJSON{
			Description: in.Description, UserLabel: in.UserLabel,
			TriggerConfigs: []json.RawMessage{[]byte(`{"triggerType":"API","triggerNumber":"1"}`)},
			TaskConfigs:    []json.RawMessage{[]byte(`{"task":"EmptyTask","taskId":"1"}`)},
		},
	}
	if err := st.checkVersion(name, in); err != nil {
		return nil, err
	}
	version.fill(in)
	if version.number == 0 {
		version.number = st.nextNumber(name)
	}
	return version, nil
}

// fill sets what the seed leaves out, but for the number.
func (v *storedVersion) fill(in SeedVersion) {
	if v.id == "" {
		v.id = core.NewUUID()
	}
	if v.state == "" {
		v.state = stateDraft
	}
	if v.modifier == "" {
		v.modifier = v.holder
	}
	if v.modifier == "" {
		v.modifier = "ana@shop.test"
	}
	if in.CreateTime != nil {
		v.created = in.CreateTime.UTC()
	}
	v.updated = v.created
	if in.UpdateTime != nil {
		v.updated = in.UpdateTime.UTC()
	}
}

func (st *store) checkVersion(name integrationName, in SeedVersion) error {
	if in.ID != "" && !versionID.MatchString(in.ID) {
		return core.Mistake("id", "%q is no UUID in lower case", in.ID)
	}
	if in.State != "" && !slices.Contains(versionStates, in.State) {
		return core.Mistake("state", "%q is no state; expected one of %s", in.State, strings.Join(versionStates, ", "))
	}
	if in.LockHolder != "" && in.State != "" && in.State != stateDraft {
		return core.Mistake("lock_holder", "expected none: only a draft has an edit lock")
	}
	for _, other := range st.versions {
		if other.id == in.ID {
			return core.Mistake("id", "%q is the id of another version", in.ID)
		}
		if other.name == name && other.number == in.SnapshotNumber {
			return core.Mistake("snapshot_number", "%d is the number of another version of the integration", in.SnapshotNumber)
		}
	}
	if in.SnapshotNumber < 0 {
		return core.Mistake("snapshot_number", "expected a number from 1 on")
	}
	return nil
}

// nextNumber is one more than the highest number of the integration's versions.
func (st *store) nextNumber(name integrationName) int64 {
	next := int64(1)
	for _, version := range st.versions {
		if version.name == name {
			next = max(next, version.number+1)
		}
	}
	return next
}
