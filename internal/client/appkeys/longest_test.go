package appkeys

import (
	"math"
	"testing"
	"time"
)

func TestRoundUp(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		d, unit time.Duration
		want    int64
	}{
		"none":        {0, time.Second, 0},
		"a part":      {1, time.Second, 1},
		"whole":       {2 * time.Second, time.Second, 2},
		"more":        {2*time.Second + 1, time.Second, 3},
		"the longest": {math.MaxInt64, time.Second, 9223372037},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := roundUp(tt.d, tt.unit); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}
