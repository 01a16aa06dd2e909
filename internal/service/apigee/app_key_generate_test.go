package apigee

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// keyNamed was issued at noon, lives so long (0: for ever), and has products.
func keyNamed(name string, lifetime time.Duration, products ...string) appkeys.Key {
	key := appkeys.Key{ConsumerKey: name, IssuedAt: noon}
	if lifetime > 0 {
		key.ExpiresAt = at(lifetime)
	}
	for _, product := range products {
		key.Products = append(key.Products, appkeys.Product{Name: product, Status: "approved"})
	}
	return key
}

// generationOf asks for a key of the products weather and maps, for an app that has the key old.
func generationOf(lifetime time.Duration) generation {
	return generation{
		apigee: &client.Apigee{Claims: &client.Claims{}},
		before: &appkeys.App{Keys: []appkeys.Key{keyNamed("old", 0, "maps")}},
		opts:   appkeys.GenerateOpts{Products: []string{"maps", "weather"}, ExpiresIn: lifetime},
	}
}

// The answer of a generate has the new key; of several, the one that must be it is taken or none.
func TestTheNewKey(t *testing.T) {
	t.Parallel()
	const ours, theirs = time.Hour - 123*time.Millisecond, time.Hour - 321*time.Millisecond
	old, other := keyNamed("old", 0, "maps"), keyNamed("other", ours, "maps")
	mine, equal := keyNamed("mine", ours, "weather", "maps"), keyNamed("equal", theirs, "maps", "weather")
	rounded := keyNamed("rounded", time.Hour, "maps", "weather")
	longer := keyNamed("longer", 2*time.Hour, "weather", "maps")
	cases := map[string]struct {
		now  []appkeys.Key
		want string
	}{
		"alone":                              {[]appkeys.Key{mine, old}, "mine"},
		"alone, with a product missing":      {[]appkeys.Key{old, other}, "other"},
		"alone, with a lifetime rounded":     {[]appkeys.Key{rounded, old}, "rounded"},
		"beside an equal one":                {[]appkeys.Key{equal, mine, old}, "mine"},
		"beside another kind, both rounded":  {[]appkeys.Key{rounded, longer, old}, "rounded"},
		"beside an equal one, all rounded":   {[]appkeys.Key{rounded, equal, old}, ""},
		"nothing new":                        {[]appkeys.Key{old}, ""},
		"beside one that another walk holds": {[]appkeys.Key{keyNamed("held", 0), old, rounded}, "rounded"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := generationOf(ours)
			g.apigee.Claims.Add(appkeys.Fingerprint("held"))
			got, err := g.theNewKey(&appkeys.App{Keys: c.now})
			if (err != nil) != (c.want == "") || err == nil && got.ConsumerKey != c.want {
				t.Errorf("got %v, %v, wanted %q", got, err, c.want)
			}
		})
	}
}

// Nothing but a lifetime that is ours to the millisecond speaks for a key.
func TestWithOurLifetime(t *testing.T) {
	t.Parallel()
	const ours = time.Hour - 123*time.Millisecond
	for name, c := range map[string]struct {
		asked, has time.Duration
		want       bool
	}{
		"ours":              {ours, ours, true},
		"a millisecond off": {ours, ours + time.Millisecond, false},
		"rounded":           {ours, time.Hour, false},
		"for ever":          {0, 0, false},
		"asked for ever":    {0, ours, false},
		"lives for ever":    {ours, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := generationOf(c.asked)
			if got := g.withOurLifetime([]appkeys.Key{keyNamed("k", c.has)}); (len(got) == 1) != c.want {
				t.Errorf("found %d", len(got))
			}
		})
	}
}

func TestMarked(t *testing.T) {
	t.Parallel()
	if got := marked(0); got != 0 {
		t.Errorf("a key for ever lives %s", got)
	}
	seen := map[time.Duration]bool{}
	for range 100 {
		got := marked(time.Second)
		if got <= 0 || got >= time.Second || got%time.Millisecond != 0 {
			t.Fatalf("a second is marked as %s", got)
		}
		seen[got] = true
	}
	if len(seen) < 50 {
		t.Errorf("100 requests have %d marks", len(seen))
	}
}

func TestSecureText(t *testing.T) {
	t.Parallel()
	one, other := secureText(keyLength), secureText(keyLength)
	if one == other || len(one) != keyLength || !isKeyText(one) || len(secureText(secretLength)) != secretLength {
		t.Errorf("made %d and %d characters", len(one), len(other))
	}
}

func TestLostKeyError(t *testing.T) {
	t.Parallel()
	failed := errors.New("POST app: connection reset by peer")
	cases := map[string]struct {
		err  *lostKeyError
		want string
	}{
		"candidates": {&lostKeyError{failed, []appkeys.Key{keyNamed("one", 0)}, nil}, appkeys.Fingerprint("one")},
		"none":       {&lostKeyError{failed, nil, nil}, "the app shows none so far"},
		"unknown":    {&lostKeyError{failed, nil, errors.New("GET app: 503")}, "looking for it failed too: GET app: 503"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if text := c.err.Error(); !strings.HasPrefix(text, failed.Error()) || !strings.HasSuffix(text, c.want) {
				t.Error(text)
			}
		})
	}
}
