package apigee

import "time"

// CredentialOrder is how the credentials of an app are ordered in an answer, which the real service does not promise.
type CredentialOrder int

// Orders of credentials.
const (
	OldestFirst CredentialOrder = iota
	NewestFirst
	Shuffled // the products of each key, too
)

// ActionAnswer is how the service answers approve and revoke of keys and of products on keys. For apps the answer is
// documented: 204.
type ActionAnswer int

// Answers to an action.
const (
	AnswerNoContent   ActionAnswer = iota // 204
	AnswerEmpty                           // 200 without a body
	AnswerEmptyObject                     // 200 with {}
)

// Quirks is what nobody documents about Apigee, or what depends on luck. The zero value is the likeliest.
type Quirks struct {
	// HiddenReads is how many GETs after an app was created show it without credentials, HiddenFor for how long.
	HiddenReads int
	HiddenFor   time.Duration
	Order       CredentialOrder
	// ActionAnswer is for keys and products on keys.
	ActionAnswer ActionAnswer
	// AnyContentType takes approve and revoke with any Content-Type; else it has to be application/octet-stream.
	AnyContentType bool
	// KeepKeyAttributes makes an update of a key without attributes keep those that are there; else it clears them.
	KeepKeyAttributes bool
	// RequireProducts refuses apps without products, as organizations may be set up to do.
	RequireProducts bool
	// KeysTakenAfterAppDelete is how long the keys of a deleted app cannot be had again; 0 means a minute, negative
	// not at all. KeysTakenAfterKeyDelete is the same for a deleted key; 0 means not at all.
	KeysTakenAfterAppDelete time.Duration
	KeysTakenAfterKeyDelete time.Duration
}

func (q Quirks) appDeleteDelay() time.Duration {
	if q.KeysTakenAfterAppDelete == 0 {
		return time.Minute
	}
	return q.KeysTakenAfterAppDelete
}

// SetApigee changes the quirks of Apigee from the next request on.
func (a *Apigee) SetApigee(q Quirks) {
	a.google.Mu.Lock()
	defer a.google.Mu.Unlock()
	a.store.quirks = q
}
