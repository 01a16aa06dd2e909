package apigee

import (
	"testing"
	"time"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	tests := map[string]time.Duration{
		"90d":        90 * 24 * time.Hour,
		"0d":         0,
		"1d12h30m":   36*time.Hour + 30*time.Minute,
		"2160h":      90 * 24 * time.Hour,
		"1h30m5s":    time.Hour + 30*time.Minute + 5*time.Second,
		"-1h":        -time.Hour,
		"106751d":    106751 * 24 * time.Hour,
		"106751d23h": 106751*24*time.Hour + 23*time.Hour,
		// What is no duration.
		"": -1, "d": -1, "90": -1, "90 days": -1, "1.5d": -1, "-1d": -1, "12h1d": -1, "1d-1h": -1, "1d1d": -1,
		"106752d": -1, "106751d24h": -1, "99999999999999999999d": -1,
	}
	for text, want := range tests {
		got, err := parseDuration(text)
		if (err != nil) != (want == -1) || err == nil && got != want {
			t.Errorf("%q is %s with error %v, want %s", text, got, err, want)
		}
	}
}
