package apigee

import (
	"slices"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
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

// lifetimeIs says whether a key was made to live so long; zero: for ever. A generated
// key lives shorter by up to a second.
func lifetimeIs(issuedAt time.Time, expiresAt *time.Time, lifetime time.Duration) bool {
	if expiresAt == nil || lifetime == 0 {
		return expiresAt == nil && lifetime == 0
	}
	// To add a second to the longest lifetime would overflow.
	whole := lifetime.Truncate(time.Second)
	if whole < lifetime {
		whole += time.Second
	}
	shorter := whole - expiresAt.Sub(issuedAt)
	return shorter >= 0 && shorter <= time.Second
}

// asAsked are the keys that are what generating one with these options makes.
func asAsked(keys []appkeys.Key, opts appkeys.GenerateOpts) []appkeys.Key {
	var found []appkeys.Key
	for _, key := range keys {
		if hasProducts(key, opts.Products) && lifetimeIs(key.IssuedAt, key.ExpiresAt, opts.ExpiresIn) {
			found = append(found, key)
		}
	}
	return found
}

// hasProducts compares as sets.
func hasProducts(key appkeys.Key, names []string) bool {
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
