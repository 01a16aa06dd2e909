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

// ProductDelete is what becomes of keys that have a product when it is deleted, which nobody documents.
type ProductDelete int

// Outcomes for keys that have a deleted product.
const (
	DropsFromKeys   ProductDelete = iota // the keys lose it
	StaysOnKeys                          // the keys still list it
	RefusedIfOnKeys                      // 400, and nothing is deleted
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
	// KeepKeyAttributes makes an update of a key without attributes keep those that are there; else it clears them. For
	// keys of app groups that goes for scopes, too.
	KeepKeyAttributes bool
	// RequireProducts refuses apps without products, as organizations may be set up to do.
	RequireProducts bool
	// KeysTakenAfterAppDelete is how long the keys of a deleted app cannot be had again; 0 means a minute, negative
	// not at all. KeysTakenAfterKeyDelete is the same for a deleted key; 0 means not at all.
	KeysTakenAfterAppDelete time.Duration
	KeysTakenAfterKeyDelete time.Duration
	// EmailsTakenAfterDelete is how long the e-mail of a deleted developer cannot be had again.
	EmailsTakenAfterDelete time.Duration
	// IgnoreEmailChange keeps the e-mail of a developer whatever an update says; else it changes.
	IgnoreEmailChange bool
	// KeepGroupFields makes an update of an app group keep the texts that are not in it; else it clears them. Attributes
	// are always replaced.
	KeepGroupFields bool
	// PagesDoNotRepeat starts a further page of app groups or their apps behind the last item of the page before; else it
	// starts with that item, as one public client expects.
	PagesDoNotRepeat bool
	// GroupKeyExpiresInMillis reads keyExpiresIn of an app of an app group in milliseconds; else in seconds.
	GroupKeyExpiresInMillis bool
	// ActionInBody takes the action on a key of an app group as a field of the JSON body, too.
	ActionInBody bool
	// GroupActionsAnswerError answers an action on an app of an app group with 400 although it was done, as one public
	// client found.
	GroupActionsAnswerError bool
	// CheckScopesOfNewKeys refuses a key that the caller brings if it has scopes, as it has no products yet.
	CheckScopesOfNewKeys bool
	// ExpiryInWholeSeconds cuts the milliseconds off expiresAt.
	ExpiryInWholeSeconds bool
	// MaxKeys is how many keys an app can have; 0: any number.
	MaxKeys int
	// ProductDelete is what becomes of keys that have a deleted product.
	ProductDelete ProductDelete
	// Created201 answers creation with 201; else with 200.
	Created201 bool
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
