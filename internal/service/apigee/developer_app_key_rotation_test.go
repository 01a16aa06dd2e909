package apigee

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
)

var noon = time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)

func at(d time.Duration) *time.Time {
	t := noon.Add(d)
	return &t
}

func TestReadyForRotation(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		expiresAt      *time.Time
		window         time.Duration
		ready, expired bool
	}{
		"never expires":            {nil, time.Hour, false, false},
		"no window":                {at(time.Minute), 0, false, false},
		"before the window":        {at(time.Hour + time.Millisecond), time.Hour, false, false},
		"at the window's start":    {at(time.Hour), time.Hour, true, false},
		"inside the window":        {at(time.Minute), time.Hour, true, false},
		"at the expiry":            {at(0), time.Hour, true, true},
		"expired":                  {at(-time.Minute), time.Hour, true, true},
		"expired without a window": {at(-time.Minute), 0, false, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := readyForRotation(c.expiresAt, c.window, noon); got != c.ready {
				t.Errorf("readyForRotation = %t", got)
			}
			if got := hasExpired(c.expiresAt, noon); got != c.expired {
				t.Errorf("hasExpired = %t", got)
			}
		})
	}
}

func TestLifetimeIs(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		expiresAt *time.Time
		lifetime  time.Duration
		want      bool
	}{
		"for ever":             {nil, 0, true},
		"for ever, not asked":  {nil, time.Hour, false},
		"exactly":              {at(time.Hour), time.Hour, true},
		"within a millisecond": {at(time.Hour - time.Millisecond), time.Hour, true},
		"a second off":         {at(time.Hour + time.Second), time.Hour, false},
		"not asked":            {at(time.Hour), 0, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := lifetimeIs(noon, c.expiresAt, c.lifetime); got != c.want {
				t.Errorf("lifetimeIs = %t", got)
			}
		})
	}
}

// keyNamed was issued some time after noon, with products.
func keyNamed(name string, issued time.Duration, products ...string) developerappkeys.Key {
	key := developerappkeys.Key{ConsumerKey: name, IssuedAt: noon.Add(issued)}
	for _, product := range products {
		key.Products = append(key.Products, developerappkeys.Product{Name: product, Status: "approved"})
	}
	return key
}

func TestTheNewKey(t *testing.T) {
	t.Parallel()
	old, later := keyNamed("old", -time.Hour, "maps"), keyNamed("later", time.Second, "maps")
	mine, equal := keyNamed("mine", 0, "weather", "maps"), keyNamed("equal", 0, "maps", "weather")
	newer := keyNamed("newer", time.Second, "maps", "weather")
	cases := map[string]struct {
		now  []developerappkeys.Key
		want string
	}{
		"alone":                         {[]developerappkeys.Key{mine, old}, "mine"},
		"alone, with a product missing": {[]developerappkeys.Key{old, later}, "later"},
		"beside another kind":           {[]developerappkeys.Key{later, mine, old}, "mine"},
		"beside an older equal one":     {[]developerappkeys.Key{mine, old, newer}, "newer"},
		"beside one of the same moment": {[]developerappkeys.Key{mine, old, equal}, ""},
		"nothing new":                   {[]developerappkeys.Key{old}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := &developerappkeys.App{Keys: []developerappkeys.Key{old}}
			found := newKeys(before, &developerappkeys.App{Keys: c.now})
			got, err := theNewKey(found, developerappkeys.GenerateOpts{Products: []string{"maps", "weather"}})
			if (err != nil) != (c.want == "") || err == nil && got.ConsumerKey != c.want {
				t.Errorf("got %v, %v, wanted %q", got, err, c.want)
			}
		})
	}
}

func TestAmbiguousKeysError(t *testing.T) {
	t.Parallel()
	err := &ambiguousKeysError{[]developerappkeys.Key{keyNamed("one", 0), keyNamed("two", 0)}}
	want := "the app has 2 new keys, any of which may be the one that was asked for: " +
		developerappkeys.Fingerprint("two") + ", " + developerappkeys.Fingerprint("one")
	if developerappkeys.Fingerprint("one") < developerappkeys.Fingerprint("two") {
		want = "the app has 2 new keys, any of which may be the one that was asked for: " +
			developerappkeys.Fingerprint("one") + ", " + developerappkeys.Fingerprint("two")
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
}
