package integrationversions

import (
	"cmp"
	"strings"
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
	IntegrationVersions []versionJSON `json:"integrationVersions"`
	NextPageToken       string        `json:"nextPageToken"`
	NoPermission        bool          `json:"noPermission"`
}

// takeoverJSON is the answer to a takeover, with the new draft.
type takeoverJSON struct {
	IntegrationVersion versionJSON `json:"integrationVersion"`
}

func (v versionJSON) version() Version {
	return Version{
		Name: v.Name, ID: v.Name[strings.LastIndex(v.Name, "/")+1:], State: cmp.Or(v.State, v.Status),
		LockHolder: v.LockHolder, LastModifierEmail: v.LastModifierEmail,
		Description: v.Description, UserLabel: v.UserLabel, SnapshotNumber: v.SnapshotNumber,
		CreateTime: v.CreateTime, UpdateTime: v.UpdateTime,
	}
}
