package apigee

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
)

// A new app may be seen without its first key for a moment: it is looked at again
// after firstLook, then after twice the time and so on up to lastLook. An app that
// is older than freshApp has no key because somebody removed it.
const (
	freshApp  = 2 * time.Minute
	firstLook = 250 * time.Millisecond
	lastLook  = 16 * time.Second
)

// generateKey has Apigee make one more key. The answer is the whole app: the new
// key is the one that was not there before. Call it with the app locked.
func generateKey(
	ctx context.Context, apigee *client.Apigee, app developerappkeys.AppName, opts developerappkeys.GenerateOpts,
) (*developerappkeys.Key, error) {
	before, err := getSettledApp(ctx, apigee, app)
	if err != nil {
		return nil, err
	}
	opts.Keep = before
	key, err := client.Creation[*developerappkeys.Key]{
		Create: func(ctx context.Context) (*developerappkeys.Key, error) {
			now, err := developerappkeys.Generate(ctx, apigee, app, opts)
			if err != nil {
				return nil, err
			}
			return theNewKey(unclaimed(apigee, newKeys(before, now)), opts)
		},
		Find: func(ctx context.Context) ([]*developerappkeys.Key, error) {
			now, err := getSettledApp(ctx, apigee, app)
			if err != nil {
				return nil, err
			}
			opts.Keep = now
			var found []*developerappkeys.Key
			for _, key := range asAsked(unclaimed(apigee, newKeys(before, now)), opts) {
				found = append(found, &key)
			}
			return found, nil
		},
		Name:       func(key *developerappkeys.Key) string { return key.String() },
		MaxRetries: apigee.MaxRetries, Timeout: apigee.Timeout, Jitter: apigee.Jitter,
	}.Once(ctx)
	if err != nil {
		return nil, err
	}
	apigee.Claims.Add(key.String())
	return key, nil
}

// getSettledApp reads an app, if need be until its first key is seen.
func getSettledApp(
	ctx context.Context, apigee *client.Apigee, name developerappkeys.AppName,
) (*developerappkeys.App, error) {
	for delay := firstLook; ; delay *= 2 {
		app, err := developerappkeys.GetApp(ctx, apigee, name)
		if err != nil || len(app.Keys) > 0 || apigee.Now().Sub(app.CreatedAt).Abs() > freshApp || delay > lastLook {
			return app, err
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// unclaimed leaves out the keys that another resource has.
func unclaimed(apigee *client.Apigee, keys []developerappkeys.Key) []developerappkeys.Key {
	return slices.DeleteFunc(keys, func(key developerappkeys.Key) bool { return apigee.Claims.Has(key.String()) })
}

// theNewKey is the one that was just made. Where somebody else made one at the same
// time, it is the one that is as asked for and newest.
func theNewKey(candidates []developerappkeys.Key, opts developerappkeys.GenerateOpts) (*developerappkeys.Key, error) {
	if len(candidates) == 1 {
		return &candidates[0], nil
	}
	if key, ok := newest(asAsked(candidates, opts)); ok {
		return &key, nil
	}
	return nil, &ambiguousKeysError{candidates}
}

// ambiguousKeysError says that the key that was made cannot be told from others.
type ambiguousKeysError struct {
	candidates []developerappkeys.Key
}

func (e *ambiguousKeysError) Error() string {
	if len(e.candidates) == 0 {
		return "the app shows no new key"
	}
	fingerprints := make([]string, len(e.candidates))
	for i, key := range e.candidates {
		fingerprints[i] = key.String()
	}
	slices.Sort(fingerprints)
	return fmt.Sprintf("the app has %d new keys, any of which may be the one that was asked for: %s",
		len(fingerprints), strings.Join(fingerprints, ", "))
}

var errTaken = errors.New("the app has a key of that name with another secret")

// importKey brings in a key that was made elsewhere. After a lost answer it is ours
// if it is on this app with our secret.
func importKey(
	ctx context.Context, apigee *client.Apigee, app developerappkeys.AppName, opts developerappkeys.CreateOpts,
) (*developerappkeys.Key, error) {
	key, err := client.Creation[*developerappkeys.Key]{
		Create: func(ctx context.Context) (*developerappkeys.Key, error) {
			return developerappkeys.Create(ctx, apigee, app, opts)
		},
		Find: func(ctx context.Context) ([]*developerappkeys.Key, error) {
			key, err := developerappkeys.Get(ctx, apigee, app, opts.ConsumerKey)
			switch {
			case client.IsNotFound(err):
				return nil, nil
			case err != nil:
				return nil, err
			case key.ConsumerSecret != opts.ConsumerSecret || apigee.Claims.Has(key.String()):
				return nil, errTaken
			}
			return []*developerappkeys.Key{key}, nil
		},
		Name:       func(key *developerappkeys.Key) string { return key.String() },
		MaxRetries: apigee.MaxRetries, Timeout: apigee.Timeout, Jitter: apigee.Jitter,
	}.Once(ctx)
	if err != nil {
		return nil, err
	}
	apigee.Claims.Add(key.String())
	return key, nil
}
