package simulation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// thing is one object on the servers, in the terms of a state.
type thing struct {
	resourceType string
	// id is a lock's id, or a consumer key.
	id string
	// parent is what it belongs to, by which an error may name it.
	parent string
	// content is all that other people would notice of a change.
	content string
	status  string
}

// holdings are everything that the servers hold at one time.
type holdings struct {
	things map[string]thing
	// app is what the app has beside its keys.
	app       string
	takeovers int
	mails     int
}

// hold looks at the servers.
func (w *World) hold() holdings {
	h := holdings{things: map[string]thing{}, takeovers: w.takeovers(), mails: w.mails()}
	for _, l := range w.locks() {
		why := "(none)"
		if l.LockReason != nil {
			why = *l.LockReason
		}
		h.things[l.ID] = thing{
			"custody_resource_lock", l.ID, l.ResourceID, fmt.Sprint(l.ResourceID, l.ResourceAction, l.UserID, why), "",
		}
	}
	for resourceType, app := range map[string]apigee.App{keyType: w.app(), groupKeyType: w.groupApp()} {
		for _, k := range app.Keys {
			h.things[k.ConsumerKey] = thing{
				resourceType, k.ConsumerKey, app.Name, fmt.Sprint(k.Products, k.Attributes, k.Scopes, k.Status), k.Status,
			}
		}
	}
	for _, app := range []apigee.App{w.app(), w.groupApp()} {
		h.app += fmt.Sprint(app.Attributes, app.CallbackURL, app.Scopes)
	}
	return h
}

// isKey says that a resource is for keys, of a developer's or an app group's app.
func isKey(resourceType string) bool { return resourceType == keyType || resourceType == groupKeyType }

// shownID is the id by which a diagnostic may name the thing.
func (t thing) shownID() string {
	if isKey(t.resourceType) {
		return fingerprint(t.id)
	}
	return t.id
}

// isIn says that an object of a state is the thing. A key may be in the state by its fingerprint alone.
func isIn(v tftypes.Value, t thing) bool {
	if isKey(t.resourceType) {
		return text(v, "key_fingerprint") == fingerprint(t.id)
	}
	return idOf(t.resourceType, v, holdings{}) == t.id
}

// idOf is what an object of a state is on the servers; "" where it is nothing of its own.
func idOf(resourceType string, v tftypes.Value, held holdings) string {
	switch resourceType {
	case "custody_resource_lock":
		return text(v, "id")
	case keyType, groupKeyType:
		if key := text(v, "consumer_key"); key != "" {
			return key
		}
		for id, t := range held.things {
			if t.resourceType == resourceType && fingerprint(id) == text(v, "key_fingerprint") {
				return id
			}
		}
		return "no key: " + text(v, "key_fingerprint")
	}
	return ""
}

// fault says what an error says wrongly of the provider's own code.
func fault(text string) bool {
	low := strings.ToLower(text)
	return slices.ContainsFunc([]string{
		"report this", "bug in the provider", "an unexpected error was encountered", "value conversion error",
		"provider returned invalid result", "missing resource state after", "missing resource identity",
		"error retrieving", "this is always an error in the provider", "panic",
	}, func(part string) bool { return strings.Contains(low, part) })
}
