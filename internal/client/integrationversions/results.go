package integrationversions

import (
	"cmp"
	"fmt"
	"time"
)

// States of a version.
const (
	// StateDraft is a version that can be edited.
	StateDraft = "DRAFT"
	// StateActive is the version that is published.
	StateActive = "ACTIVE"
	// StateSnapshot is a frozen copy, such as what a takeover leaves of the old draft.
	StateSnapshot = "SNAPSHOT"
	// StateArchived is a version that was deleted.
	StateArchived = "ARCHIVED"
)

// Version is a version of an integration, without its tasks, triggers and parameters.
type Version struct {
	// Name is the full name as the service wrote it: with the project's number where
	// the request may have had its id.
	Name string
	// ID is the UUID at the end of the name.
	ID string
	// State is one of the states above; others may come.
	State string
	// LockHolder is an e-mail address, and empty in a version that nobody locks. A lock
	// ends 15 minutes after the last edit, perhaps without a change here.
	LockHolder        string
	LastModifierEmail string
	Description       string
	UserLabel         string
	// SnapshotNumber counts the versions of the integration.
	SnapshotNumber         int64
	CreateTime, UpdateTime time.Time
}

// versionJSON has names and types of GoogleCloudIntegrationsV1alphaIntegrationVersion
// in the discovery documents.
type versionJSON struct {
	Name              string    `json:"name"`
	State             string    `json:"state"`
	Status            string    `json:"status"` // the old name of state
	LockHolder        string    `json:"lockHolder"`
	LastModifierEmail string    `json:"lastModifierEmail"`
	Description       string    `json:"description"`
	UserLabel         string    `json:"userLabel"`
	SnapshotNumber    int64     `json:"snapshotNumber,string"`
	CreateTime        time.Time `json:"createTime"`
	UpdateTime        time.Time `json:"updateTime"`
}

type listJSON struct {
	IntegrationVersions []*versionJSON `json:"integrationVersions"`
	NextPageToken       string         `json:"nextPageToken"`
	NoPermission        bool           `json:"noPermission"`
}

// takeoverJSON is the answer to a takeover, with the new draft.
type takeoverJSON struct {
	IntegrationVersion *versionJSON `json:"integrationVersion"`
}

// AnswerError is an answer that says success and is not what was asked for. What the
// request asks for may have been done.
type AnswerError struct {
	// Asked is what was asked for, as "version projects/…".
	Asked string
	// Wrong is what is wrong with the answer.
	Wrong string
}

func (e *AnswerError) Error() string {
	return "the service answered with success, but not with " + e.Asked + ": " + e.Wrong
}

// LostAnswer marks the error as one after which nobody knows what was done.
func (*AnswerError) LostAnswer() {}

// of is the version if it is one of the integration; asked is for the error.
func (v *versionJSON) of(integration Name, asked string) (*Version, error) {
	if v == nil || v.Name == "" {
		return nil, &AnswerError{asked, "the answer has no name of a version"}
	}
	name, err := ParseVersion(v.Name)
	state := cmp.Or(v.State, v.Status)
	switch {
	case err != nil:
		return nil, &AnswerError{asked, fmt.Sprintf("in the name %q %v", v.Name, err)}
	case !name.mayBeOf(integration):
		return nil, &AnswerError{asked, fmt.Sprintf("%q is of another integration", v.Name)}
	case state == "":
		return nil, &AnswerError{asked, fmt.Sprintf("%q has no state", v.Name)}
	}
	return &Version{
		Name: v.Name, ID: name.Version, State: state, LockHolder: v.LockHolder, LastModifierEmail: v.LastModifierEmail,
		Description: v.Description, UserLabel: v.UserLabel, SnapshotNumber: v.SnapshotNumber,
		CreateTime: v.CreateTime, UpdateTime: v.UpdateTime,
	}, nil
}
