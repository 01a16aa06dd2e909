package integrations

import "encoding/json"

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
	name, _ := a.store.mustName(integration)
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
