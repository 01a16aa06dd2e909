package simulation

import (
	"context"
	"fmt"
)

// otherOperations are those of actions, of the ephemeral resource and of the data sources.
func otherOperations() []Operation {
	impersonated := func(w *World) Values { return w.impersonatedProvider() }
	return []Operation{
		{
			Name: "action/take over", Provider: impersonated, Takeovers: 1, Other: invoke("custody_takeover_edit_lock", Values{
				"integration": integration,
			}),
		},
		{
			Name: "action/revoke the app", Provider: bearer, Check: appRevoked,
			Other: invoke("custody_update_developer_app_status", Values{
				"developer_email": developer, "app": appName, "status": "revoked",
			}),
		},
		{
			Name: "action/lift the locks", Provider: alice, Prepare: ownAndOthersLocks, Lifts: true, Other: liftLocks, Check: ownLocksLifted,
		},
		{Name: "ephemeral/newest key", Provider: bearer, Other: openKey},
		{Name: "data/lock", Provider: alice, Prepare: beforehand, Other: readLock},
		{Name: "data/locks", Provider: alice, Prepare: beforehand, Other: readLocks},
		{Name: "data/app", Provider: bearer, Other: readApp},
		{Name: "data/version", Provider: bearer, Other: readVersion},
	}
}

func invoke(action string, config Values) func(context.Context, *Workspace) (Outcome, string) {
	return func(ctx context.Context, ws *Workspace) (Outcome, string) { return ws.Invoke(ctx, action, config), "" }
}

// otherLockUser holds a lock beside those of lockUser.
const otherLockUser = "bob"

// ownAndOthersLocks has two locks of the user and one of another user on the share.
func ownAndOthersLocks(w *World) {
	for range 2 {
		w.own(w.makeEqualLock(lockUser, w.share(lockedShare)))
	}
	w.makeEqualLock(otherLockUser, w.share(lockedShare))
}

func liftLocks(ctx context.Context, ws *Workspace) (Outcome, string) {
	return ws.Invoke(ctx, "custody_lift_resource_locks", Values{"resource_id": ws.world.share(lockedShare)}), ""
}

// ownLocksLifted says that the user's locks are gone, if nobody made another one meanwhile, and that the other user's
// lock stands.
func ownLocksLifted(w *World, _ []*Workspace) []string {
	var wrong []string
	theirs := 0
	for _, lock := range w.locks() {
		switch {
		case lock.UserID != w.server.Fixture().Users[lockUser]:
			theirs++
		case !w.equals:
			wrong = append(wrong, "a lock of the user was not lifted")
		}
	}
	if theirs == 0 && w.touched == 0 {
		wrong = append(wrong, "the lock of another user is gone")
	}
	return wrong
}

func appRevoked(w *World, _ []*Workspace) []string {
	if status := w.app().Status; status != "revoked" {
		return []string{"the app is " + status + ", not revoked"}
	}
	return nil
}

func openKey(ctx context.Context, ws *Workspace) (Outcome, string) {
	found, out := ws.Open(ctx, keyType, Values{"developer_email": developer, "app": appName})
	if out.Failed() {
		return out, ""
	}
	for _, key := range ws.world.app().Keys {
		if key.ConsumerKey == text(found, "consumer_key") && key.ConsumerSecret == text(found, "consumer_secret") {
			return out, ""
		}
	}
	if ws.world.touched > 0 {
		return out, "" // the key that was read is gone since
	}
	return out, "the key that was read is not on the app"
}

func readLock(ctx context.Context, ws *Workspace) (Outcome, string) {
	locks := ws.world.locks()
	if len(locks) == 0 {
		return Outcome{}, ""
	}
	found, out := ws.Read(ctx, "custody_resource_lock", Values{"id": locks[0].ID})
	if !out.Failed() && (text(found, "id") != locks[0].ID || text(found, "resource_id") != locks[0].ResourceID) {
		return out, "another lock was read than " + locks[0].ID
	}
	return out, ""
}

func readLocks(ctx context.Context, ws *Workspace) (Outcome, string) {
	found, out := ws.Read(ctx, "custody_resource_locks", Values{"resource_id": ws.world.share(lockedShare)})
	if out.Failed() {
		return out, ""
	}
	for _, lock := range elements(keyed(found, "locks")) {
		if text(lock, "resource_id") != ws.world.share(lockedShare) {
			return out, "a lock of another share was read: " + text(lock, "id")
		}
	}
	if got := len(elements(keyed(found, "locks"))); got == 0 {
		return out, "no lock was read"
	}
	return out, ""
}

func readApp(ctx context.Context, ws *Workspace) (Outcome, string) {
	found, out := ws.Read(ctx, "custody_developer_app", Values{"developer_email": developer, "app": appName})
	if !out.Failed() && text(found, "app_id") != ws.world.app().ID {
		return out, fmt.Sprintf("another app was read: %q", text(found, "app_id"))
	}
	return out, ""
}

func readVersion(ctx context.Context, ws *Workspace) (Outcome, string) {
	found, out := ws.Read(ctx, "custody_integration_version", Values{"integration": integration})
	if !out.Failed() && text(found, "state") != "DRAFT" {
		return out, fmt.Sprintf("a version in %q was read, not the draft", text(found, "state"))
	}
	return out, ""
}
