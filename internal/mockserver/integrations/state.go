package integrations

import (
	"strings"
	"time"
)

// Version is a version as the server holds it.
type Version struct {
	Name              string // full name, as answers have it
	ID                string // the UUID at its end
	State             string // "DRAFT", "ACTIVE", "SNAPSHOT" or "ARCHIVED"
	SnapshotNumber    int64
	Description       string
	UserLabel         string
	LockHolder        string // e-mail; also when the lock has lapsed
	Locked            bool   // whether the lock holds at the moment
	LastModifierEmail string
	CreateTime        time.Time
	UpdateTime        time.Time
}

// Mail is an e-mail that the service has sent because of a takeover.
type Mail struct {
	To      string
	By      string // who took over
	Version string // the full name of the new draft
}

// The seeded integrations: both have an active version, and a draft locked by ana@shop.test.
const (
	OrdersIntegration       = "projects/shop/locations/europe-west1/integrations/orders"
	ApigeeOrdersIntegration = "projects/shop/locations/europe-west1/products/apigee/integrations/orders"
)

// public copies a version for a test.
func (st *store) public(version *storedVersion) Version {
	return Version{
		Name: st.fullName(version), ID: version.id, State: version.state, SnapshotNumber: version.number,
		Description: version.content.Description, UserLabel: version.content.UserLabel,
		LockHolder: version.holder, Locked: version.locked(st.now()) != "", LastModifierEmail: version.modifier,
		CreateTime: version.created, UpdateTime: version.updated,
	}
}

// Versions returns the versions of an integration, oldest first. The name is a full one, with the project's id or
// number.
func (a *Integrations) Versions(integration string) []Version {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	name, _ := a.store.mustName(integration)
	list := []Version{}
	for _, version := range a.store.versions {
		if version.name == name {
			list = append(list, a.store.public(version))
		}
	}
	return list
}

// Version returns a version by its full name, or the newest draft of an integration by the integration's.
func (a *Integrations) Version(name string) (Version, bool) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	version := a.store.lookUp(name)
	if version == nil {
		return Version{}, false
	}
	return a.store.public(version), true
}

// Mails returns the e-mails sent so far, also because of takeovers by TakeOver.
func (a *Integrations) Mails() []Mail {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	return append([]Mail{}, a.store.mails...)
}

// Takeovers returns how many takeovers of clients have succeeded. TakeOver does not count.
func (a *Integrations) Takeovers() int {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	return a.store.takeovers
}

// VersionsCreated returns how many versions clients have made: by create, by upload and by a takeover.
func (a *Integrations) VersionsCreated() int {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	return a.store.created
}

// mustName reads the full name of an integration, or of a version and its id. It panics if it is neither.
func (st *store) mustName(text string) (integrationName, string) {
	name, id, ok := st.parseName(text)
	if !ok {
		panic("mockserver: no name of an integration or of a version: " + text)
	}
	return name, id
}

// parseName reads the full name of an integration, or of a version and its id. The project may be given by its number.
func (st *store) parseName(text string) (name integrationName, id string, ok bool) {
	parts := strings.Split(text, "/")
	if len(parts)%2 != 0 {
		return name, "", false
	}
	for i := 0; i < len(parts); i += 2 {
		switch parts[i] {
		case "projects":
			name.project = st.projectID(parts[i+1])
		case "locations":
			name.location = parts[i+1]
		case "products":
			name.product = parts[i+1]
		case "integrations":
			name.integration = parts[i+1]
		case "versions":
			id = parts[i+1]
		default:
			return name, "", false
		}
	}
	return name, id, name.project != "" && name.location != "" && name.integration != ""
}

// lookUp finds a version by its full name, or the newest draft of an integration.
func (st *store) lookUp(text string) *storedVersion {
	name, id := st.mustName(text)
	if id == "" {
		return st.draft(name)
	}
	version, err := st.version(name, id)
	if err != nil {
		return nil
	}
	return version
}
