package integrations

// Quirks is what nobody documents about Application Integration. The zero value is the likeliest.
type Quirks struct {
	// V1Takeover adds takeoverEditLock to v1 without products/…, where it is not listed.
	V1Takeover bool
	// HideLapsedHolder leaves lockHolder out of answers when the lock has ended by its 15 minutes.
	HideLapsedHolder bool
	// RefuseOwnTakeover refuses a takeover by whoever holds the lock; else it makes a new draft like any other.
	RefuseOwnTakeover bool
	// SeveralDrafts keeps an earlier draft as it is when another is created; else it becomes a snapshot.
	SeveralDrafts bool
	// AnyoneMayPatch takes changes to a draft that somebody else has locked.
	AnyoneMayPatch bool
	// LockedIsForbidden answers 403 PERMISSION_DENIED, else 400 FAILED_PRECONDITION, to whoever wants to publish,
	// delete or change a draft that somebody else has locked.
	LockedIsForbidden bool
	// ProjectIDInNames writes names with the project's id; else with its number.
	ProjectIDInNames bool
	// NoProductInNames leaves products/… out of the names in answers.
	NoProductInNames bool
}

// SetIntegrations changes the quirks of Application Integration from the next request on.
func (a *Integrations) SetIntegrations(q Quirks) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	a.store.quirks = q
}
