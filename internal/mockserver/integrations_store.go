package mockserver

import (
	"fmt"
	"time"
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

// integrationStore holds the versions. It knows no HTTP; what it refuses it says as an integrationError.
type integrationStore struct {
	quirks             IntegrationQuirks
	now                func() time.Time
	versions           []*integrationVersion // in the order of their creation
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

// integrationVersion is a version with what the user wrote, in content, and what the service knows.
type integrationVersion struct {
	name             integrationName
	id, state        string
	content          integrationVersionJSON
	number           int64
	holder, modifier string
	created, updated time.Time
}

// locked says who has the edit lock at the moment, "" for nobody.
func (v *integrationVersion) locked(now time.Time) string {
	if v.state != stateDraft || !now.Before(v.updated.Add(editLockLife)) {
		return ""
	}
	return v.holder
}

// integrationErrorKind is why the store refuses something.
type integrationErrorKind int

const (
	versionMissing integrationErrorKind = iota
	versionState                        // the version is not in a state for this
	versionUnlocked
	versionLocked // by somebody else
	integrationTaken
)

type integrationError struct {
	kind    integrationErrorKind
	message string
}

func (e *integrationError) Error() string { return e.message }

// version finds a version.
func (st *integrationStore) version(name integrationName, id string) (*integrationVersion, error) {
	for _, version := range st.versions {
		if version.name == name && version.id == id {
			return version, nil
		}
	}
	return nil, &integrationError{versionMissing, "Requested entity was not found."}
}

// draft returns the newest draft of an integration, nil if it has none.
func (st *integrationStore) draft(name integrationName) *integrationVersion {
	var found *integrationVersion
	for _, version := range st.versions {
		if version.name == name && version.state == stateDraft {
			found = version
		}
	}
	return found
}

// createDraft adds a draft locked by its author. An earlier draft becomes a snapshot.
func (st *integrationStore) createDraft(
	name integrationName, author string, content integrationVersionJSON, brandNew bool,
) (*integrationVersion, error) {
	next := int64(1)
	for _, version := range st.versions {
		if version.name != name {
			continue
		}
		if brandNew {
			return nil, &integrationError{integrationTaken, "Integration already exists: " + name.integration}
		}
		next = max(next, version.number+1)
		if version.state == stateDraft && !st.quirks.SeveralDrafts {
			version.state, version.holder = stateSnapshot, ""
		}
	}
	version := &integrationVersion{
		name: name, id: googleUUID(), state: stateDraft, content: content, number: next,
		holder: author, modifier: author, created: st.now(), updated: st.now(),
	}
	st.versions = append(st.versions, version)
	return version, nil
}

// takeOver freezes a locked draft as a snapshot and makes a new one, locked by whoever takes over. Both are told.
func (st *integrationStore) takeOver(old *integrationVersion, by string) (*integrationVersion, error) {
	if old.state != stateDraft {
		return nil, &integrationError{versionState, "The version is not in DRAFT but in " + old.state + "."}
	}
	holder := old.locked(st.now())
	if holder == "" {
		return nil, &integrationError{versionUnlocked, "The version is not locked."}
	}
	if holder == by && st.quirks.RefuseOwnTakeover {
		return nil, &integrationError{versionLocked, "The version is locked by the caller."}
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

func (st *integrationStore) touch(version *integrationVersion, by string) {
	version.modifier, version.updated = by, st.now()
}

// refuseOthers refuses what only the holder of a draft's lock may do. A lock that has lapsed keeps nobody out, which is
// inferred.
func (st *integrationStore) refuseOthers(version *integrationVersion, by string) error {
	if holder := version.locked(st.now()); holder != "" && holder != by {
		return &integrationError{versionLocked, "The version is locked by " + holder + "."}
	}
	return nil
}

// patch replaces fields of a draft. It renews the lock; one that has lapsed goes to whoever edits, which is inferred.
func (st *integrationStore) patch(
	version *integrationVersion, by string, in integrationVersionJSON, fields []string,
) error {
	if version.state != stateDraft {
		return &integrationError{versionState, "The version is not in DRAFT but in " + version.state + "."}
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
func (st *integrationStore) publish(version *integrationVersion, by string) error {
	if version.state == stateArchived || version.state == stateActive {
		return &integrationError{versionState, "The version cannot be published from " + version.state + "."}
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
func (st *integrationStore) unpublish(version *integrationVersion) error {
	if version.state != stateActive {
		return &integrationError{versionState, "The version is not in ACTIVE but in " + version.state + "."}
	}
	version.state = stateSnapshot
	return nil
}

// archive is the soft delete: the version stays readable.
func (st *integrationStore) archive(version *integrationVersion, by string) error {
	if err := st.refuseOthers(version, by); err != nil {
		return err
	}
	version.state, version.holder = stateArchived, ""
	st.touch(version, by)
	return nil
}

// fullName is the name of a version in an answer.
func (st *integrationStore) fullName(version *integrationVersion) string {
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
func (st *integrationStore) json(version *integrationVersion) integrationVersionJSON {
	out := version.content
	out.Name, out.Origin, out.State = st.fullName(version), "UI", integrationState(version.state)
	out.SnapshotNumber, out.LockHolder, out.LastModifierEmail = version.number, version.holder, version.modifier
	out.CreateTime, out.UpdateTime = protoTime(version.created), protoTime(version.updated)
	if st.quirks.HideLapsedHolder {
		out.LockHolder = version.locked(st.now())
	}
	return out
}
