package simulation

import "strings"

// peopleTroubles are what other people, and other runs of the same user, do around a request.
func peopleTroubles() []Trouble {
	var all []Trouble
	all = append(all, lockMoves()...)
	all = append(all, keyMoves()...)
	return append(all, draftMoves()...)
}

// around makes two troubles of a move: just before the work and just after it.
func around(name string, which func(*Record) bool, lasting bool, move func(*World)) []Trouble {
	act := func(w *World, _ *Record) { move(w) }
	return []Trouble{
		{Name: name + " just before", For: which, Before: act, Lasting: lasting, Foreign: true},
		{Name: name + " just after", For: which, After: act, Lasting: lasting, Foreign: true},
	}
}

func isManila(r *Record) bool { return strings.Contains(r.Path, "/resource-locks") }

func isApigee(r *Record) bool { return strings.Contains(r.Path, "/organizations/") }

func isIntegrations(r *Record) bool { return strings.Contains(r.Path, "/integrations/") }

func lockMoves() []Trouble {
	var all []Trouble
	all = append(all, around("an equal lock by another run", isManila, false, func(w *World) {
		w.makeEqualLock(lockUser, w.share(lockedShare))
	})...)
	all = append(all, around("an equal lock by another user", isManila, false, func(w *World) {
		w.makeEqualLock("bob", w.share(lockedShare))
	})...)
	all = append(all, around("the lock is lifted by somebody else", isManila, false, (*World).deleteOurLock)...)
	all = append(all, around("the lock is changed by somebody else", isManila, false, (*World).changeOurLock)...)
	return append(all, around("tokens revoked", isManila, false, func(w *World) { w.server.RevokeTokens() })...)
}

func keyMoves() []Trouble {
	var all []Trouble
	all = append(all, around("a key by somebody else", isApigee, false, func(w *World) { w.addKey() })...)
	all = append(all, around("the key is deleted by somebody else", isApigee, false, (*World).deleteOurKey)...)
	all = append(all, around("the key is revoked by somebody else", isApigee, false, (*World).revokeOurKey)...)
	all = append(all, around("the app is edited by somebody else", isApigee, false, (*World).editApp)...)
	// The answer is lost, nothing is done, and at that very time somebody else makes a key.
	meanwhile := instead("502 before the work, and a key by somebody else", 502, page)
	meanwhile.For, meanwhile.Before = (*Record).makesKey, func(w *World, _ *Record) { w.addKey() }
	meanwhile.Foreign = true
	all = append(all, meanwhile)
	return append(all, around("Google tokens revoked", isApigee, false, (*World).revokeGoogleTokens)...)
}

func draftMoves() []Trouble {
	var all []Trouble
	all = append(all, around("the colleague edits the draft", isIntegrations, false, (*World).editDraft)...)
	all = append(all, around("the colleague takes the lock back", isIntegrations, false, (*World).takeBack)...)
	all = append(all, around("a third person takes the lock", isIntegrations, false, (*World).otherTakesOver)...)
	return append(all, around("the draft is deleted", isIntegrations, true, (*World).deleteDraft)...)
}
