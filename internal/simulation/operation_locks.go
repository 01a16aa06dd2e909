package simulation

import (
	"fmt"
	"slices"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// lock is a lock on a share.
func lock(share string, more Values) Values {
	return merge(Values{"resource_id": share, "lock_reason": reason}, more)
}

func onShare(w *World) Values { return lock(w.share(lockedShare), nil) }

func with(more Values) func(*World) Values {
	return func(w *World) Values { return lock(w.share(lockedShare), more) }
}

func oneLock(name string, config func(*World) Values, createFirst bool) func(*World) []Resource {
	return func(w *World) []Resource {
		return []Resource{{
			Type: "custody_resource_lock", Name: name, Config: config(w), CreateBeforeDestroy: createFirst,
		}}
	}
}

func twoLocks(first, second func(*World) Values) func(*World) []Resource {
	return func(w *World) []Resource {
		return append(oneLock("a", first, false)(w), oneLock("b", second, false)(w)...)
	}
}

// fourLocks are read with shared lists.
func fourLocks(w *World) []Resource {
	var all []Resource
	for i := range 4 {
		config := with(Values{"lock_reason": fmt.Sprint("reason ", i)})
		all = append(all, oneLock(fmt.Sprint("l", i), config, false)(w)...)
	}
	return all
}

func nothing(*World) []Resource { return nil }

func alice(w *World) Values { return w.openstackProvider(lockUser) }

// anywhere leaves the region to the catalog.
func anywhere(w *World) Values {
	config := w.openstackProvider(lockUser)
	if half, ok := config["openstack"].(Values); ok {
		delete(half, "region")
	}
	return config
}

// beforehand is another run of the same user, long ago.
func beforehand(w *World) { w.makeEqualLock(lockUser, w.share(lockedShare)) }

func lockOperations() []Operation {
	all := append(lockCreations(), lockChanges()...)
	return append(all, lockProtections()...)
}

func lockCreations() []Operation {
	one := oneLock("a", onShare, false)
	return []Operation{
		{Name: "lock/create", Pairs: true, Provider: alice, Logins: true, Config: one},
		{Name: "lock/create beside an equal one", Provider: alice, Config: one, Prepare: beforehand},
		{Name: "lock/create of a saved plan", Brief: true, Provider: alice, Config: one, Saved: true},
		{Name: "lock/two equal ones", Only: (*Record).creates, Provider: alice, Config: twoLocks(onShare, onShare)},
		{
			Name: "lock/two equal ones, the region written once", Pairs: true, Only: (*Record).creates, Provider: anywhere,
			Config: twoLocks(onShare, with(Values{"region": region})),
		},
		{Name: "lock/two runs", Only: (*Record).creates, Pairs: true, Provider: alice, Config: one, Runs: 2},
		{
			Name: "lock/import", Provider: alice, Config: one,
			Prepare: func(w *World) { w.own(w.makeEqualLock(lockUser, w.share(lockedShare))) },
			Options: func(w *World) Options {
				return Options{Import: map[string]string{"custody_resource_lock.a": w.locks()[0].ID}}
			},
		},
		{
			Name: "lock/of an access rule", Provider: alice, Tells: "import", Config: oneLock("a", func(w *World) Values {
				return Values{
					"resource_id": w.rule(), "resource_type": "access_rule", "resource_action": "show", "lock_reason": reason,
				}
			}, false),
		},
	}
}

func replaceA(*World) Options { return Options{Replace: []string{"custody_resource_lock.a"}} }

func destroyed(*World) Options { return Options{Destroy: true} }

func destroyedAsKnown(*World) Options { return Options{Destroy: true, NoRefresh: true} }

func lockChanges() []Operation {
	onOther := func(w *World) Values { return lock(w.share("share-2"), nil) }
	one, first := oneLock("a", onShare, false), oneLock("a", onShare, true)
	return []Operation{
		{Name: "lock/refresh", Provider: alice, Before: one, Config: one},
		{Name: "lock/refresh of four", Provider: alice, Before: fourLocks, Config: fourLocks},
		{
			Name: "lock/update", Only: (*Record).applies, Provider: alice, Before: one,
			Config: oneLock("a", with(Values{"lock_reason": "kept by the board"}), false),
		},
		{Name: "lock/replace", Only: (*Record).applies, Provider: alice, Before: one, Config: oneLock("a", onOther, false)},
		{
			Name: "lock/replace, the new one first", Only: (*Record).applies, Provider: alice, Before: first, Config: oneLock("a", onOther, true),
		},
		{
			Name: "lock/replace by an equal one", Brief: true, Provider: alice, Before: one, Config: one, Options: replaceA,
		},
		{
			Name: "lock/replace by an equal one, the new one first", Only: (*Record).applies, Provider: alice, Before: first, Config: first,
			Options: replaceA,
		},
		{Name: "lock/destroy", Provider: alice, Before: one, Config: one, Options: destroyed},
		{
			Name: "lock/destroy without a refresh", Provider: alice, Before: one, Config: one, Options: destroyedAsKnown,
		},
		{Name: "lock/removed from the configuration", Brief: true, Provider: alice, Before: one, Config: nothing},
		{
			Name: "lock/removed from the configuration, read before it is planned", Brief: true, Provider: alice, Before: one,
			Config: nothing, Options: func(*World) Options { return Options{ReadRemoved: true} },
		},
	}
}

func lockProtections() []Operation {
	protected := with(Values{"deletion_protection": true})
	one, first := oneLock("a", protected, false), oneLock("a", protected, true)
	return []Operation{
		{
			Name: "lock/protected, destroy", Provider: alice, Before: one, Config: one, Options: destroyed,
			Refused: true, Check: stillLocked,
		},
		{
			Name: "lock/protected, destroy beside a newer equal one", Provider: alice, Before: one, Between: beforehand,
			Config: one, Options: destroyed, Refused: true, Check: stillLocked,
		},
		{
			Name: "lock/protected, replace", Provider: alice, Before: one, Config: one, Options: replaceA,
			Refused: true, Check: stillLocked,
		},
		{
			Name: "lock/protected, replace, the new one first", Provider: alice, Before: first, Config: first,
			Options: replaceA, Refused: true, Check: stillLocked,
		},
		{
			Name: "lock/protected, tainted, the new one first", Only: (*Record).applies, Provider: alice, Before: first, Taint: true, Config: first,
			Check: stillLockedOrFound, Tells: "Resource Lock Is Protected",
		},
	}
}

// stillLocked says that a lock of ours must be on the share, whatever became of the run.
func stillLocked(w *World, _ []*Workspace) []string {
	if lock, ok := w.ours(); w.touched == 0 && (!ok || lock.ResourceID != w.share(lockedShare)) {
		return []string{"our lock is not on the share any more"}
	}
	return nil
}

// stillLockedOrFound also accepts that an equal lock of another run took the place of ours, if a warning told of it:
// after a lost answer nothing tells the two apart.
func stillLockedOrFound(w *World, all []*Workspace) []string {
	told := slices.ContainsFunc(w.diagnosed, func(d Diagnostic) bool { return d.Summary == foundAfterLoss })
	onTheShare := func(l openstack.Lock) bool { return l.ResourceID == w.share(lockedShare) }
	if told && slices.ContainsFunc(w.locks(), onTheShare) {
		return nil
	}
	return stillLocked(w, all)
}

// own makes an object that was made by others one that the run may take.
func (w *World) own(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.foreign, id)
}
