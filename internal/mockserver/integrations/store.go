package integrations

import (
	"fmt"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// States of an integration version.
const (
	stateDraft    = "DRAFT"
	stateActive   = "ACTIVE"
	stateSnapshot = "SNAPSHOT"
	stateArchived = "ARCHIVED"
)

// editLockLife is how long an edit lock holds after the last update of the draft.
const editLockLife = 15 * time.Minute

// store holds the versions. It knows no HTTP; what it refuses it says as an storeError.
type store struct {
	quirks             Quirks
	now                func() time.Time
	versions           []*storedVersion // in the order of their creation
	mails              []Mail
	takeovers, created int
}

// integrationName is where an integration is: the product is "" in names without products/….
type integrationName struct{ project, location, product, integration string }

// path is the full name, with the project as given: by id or by number.
func (n integrationName) path(project string) string {
	product := ""
	if n.product != "" {
		product = "/products/" + n.product
	}
	return fmt.Sprintf("projects/%s/locations/%s%s/integrations/%s", project, n.location, product, n.integration)
}

// storedVersion is a version with what the user wrote, in content, and what the service knows.
type storedVersion struct {
	name             integrationName
	id, state        string
	content          versionJSON
	number           int64
	holder, modifier string
	created, updated time.Time
}

// locked says who has the edit lock at the moment, "" for nobody.
func (v *storedVersion) locked(now time.Time) string {
	if v.state != stateDraft || !now.Before(v.updated.Add(editLockLife)) {
		return ""
	}
	return v.holder
}

// errorKind is why the store refuses something.
type errorKind int

const (
	versionMissing errorKind = iota
	versionState             // the version is not in a state for this
	versionUnlocked
	versionLocked // by somebody else
	integrationTaken
)

type storeError struct {
	kind    errorKind
	message string
}

func (e *storeError) Error() string { return e.message }

// version finds a version.
func (st *store) version(name integrationName, id string) (*storedVersion, error) {
	for _, version := range st.versions {
		if version.name == name && version.id == id {
			return version, nil
		}
	}
	return nil, &storeError{versionMissing, "Requested entity was not found."}
}

// draft returns the newest draft of an integration, nil if it has none.
func (st *store) draft(name integrationName) *storedVersion {
	var found *storedVersion
	for _, version := range st.versions {
		if version.name == name && version.state == stateDraft {
			found = version
		}
	}
	return found
}

// createDraft adds a draft locked by its author. An earlier draft becomes a snapshot.
func (st *store) createDraft(
	name integrationName, author string, content versionJSON, brandNew bool,
) (*storedVersion, error) {
	next := int64(1)
	for _, version := range st.versions {
		if version.name != name {
			continue
		}
		if brandNew {
			return nil, &storeError{integrationTaken, "Integration already exists: " + name.integration}
		}
		next = max(next, version.number+1)
		if version.state == stateDraft && !st.quirks.SeveralDrafts {
			version.state, version.holder = stateSnapshot, ""
		}
	}
	version := &storedVersion{
		name: name, id: core.NewUUID(), state: stateDraft, content: content, number: next,
		holder: author, modifier: author, created: st.now(), updated: st.now(),
	}
	st.versions = append(st.versions, version)
	return version, nil
}

// takeOver freezes a locked draft as a snapshot and makes a new one, locked by whoever takes over. Both are told.
func (st *store) takeOver(old *storedVersion, by string) (*storedVersion, error) {
	if old.state != stateDraft {
		return nil, &storeError{versionState, "The version is not in DRAFT but in " + old.state + "."}
	}
	holder := old.locked(st.now())
	if holder == "" {
		return nil, &storeError{versionUnlocked, "The version is not locked."}
	}
	if holder == by && st.quirks.RefuseOwnTakeover {
		return nil, &storeError{versionLocked, "The version is locked by the caller."}
	}
	st.touch(old, by)
	old.state, old.holder = stateSnapshot, ""
	draft, err := st.createDraft(old.name, by, old.content, false)
	if err != nil {
		return nil, err
	}
	st.mails = append(st.mails, Mail{To: holder, By: by, Version: st.fullName(draft)})
	if holder != by {
		st.mails = append(st.mails, Mail{To: by, By: by, Version: st.fullName(draft)})
	}
	return draft, nil
}

func (st *store) touch(version *storedVersion, by string) {
	version.modifier, version.updated = by, st.now()
}

// refuseOthers refuses what only the holder of a draft's lock may do. A lock that has lapsed keeps nobody out, which is
// inferred.
func (st *store) refuseOthers(version *storedVersion, by string) error {
	if holder := version.locked(st.now()); holder != "" && holder != by {
		return &storeError{versionLocked, "The version is locked by " + holder + "."}
	}
	return nil
}

// patch replaces fields of a draft. It renews the lock; one that has lapsed goes to whoever edits, which is inferred.
func (st *store) patch(
	version *storedVersion, by string, in versionJSON, fields []string,
) error {
	if version.state != stateDraft {
		return &storeError{versionState, "The version is not in DRAFT but in " + version.state + "."}
	}
	if err := st.refuseOthers(version, by); err != nil && !st.quirks.AnyoneMayPatch {
		return err
	}
	content := version.content
	if err := copyFields(&content, in, fields); err != nil {
		return err
	}
	if version.locked(st.now()) == "" {
		version.holder = by
	}
	version.content = content
	st.touch(version, by)
	return nil
}

// publish makes a version the active one, in place of the one that was.
func (st *store) publish(version *storedVersion, by string) error {
	if version.state == stateArchived || version.state == stateActive {
		return &storeError{versionState, "The version cannot be published from " + version.state + "."}
	}
	if err := st.refuseOthers(version, by); err != nil {
		return err
	}
	for _, other := range st.versions {
		if other.name == version.name && other.state == stateActive {
			other.state = stateSnapshot
		}
	}
	version.state, version.holder = stateActive, ""
	st.touch(version, by)
	return nil
}

// unpublish makes the active version a snapshot.
func (st *store) unpublish(version *storedVersion) error {
	if version.state != stateActive {
		return &storeError{versionState, "The version is not in ACTIVE but in " + version.state + "."}
	}
	version.state = stateSnapshot
	return nil
}

// archive is the soft delete: the version stays readable.
func (st *store) archive(version *storedVersion, by string) error {
	if err := st.refuseOthers(version, by); err != nil {
		return err
	}
	version.state, version.holder = stateArchived, ""
	st.touch(version, by)
	return nil
}

// fullName is the name of a version in an answer.
func (st *store) fullName(version *storedVersion) string {
	name, project := version.name, shopNumber
	if st.quirks.ProjectIDInNames {
		project = version.name.project
	}
	if st.quirks.NoProductInNames {
		name.product = ""
	}
	return name.path(project) + "/versions/" + version.id
}

// json is a version in an answer.
func (st *store) json(version *storedVersion) versionJSON {
	out := version.content
	out.Name, out.Origin, out.State = st.fullName(version), "UI", versionStateEnum(version.state)
	out.SnapshotNumber, out.LockHolder, out.LastModifierEmail = version.number, version.holder, version.modifier
	out.CreateTime, out.UpdateTime = protoTime(version.created), protoTime(version.updated)
	if st.quirks.HideLapsedHolder {
		out.LockHolder = version.locked(st.now())
	}
	return out
}
