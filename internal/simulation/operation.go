package simulation

import (
	"slices"
)

const (
	lockUser    = "alice"
	lockedShare = "share-1"
)

// Operation is what a run of Terraform is for.
type Operation struct {
	Name string
	// Provider is the provider's configuration.
	Provider func(*World) Values
	// Prepare is what other people did long before. It may be nil.
	Prepare func(*World)
	// Before is applied without any trouble first. Nil: nothing is.
	Before func(*World) []Resource
	// Between is what happens between that and the run. It may be nil.
	Between func(*World)
	// Config is applied in the run.
	Config  func(*World) []Resource
	Options func(*World) Options
	// Saved plans without any trouble: the run applies the saved plan alone.
	Saved bool
	// Runs is how many workspaces do the same at once; 0 is 1.
	Runs int
	// Brief leaves the operation out of the single troubles, for another one is like it.
	Brief bool
	// Logins says that logins and the look at the versions are troubled, too: for the others they are the same.
	Logins bool
	// Takeovers is how many takeovers the operation is for, beside those of Before.
	Takeovers int
	// Refused says that the run must end in an error, and change nothing.
	Refused bool
	// Tells is a part of the error with which the applies may go on to fail where the world is another one since: after a
	// kill, after other people's moves, or where nobody could know.
	Tells string
	// After looks at the world just after the run, before any other apply, and answers what is wrong. It may be nil.
	After func(w *World, out []Outcome) []string
	// Other runs something else than an apply, and answers what is wrong with its result. It may be nil.
	Other func(ws *Workspace) (Outcome, string)
	// Check looks at the world after the last plan, and answers what is wrong. It may be nil.
	Check func(w *World, workspaces []*Workspace) []string
}

// Operations are all that the provider is for.
func Operations() []Operation {
	return slices.Concat(lockOperations(), keyOperations(), statusOperations(), takeoverOperations())
}

// lock is a lock on a share.
func lock(share string, more Values) Values {
	config := Values{"resource_id": share, "lock_reason": reason}
	for name, v := range more {
		config[name] = v
	}
	return config
}

func oneLock(name string, config func(*World) Values, createFirst bool) func(*World) []Resource {
	return func(w *World) []Resource {
		return []Resource{{
			Type: "custody_resource_lock", Name: name, Config: config(w), CreateBeforeDestroy: createFirst,
		}}
	}
}

func alice(w *World) Values { return w.openstackProvider(lockUser) }

func lockOperations() []Operation {
	plain := func(w *World) Values { return lock(w.share(lockedShare), nil) }
	with := func(more Values) func(*World) Values {
		return func(w *World) Values { return lock(w.share(lockedShare), more) }
	}
	onOther := func(w *World) Values { return lock(w.share("share-2"), nil) }
	replace := func(*World) Options { return Options{Replace: []string{"custody_resource_lock.a"}} }
	destroy := func(*World) Options { return Options{Destroy: true} }
	all := []Operation{
		{Name: "lock/create", Provider: alice, Logins: true, Config: oneLock("a", plain, false)},
		{Name: "lock/create beside an equal one", Provider: alice, Config: oneLock("a", plain, false), Prepare: func(w *World) {
			w.makeEqualLock(lockUser, w.share(lockedShare))
		}},
		{Name: "lock/create of a saved plan", Brief: true, Provider: alice, Config: oneLock("a", plain, false), Saved: true},
		{Name: "lock/refresh", Provider: alice, Before: oneLock("a", plain, false), Config: oneLock("a", plain, false)},
		{
			Name: "lock/update", Provider: alice, Before: oneLock("a", plain, false),
			Config: oneLock("a", with(Values{"lock_reason": "kept by the board"}), false),
		},
		{Name: "lock/replace", Provider: alice, Before: oneLock("a", plain, false), Config: oneLock("a", onOther, false)},
		{Name: "lock/replace, the new one first", Provider: alice, Before: oneLock("a", plain, true), Config: oneLock("a", onOther, true)},
		{
			Name: "lock/replace by an equal one", Brief: true, Provider: alice, Before: oneLock("a", plain, false),
			Config: oneLock("a", plain, false), Options: replace,
		},
		{
			Name: "lock/replace by an equal one, the new one first", Provider: alice, Before: oneLock("a", plain, true),
			Config: oneLock("a", plain, true), Options: replace,
		},
		{Name: "lock/destroy", Provider: alice, Before: oneLock("a", plain, false), Config: oneLock("a", plain, false), Options: destroy},
		{
			Name: "lock/destroy without a refresh", Provider: alice, Before: oneLock("a", plain, false), Config: oneLock("a", plain, false),
			Options: func(*World) Options { return Options{Destroy: true, NoRefresh: true} },
		},
		{Name: "lock/removed from the configuration", Brief: true, Provider: alice, Before: oneLock("a", plain, false), Config: nothing},
		{
			Name: "lock/protected, destroy", Provider: alice, Before: oneLock("a", with(Values{"deletion_protection": true}), false),
			Config: oneLock("a", with(Values{"deletion_protection": true}), false), Options: destroy, Refused: true, Check: stillLocked,
		},
		{
			Name: "lock/protected, replace", Provider: alice, Before: oneLock("a", with(Values{"deletion_protection": true}), false),
			Config: oneLock("a", with(Values{"deletion_protection": true}), false), Options: replace, Refused: true, Check: stillLocked,
		},
		{
			Name: "lock/protected, replace, the new one first", Provider: alice,
			Before: oneLock("a", with(Values{"deletion_protection": true}), true),
			Config: oneLock("a", with(Values{"deletion_protection": true}), true), Options: replace, Check: stillLocked,
		},
		{Name: "lock/two equal ones", Provider: alice, Config: twoLocks(plain, plain)},
		{Name: "lock/two equal ones, the region written once", Provider: alice, Config: twoLocks(plain, with(Values{"region": region}))},
		{Name: "lock/two runs", Provider: alice, Config: oneLock("a", plain, false), Runs: 2},
		{
			Name: "lock/import", Provider: alice, Config: oneLock("a", plain, false),
			Prepare: func(w *World) { w.own(w.makeEqualLock(lockUser, w.share(lockedShare))) },
			Options: func(w *World) Options {
				return Options{Import: map[string]string{"custody_resource_lock.a": w.locks()[0].ID}}
			},
		},
		{
			Name: "lock/of an access rule", Provider: alice, Config: oneLock("a", func(w *World) Values {
				return Values{"resource_id": w.rule(), "resource_type": "access_rule", "resource_action": "show", "lock_reason": reason}
			}, false), Tells: "import",
		},
	}
	if HasAttribute("custody_resource_lock", "adopt_existing") {
		all = append(all, adoptions(with)...)
	}
	return all
}

func nothing(*World) []Resource { return nil }

func twoLocks(first, second func(*World) Values) func(*World) []Resource {
	return func(w *World) []Resource {
		return append(oneLock("a", first, false)(w), oneLock("b", second, false)(w)...)
	}
}

// adoptions are operations of an attribute that goes with the provider's design.
func adoptions(with func(Values) func(*World) Values) []Operation {
	adopting := with(Values{"adopt_existing": true})
	return []Operation{
		{
			Name: "lock/adopt, a second one added", Brief: true, Provider: alice, Before: oneLock("a", adopting, false),
			Config: twoLocks(adopting, adopting),
		},
		{
			Name: "lock/adopt, replace, the new one first", Brief: true, Provider: alice, Before: oneLock("a", adopting, true),
			Config: oneLock("a", adopting, true), After: func(w *World, out []Outcome) []string {
				if out[0].Failed() {
					return nil
				}
				return stillLocked(w, nil)
			},
			Options: func(*World) Options { return Options{Replace: []string{"custody_resource_lock.a"}} },
		},
	}
}

// stillLocked says that the share must be locked, whatever became of the run.
func stillLocked(w *World, _ []*Workspace) []string {
	if w.touched > 0 {
		return nil
	}
	for _, l := range w.locks() {
		if l.ResourceID == w.share(lockedShare) {
			return nil
		}
	}
	return []string{"the share is not locked any more"}
}

// own makes an object that was made by others one that the run may take.
func (w *World) own(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.foreign, id)
}
