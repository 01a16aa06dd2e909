package appkeys

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Attribute is a custom attribute of an app or of a key. Apigee's console shows
// the attributes DisplayName and Notes of an app as fields of their own.
type Attribute struct{ Name, Value string }

// Product is an API product on a key, with its status there.
type Product struct{ Name, Status string }

// App is an app of a developer or of an app group.
type App struct {
	Name string
	// AppID and DeveloperID are UUIDs. An app of an app group has no DeveloperID.
	AppID, DeveloperID string
	// Status is StatusApproved or StatusRevoked.
	Status      string
	CallbackURL string
	Attributes  []Attribute
	Scopes      []string
	// Keys are in no certain order.
	Keys                      []Key
	CreatedAt, LastModifiedAt time.Time
}

// Key is a key of an app.
type Key struct {
	ConsumerKey, ConsumerSecret string
	// Status is StatusApproved or StatusRevoked, also of a key that has expired.
	Status string
	// Products are in no certain order.
	Products   []Product
	Scopes     []string
	Attributes []Attribute
	IssuedAt   time.Time
	// ExpiresAt is nil for a key that never expires.
	ExpiresAt *time.Time
}

// String is the key's fingerprint.
func (k Key) String() string { return Fingerprint(k.ConsumerKey) }

// GoString is the key's fingerprint.
func (k Key) GoString() string { return k.String() }

// Fingerprint stands for a consumer key where the key itself must not be seen:
// "sha256:" and the first 16 hex digits of its SHA-256.
func Fingerprint(consumerKey string) string {
	sum := sha256.Sum256([]byte(consumerKey))
	return "sha256:" + hex.EncodeToString(sum[:8])
}

// AnswerError is an answer that says success and is not the object that was asked
// for. What the request asks for may have been done.
type AnswerError struct {
	// Asked is the object, as "app organizations/…"; a key by its fingerprint.
	Asked string
	// Lacks is what the answer should have and has not.
	Lacks string
}

func (e *AnswerError) Error() string {
	return "the answer is not " + e.Asked + ", although it says success: " + e.Lacks
}

// LostAnswer marks the error as one after which nobody knows what was done.
func (*AnswerError) LostAnswer() {}

func (a appJSON) of(name AppName) (*App, error) {
	switch {
	case a.Name != name.Name:
		return nil, &AnswerError{"app " + name.String(), "it has not the app's name"}
	case a.AppID == "":
		return nil, &AnswerError{"app " + name.String(), "it has no appId"}
	}
	return a.app(), nil
}

func (k keyJSON) of(consumerKey string) (*Key, error) {
	if k.ConsumerKey != consumerKey {
		return nil, &AnswerError{"key " + Fingerprint(consumerKey), "it has not the key's consumerKey"}
	}
	key := k.key()
	return &key, nil
}
