package apigee

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// A new app may be seen without its first key for a moment: it is looked at again
// after firstLook, then after twice the time and so on up to lastLook, which makes
// 8 seconds. An app that is older than freshApp has no key because somebody removed it.
const (
	freshApp  = 2 * time.Minute
	firstLook = 250 * time.Millisecond
	lastLook  = 4 * time.Second
)

// generation has Apigee make one more key of an app, which is locked meanwhile. The
// method is not idempotent, and its answer is the whole app.
type generation struct {
	apigee *client.Apigee
	app    appkeys.AppName
	opts   appkeys.GenerateOpts
	// before are the keys that the app had before the first request.
	before *appkeys.App
}

// run asks for the key, and again where Apigee itself failed and has made none. After
// an answer that is lost a key is the one that was asked for only if its lifetime
// says so; one that cannot be told from somebody else's is left alone.
func (g *generation) run(ctx context.Context) (*appkeys.Key, error) {
	var err error
	if g.before, err = getSettledApp(ctx, g.apigee, g.app); err != nil {
		return nil, err
	}
	g.opts.ExpiresIn = marked(g.opts.ExpiresIn)
	g.opts.Keep = g.before
	for attempt := 0; ; attempt++ {
		key, again, err := g.try(ctx)
		if err == nil || !again || attempt >= g.apigee.MaxRetries || g.apigee.Wait(ctx, attempt) != nil {
			return key, err
		}
	}
}

// try sends the request once and sees it to its end. again says that Apigee is not at
// work on it any more and has made no key.
func (g *generation) try(ctx context.Context) (key *appkeys.Key, again bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	through, end := client.Outlive(ctx)
	defer end()
	now, err := appkeys.Generate(through, g.apigee, g.app, g.opts)
	if err == nil {
		key, err = g.theNewKey(now)
		return key, false, err
	}
	switch client.OutcomeOf(err) {
	case client.NotDone:
		return nil, false, err
	case client.MayBeDone:
		return g.look(client.ToLook(through), err, 0)
	default:
		key, _, err = g.look(client.ToLook(through), err, g.apigee.Timeout)
		return key, false, err
	}
}

// look finds the key that was made although no answer says so, and looks again for so
// long. none says that no key was made so far.
func (g *generation) look(
	ctx context.Context, failed error, forSoLong time.Duration,
) (key *appkeys.Key, none bool, err error) {
	deadline := time.Now().Add(forSoLong)
	for attempt := 0; ; attempt++ {
		now, looking := appkeys.GetApp(ctx, g.apigee, g.app)
		var found []appkeys.Key
		if looking == nil {
			g.opts.Keep = now
			found = g.newKeys(now)
		}
		if ours := g.withOurLifetime(found); len(ours) == 1 {
			return &ours[0], false, nil
		}
		hopeless := len(found) > 0 && g.opts.ExpiresIn == 0
		if hopeless || !time.Now().Before(deadline) || g.apigee.Wait(ctx, attempt) != nil {
			return nil, looking == nil && len(found) == 0, &lostKeyError{failed, found, looking}
		}
	}
}

// theNewKey is the one that the answer of a generate is about. Where somebody else
// made one at the same time, it is the one that is as asked for, if only one is.
func (g *generation) theNewKey(now *appkeys.App) (*appkeys.Key, error) {
	candidates := g.newKeys(now)
	for _, choice := range [][]appkeys.Key{
		candidates, g.withOurLifetime(candidates), asAsked(candidates, g.opts),
	} {
		if len(choice) == 1 {
			return &choice[0], nil
		}
	}
	return nil, &lostKeyError{candidates: candidates}
}

// newKeys are those that the app has now, had not before the first request, and no
// resource is known to have.
func (g *generation) newKeys(now *appkeys.App) []appkeys.Key {
	return slices.DeleteFunc(slices.Clone(now.Keys), func(key appkeys.Key) bool {
		same := func(k appkeys.Key) bool { return k.ConsumerKey == key.ConsumerKey }
		return slices.ContainsFunc(g.before.Keys, same) || g.apigee.Claims.Has(key.String())
	})
}

// withOurLifetime are the keys that live as long as this request asks for, to the
// millisecond, which no other request does. Apigee may round a lifetime: then there
// are none.
func (g *generation) withOurLifetime(keys []appkeys.Key) []appkeys.Key {
	return slices.DeleteFunc(slices.Clone(keys), func(key appkeys.Key) bool {
		return g.opts.ExpiresIn == 0 || key.ExpiresAt == nil || key.ExpiresAt.Sub(key.IssuedAt) != g.opts.ExpiresIn
	})
}

// marked is a lifetime that is shorter by up to a second, by milliseconds that tell
// this request from others. Zero, which is for ever, stays.
func marked(lifetime time.Duration) time.Duration {
	if lifetime == 0 {
		return 0
	}
	// crypto/rand never fails.
	n, _ := rand.Int(rand.Reader, big.NewInt(int64(time.Second/time.Millisecond)-1))
	return lifetime - time.Duration(1+n.Int64())*time.Millisecond
}

// getSettledApp reads an app, if need be until its first key is seen.
func getSettledApp(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName,
) (*appkeys.App, error) {
	for delay := firstLook; ; delay *= 2 {
		app, err := appkeys.GetApp(ctx, apigee, name)
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

// lostKeyError says of a key that Apigee was asked to generate that nobody knows
// whether it did.
type lostKeyError struct {
	err error
	// candidates are keys that were not there before, any of which may be it.
	candidates []appkeys.Key
	// looking is how the last look at the app failed; nil: it did not.
	looking error
}

func (e *lostKeyError) Error() string {
	text := ""
	if e.err != nil {
		text = e.err.Error() + "; "
	}
	switch {
	case len(e.candidates) > 0:
		return fmt.Sprintf("%sthe app has keys that were not there before, and any of them may be the one that was asked for: %s",
			text, fingerprints(e.candidates))
	case e.looking != nil:
		return text + "a key may have been made, and looking for it failed too: " + e.looking.Error()
	}
	return text + "a key may have been made or may yet be, although the app shows none so far"
}

func fingerprints(keys []appkeys.Key) string {
	list := make([]string, len(keys))
	for i, key := range keys {
		list[i] = key.String()
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
