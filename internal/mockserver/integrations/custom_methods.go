package integrations

import "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"

// The custom methods of a version take a request without fields, which may also be no body at all.

func (a *Integrations) takeoverEditLock(call *google.Call, name integrationName) (any, error) {
	version, err := a.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := google.DecodeProto(call.Content, "", &emptyJSON{}); err != nil {
		return nil, err
	}
	draft, err := a.store.takeOver(version, call.Caller)
	if err != nil {
		return nil, err
	}
	a.store.takeovers++
	a.store.created++
	return wrappedVersionJSON{a.store.json(draft)}, nil
}

func (a *Integrations) publishVersion(call *google.Call, name integrationName) (any, error) {
	version, err := a.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := google.DecodeProto(call.Content, "", &publishJSON{}); err != nil {
		return nil, err
	}
	return emptyJSON{}, a.store.publish(version, call.Caller)
}

func (a *Integrations) unpublishVersion(call *google.Call, name integrationName) (any, error) {
	version, err := a.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := google.DecodeProto(call.Content, "", &emptyJSON{}); err != nil {
		return nil, err
	}
	return emptyJSON{}, a.store.unpublish(version)
}

func (a *Integrations) deleteVersion(call *google.Call, name integrationName) (any, error) {
	version, err := a.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := google.DecodeProto(call.Content, "", &emptyJSON{}); err != nil {
		return nil, err
	}
	return emptyJSON{}, a.store.archive(version, call.Caller)
}

// validateVersion finds every version valid.
func (a *Integrations) validateVersion(call *google.Call, name integrationName) (any, error) {
	if _, err := a.findVersion(call, name); err != nil {
		return nil, err
	}
	return emptyJSON{}, google.DecodeProto(call.Content, "", &emptyJSON{})
}
