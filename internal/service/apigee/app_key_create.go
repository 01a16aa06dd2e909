package apigee

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// Apigee's own keys have 48 characters and their secrets 64, as of 2026.
const (
	keyLength    = 48
	secretLength = 64
)

// secureText is so many letters and digits of the system's secure random numbers.
func secureText(length int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	// Bytes above the last multiple of 62 are left out: all letters are as likely then.
	const most = 256 / len(letters) * len(letters)
	text := make([]byte, 0, length)
	random := make([]byte, length)
	for len(text) < length {
		// crypto/rand never fails.
		_, _ = rand.Read(random)
		for _, b := range random {
			if int(b) < most && len(text) < length {
				text = append(text, letters[int(b)%len(letters)])
			}
		}
	}
	return string(text)
}

// errInUse says that another resource of this walk has the key, errTaken that a key of
// that name is not the one that was asked for.
var (
	errInUse = errors.New("another resource has the key of that name")
	errTaken = errors.New("the app has a key of that name with another secret or another lifetime")
)

// unsettledKeyError says of a key whose name is known that nobody knows whether it
// was made.
type unsettledKeyError struct {
	consumerKey string
	// err is how the request failed, looking how looking for its result did: nil if the
	// key was not there yet.
	err, looking error
}

func (e *unsettledKeyError) Error() string {
	text := e.err.Error() + "; key " + appkeys.Fingerprint(e.consumerKey)
	if e.looking == nil {
		return text + " is not on the app so far"
	}
	return text + " may be there, and looking for it failed too: " + e.looking.Error()
}

// createKey brings in a key with a name, again and again where the answer is lost: a
// key that is on this app with this secret and lifetime is the one. Call it with the app locked.
func createKey(
	ctx context.Context, apigee *client.Apigee, app appkeys.AppName, opts appkeys.CreateOpts,
) (*appkeys.Key, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	deadline := time.Now().Add(apigee.Timeout)
	for attempt := 0; ; attempt++ {
		key, err := tryToCreateKey(ctx, apigee, app, opts)
		_, again := errors.AsType[*unsettledKeyError](err)
		again = again && attempt < apigee.MaxRetries
		// A key that was just deleted goes on for a while to be taken.
		if client.IsConflict(err) && apigee.Ended.Has(appkeys.Fingerprint(opts.ConsumerKey)) {
			again = time.Now().Before(deadline)
		}
		if !again || apigee.Wait(ctx, attempt) != nil {
			return key, err
		}
	}
}

// tryToCreateKey sends the request once and sees it to its end.
func tryToCreateKey(
	ctx context.Context, apigee *client.Apigee, app appkeys.AppName, opts appkeys.CreateOpts,
) (*appkeys.Key, error) {
	ctx, end := client.Outlive(ctx)
	defer end()
	key, err := appkeys.Create(ctx, apigee, app, opts)
	if err == nil {
		return key, nil
	}
	taken := client.IsConflict(err)
	if !taken && client.OutcomeOf(err) == client.NotDone {
		return nil, err
	}
	key, looking := appkeys.Get(client.ToLook(ctx), apigee, app, opts.ConsumerKey)
	switch {
	case looking == nil && apigee.Claims.Has(key.String()):
		return nil, errInUse
	case looking == nil && !isAsGiven(*key, opts):
		return nil, errTaken
	case looking == nil:
		return key, nil
	case taken && client.IsNoSuchKey(looking):
		return nil, err
	case client.IsNoSuchKey(looking):
		looking = nil
	}
	return nil, &unsettledKeyError{opts.ConsumerKey, err, looking}
}

// isAsGiven says whether a key of the name is the one that was brought in.
func isAsGiven(key appkeys.Key, opts appkeys.CreateOpts) bool {
	return key.ConsumerSecret == opts.ConsumerSecret && lifetimeIs(key.IssuedAt, key.ExpiresAt, opts.ExpiresIn)
}
