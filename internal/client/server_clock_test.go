package client

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestServerClock(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		observed []time.Duration // from our clock
		want     time.Duration
	}{
		"never told":                 {nil, -unknownSkew},
		"ahead":                      {[]time.Duration{time.Hour}, time.Hour},
		"behind":                     {[]time.Duration{-time.Minute}, -time.Minute},
		"an old token says nothing":  {[]time.Duration{-3 * time.Hour}, -unknownSkew},
		"the latest word counts":     {[]time.Duration{-time.Minute, -time.Second, -time.Hour}, -time.Second},
		"a later object before that": {[]time.Duration{2 * time.Second, time.Second}, 2 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var clock ServerClock
				for _, offset := range tt.observed {
					clock.Observe(time.Now().Add(offset))
				}
				<-time.After(time.Minute)
				got := clock.AtLeast()
				if want := time.Now().Add(tt.want); !got.Equal(want) || got.Location() != time.UTC {
					t.Errorf("at least %s, want %s", got, want.UTC())
				}
			})
		})
	}
}
