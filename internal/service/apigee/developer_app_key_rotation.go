package apigee

import (
	"slices"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
)

// readyForRotation says whether a key is inside the window before its expiry, or
// past it. Without a window or an expiry it never is.
func readyForRotation(expiresAt *time.Time, window time.Duration, now time.Time) bool {
	return expiresAt != nil && window > 0 && !now.Before(expiresAt.Add(-window))
}

// hasExpired says whether a key's time is over.
func hasExpired(expiresAt *time.Time, now time.Time) bool {
	return expiresAt != nil && !now.Before(*expiresAt)
}

// lifetimeIs says whether a key was made to live so long; zero: for ever. Apigee
// counts both of its times from the same moment, to the millisecond.
func lifetimeIs(issuedAt time.Time, expiresAt *time.Time, lifetime time.Duration) bool {
	if expiresAt == nil || lifetime == 0 {
		return expiresAt == nil && lifetime == 0
	}
	return expiresAt.Sub(issuedAt).Round(time.Second) == lifetime
}

// newKeys are those that the app has now and had not before.
func newKeys(before, now *developerappkeys.App) []developerappkeys.Key {
	var found []developerappkeys.Key
	for _, key := range now.Keys {
		had := func(k developerappkeys.Key) bool { return k.ConsumerKey == key.ConsumerKey }
		if !slices.ContainsFunc(before.Keys, had) {
			found = append(found, key)
		}
	}
	return found
}

// asAsked are the keys that are what generating one with these options makes.
func asAsked(keys []developerappkeys.Key, opts developerappkeys.GenerateOpts) []developerappkeys.Key {
	var found []developerappkeys.Key
	for _, key := range keys {
		if hasProducts(key, opts.Products) && lifetimeIs(key.IssuedAt, key.ExpiresAt, opts.ExpiresIn) {
			found = append(found, key)
		}
	}
	return found
}

// hasProducts compares as sets.
func hasProducts(key developerappkeys.Key, names []string) bool {
	if len(key.Products) != len(names) {
		return false
	}
	for _, product := range key.Products {
		if !slices.Contains(names, product.Name) {
			return false
		}
	}
	return true
}

// newest is the key that was issued after all others. There is none where two share
// the latest moment.
func newest(keys []developerappkeys.Key) (developerappkeys.Key, bool) {
	var last developerappkeys.Key
	unique := false
	for _, key := range keys {
		switch {
		case key.IssuedAt.After(last.IssuedAt):
			last, unique = key, true
		case key.IssuedAt.Equal(last.IssuedAt):
			unique = false
		}
	}
	return last, unique
}
