package simulation

import (
	"fmt"
	"strings"
)

const keyType = "custody_developer_app_key"

// key is a key of the seeded app.
func key(more Values) Values {
	config := Values{
		"developer_email": developer, "app": appName, "api_products": Values{"weather": Values{}},
	}
	for name, v := range more {
		config[name] = v
	}
	return config
}

func oneKey(createFirst bool, more Values) func(*World) []Resource {
	return func(*World) []Resource {
		return []Resource{{Type: keyType, Name: "a", Config: key(more), CreateBeforeDestroy: createFirst}}
	}
}

func keys(n int) func(*World) []Resource {
	return func(*World) []Resource {
		var all []Resource
		for i := range n {
			all = append(all, Resource{Type: keyType, Name: fmt.Sprint("k", i), Config: key(nil)})
		}
		return all
	}
}

// ci is the service account with its key, bearer the same with a token that somebody got for it: that costs no login.
func ci(w *World) Values { return w.googleProvider() }

func bearer(w *World) Values { return w.tokenProvider(robot) }

// ownKey and ownSecret are a key of another system.
const (
	ownKey    = "aKeyOfAnotherSystem0123456789"
	ownSecret = "theSecretOfThatKey0123456789"
)

func keyOperations() []Operation {
	setUp := Values{"attributes": Values{"team": "blue"}, "status": "revoked"}
	given := Values{"consumer_key": ownKey, "consumer_secret": ownSecret}
	all := []Operation{
		{Name: "key/generate", Provider: ci, Logins: true, Config: oneKey(false, nil)},
		{Name: "key/generate with attributes, revoked", Provider: bearer, Config: oneKey(false, setUp)},
		{Name: "key/generate for another scope", Brief: true, Provider: bearer, Config: oneKey(false, Values{"api_products": Values{"maps": Values{}}})},
		{Name: "key/generate without products", Brief: true, Provider: bearer, Config: oneKey(false, Values{"api_products": nil})},
		{Name: "key/generate, expiring", Pairs: true, Provider: bearer, Config: oneKey(false, Values{"expires_in": "2160h"})},
		{Name: "key/generate two", Only: (*Record).creates, Provider: bearer, Config: keys(2)},
		{Name: "key/generate in two runs", Only: (*Record).creates, Pairs: true, Provider: bearer, Config: oneKey(false, nil), Runs: 2},
		{Name: "key/bring in", Brief: true, Provider: bearer, Config: oneKey(false, given)},
		{Name: "key/bring in with attributes", Pairs: true, Provider: bearer, Config: oneKey(false, merge(given, setUp))},
		{Name: "key/refresh", Provider: bearer, Before: oneKey(false, nil), Config: oneKey(false, nil)},
		{Name: "key/refresh of three", Provider: bearer, Before: keys(3), Config: keys(3)},
		{
			Name: "key/update products and attributes", Only: (*Record).applies, Provider: bearer, Before: oneKey(false, nil),
			Config: oneKey(false, Values{
				"api_products": Values{"maps": Values{}, "weather": Values{"status": "revoked"}},
				"attributes":   Values{"team": "red"},
			}),
		},
		{
			Name: "key/revoke and change products", Only: (*Record).applies, Provider: bearer, Before: oneKey(false, nil), Check: revokedFirst,
			Config: oneKey(false, Values{"api_products": Values{"weather": Values{}, "maps": Values{}}, "status": "revoked"}),
		},
		{
			Name: "key/approve", Only: (*Record).applies, Provider: bearer, Before: oneKey(false, Values{"status": "revoked"}), Config: oneKey(false, nil),
		},
		{
			Name: "key/destroy", Provider: bearer, Before: oneKey(false, nil), Config: oneKey(false, nil),
			Options: destroyed,
		},
		{
			Name: "key/destroy without a refresh", Provider: bearer, Before: oneKey(false, nil), Config: oneKey(false, nil),
			Options: destroyedAsKnown,
		},
		{
			Name: "key/import", Provider: bearer, Config: oneKey(false, nil),
			Prepare: func(w *World) { w.own(w.addKey()) },
			Options: func(w *World) Options {
				last := w.app().Keys[len(w.app().Keys)-1].ConsumerKey
				id := "organizations/" + organization + "/developers/" + developer + "/apps/" + appName + "/keys/" + last
				return Options{Import: map[string]string{keyType + ".a": id}}
			},
		},
	}
	all = append(all, rotations()...)
	all = append(all, keysNotStored()...)
	if HasAttribute(keyType, "generated_by") {
		made := Values{"generated_by": "provider"}
		all = append(
			all,
			Operation{Name: "key/made by the provider", Pairs: true, Provider: bearer, Config: oneKey(false, made)},
			Operation{Name: "key/made by the provider with attributes, revoked", Provider: bearer, Config: oneKey(false, merge(made, setUp))},
			Operation{Name: "key/made by the provider in two runs", Only: (*Record).applies, Provider: bearer, Config: oneKey(false, made), Runs: 2},
		)
	}
	return all
}

// keysNotStored are of keys that are in no state, but for their fingerprints.
func keysNotStored() []Operation {
	notStored := Values{"store_consumer_key": false}
	months := func(month string) Values {
		return merge(notStored, Values{"rotate_when_changed": Values{"month": month}})
	}
	return []Operation{
		{Name: "key not stored/generate", Brief: true, Provider: bearer, Config: oneKey(false, notStored)},
		{
			Name: "key not stored/made by the provider, revoked", Provider: bearer,
			Config: oneKey(false, merge(notStored, Values{"generated_by": "provider", "status": "revoked"})),
		},
		{Name: "key not stored/refresh", Provider: bearer, Before: oneKey(false, notStored), Config: oneKey(false, notStored)},
		{
			Name: "key not stored/update", Only: (*Record).applies, Pairs: true, Provider: bearer, Before: oneKey(false, notStored),
			Config: oneKey(false, merge(notStored, Values{"attributes": Values{"team": "red"}, "status": "revoked"})),
		},
		{
			Name: "key not stored/rotate", Only: (*Record).applies, Provider: bearer, Before: oneKey(false, months("1")),
			Config: oneKey(false, months("2")),
		},
		{
			Name: "key not stored/rotate, revoke, the new one first", Only: (*Record).applies, Provider: bearer,
			Before: oneKey(true, merge(months("1"), Values{"deletion_policy": "revoke"})),
			Config: oneKey(true, merge(months("2"), Values{"deletion_policy": "revoke"})),
		},
		{
			Name: "key not stored/destroy without a refresh", Provider: bearer, Before: oneKey(false, notStored),
			Config: oneKey(false, notStored), Options: destroyedAsKnown,
		},
		{
			Name: "key not stored/store", Only: (*Record).applies, Provider: bearer, Before: oneKey(false, notStored), Config: oneKey(false, nil),
		},
		{
			Name: "key not stored/store no longer", Brief: true, Provider: bearer, Before: oneKey(false, nil), Config: oneKey(false, notStored),
		},
		{
			Name: "key not stored/import", Provider: bearer, Config: oneKey(false, notStored),
			Prepare: func(w *World) { w.own(w.addKey()) },
			Options: func(w *World) Options {
				last := w.app().Keys[len(w.app().Keys)-1].ConsumerKey
				app := "organizations/" + organization + "/developers/" + developer + "/apps/" + appName
				return Options{Import: map[string]string{keyType + ".a": app + "/keys/" + fingerprint(last)}}
			},
		},
	}
}

// rotations replace a key by another one.
func rotations() []Operation {
	var all []Operation
	for _, policy := range []string{"delete", "revoke", "abandon"} {
		for _, first := range []bool{false, true} {
			name := "key/rotate, " + policy
			if first {
				name += ", the new one first"
			}
			before := Values{
				"rotate_when_changed": Values{"month": "1"}, "deletion_policy": policy, "attributes": Values{"team": "blue"},
			}
			later := merge(before, Values{"rotate_when_changed": Values{"month": "2"}})
			op := Operation{
				Name: name, Brief: policy == "revoke" || policy == "abandon" && !first, Provider: bearer, Before: oneKey(first, before),
				Config: oneKey(first, later),
			}
			if first {
				op.Only = (*Record).applies
			}
			all = append(all, op)
		}
	}
	return all
}

func merge(all ...Values) Values {
	out := Values{}
	for _, one := range all {
		for name, v := range one {
			out[name] = v
		}
	}
	return out
}

// revokedFirst says that a key that is to be revoked is revoked before anything else is asked of it.
func revokedFirst(w *World, _ []*Workspace) []string {
	if w.touched > 0 {
		return nil // it may be revoked already
	}
	for _, r := range w.records {
		if r.Turn < 0 || !r.writes() || r.worked == 0 && r.Trouble.none() {
			continue
		}
		if strings.HasSuffix(r.Path, "action=revoke") {
			return nil
		}
		return []string{"a key that is to be revoked was changed otherwise first: " + r.String()}
	}
	return nil
}

func statusOperations() []Operation {
	status := func(to string) func(*World) []Resource {
		return func(*World) []Resource {
			return []Resource{{Type: "custody_developer_app_status", Name: "a", Config: Values{
				"developer_email": developer, "app": appName, "status": to,
			}}}
		}
	}
	return []Operation{
		{Name: "status/create", Provider: bearer, Config: status("revoked")},
		{Name: "status/create as it is", Provider: bearer, Config: status("approved")},
		{Name: "status/update", Only: (*Record).applies, Provider: bearer, Before: status("revoked"), Config: status("approved")},
	}
}
