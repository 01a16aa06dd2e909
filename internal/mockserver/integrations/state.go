package integrations

import (
	"encoding/json"
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

func (a *Integrations) seed() {
	a.store.versions = nil
	for _, name := range []string{OrdersIntegration, ApigeeOrdersIntegration} {
		first := a.CreateDraft("ana@shop.test", name, "first")
		a.Publish("ana@shop.test", name+"/versions/"+first.ID)
		a.CreateDraft("ana@shop.test", name, "second")
	}
}

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
	name, _ := parseIntegrationName(integration)
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

// parseIntegrationName reads the full name of an integration, or of a version and its id. It panics if it is neither.
func parseIntegrationName(text string) (integrationName, string) {
	parts := strings.Split(text, "/")
	name, id := integrationName{}, ""
	ok := len(parts)%2 == 0
	for i := 0; ok && i < len(parts); i += 2 {
		switch parts[i] {
		case "projects":
			name.project = projectID(parts[i+1])
		case "locations":
			name.location = parts[i+1]
		case "products":
			name.product = parts[i+1]
		case "integrations":
			name.integration = parts[i+1]
		case "versions":
			id = parts[i+1]
		default:
			ok = false
		}
	}
	if !ok || name.project == "" || name.location == "" || name.integration == "" {
		panic("mockserver: no name of an integration or of a version: " + text)
	}
	return name, id
}

// lookUp finds a version by its full name, or the newest draft of an integration.
func (st *store) lookUp(text string) *storedVersion {
	name, id := parseIntegrationName(text)
	if id == "" {
		return st.draft(name)
	}
	version, err := st.version(name, id)
	if err != nil {
		return nil
	}
	return version
}

// TakeOver takes the edit lock of a draft as somebody else, and returns the new draft. Like all methods below it takes
// the full name of a version, or that of an integration for its newest draft, and panics on what the service refuses.
func (a *Integrations) TakeOver(email, name string) Version {
	return a.actOnVersion(name, func(st *store, version *storedVersion) (*storedVersion, error) {
		return st.takeOver(version, email)
	})
}

// EditDraft sets the description of a draft as somebody else, which renews the lock.
func (a *Integrations) EditDraft(email, name, description string) Version {
	return a.actOnVersion(name, func(st *store, version *storedVersion) (*storedVersion, error) {
		in := versionJSON{Description: description}
		return version, st.patch(version, email, in, []string{"description"})
	})
}

// Publish publishes a version as somebody else.
func (a *Integrations) Publish(email, name string) Version {
	return a.actOnVersion(name, func(st *store, version *storedVersion) (*storedVersion, error) {
		return version, st.publish(version, email)
	})
}

// DeleteVersion archives a version as somebody else.
func (a *Integrations) DeleteVersion(email, name string) Version {
	return a.actOnVersion(name, func(st *store, version *storedVersion) (*storedVersion, error) {
		return version, st.archive(version, email)
	})
}

// ReleaseLock ends the lock of a draft before its time.
func (a *Integrations) ReleaseLock(name string) Version {
	return a.actOnVersion(name, func(_ *store, version *storedVersion) (*storedVersion, error) {
		version.holder = ""
		return version, nil
	})
}

// CreateDraft creates a draft as somebody else, of an integration that need not be there before.
func (a *Integrations) CreateDraft(email, integration, description string) Version {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	name, _ := parseIntegrationName(integration)
	version, err := a.store.createDraft(name, email, versionJSON{
		Description:    description,
		TriggerConfigs: []json.RawMessage{[]byte(`{"triggerType":"API","triggerNumber":"1"}`)},
		TaskConfigs:    []json.RawMessage{[]byte(`{"task":"EmptyTask","taskId":"1"}`)},
	}, false)
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	return a.store.public(version)
}

func (a *Integrations) actOnVersion(
	name string, act func(*store, *storedVersion) (*storedVersion, error),
) Version {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	version := a.store.lookUp(name)
	if version == nil {
		panic("mockserver: no such version: " + name)
	}
	changed, err := act(&a.store, version)
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	return a.store.public(changed)
}
