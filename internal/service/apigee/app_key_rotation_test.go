package apigee

import (
	"testing"
	"time"
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
		"a millisecond less":   {at(time.Hour - time.Millisecond), time.Hour, true},
		"almost a second less": {at(time.Hour - 999*time.Millisecond), time.Hour, true},
		"rounded down":         {at(time.Hour - time.Second), time.Hour, true},
		"more than asked":      {at(time.Hour + time.Millisecond), time.Hour, false},
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
