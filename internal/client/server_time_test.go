package client

import (
	"net/http"
	"testing"
	"time"
)

func TestServerTime(t *testing.T) {
	t.Parallel()
	machine := time.Date(2026, 1, 2, 3, 4, 5, 500_000_000, time.UTC)
	tests := map[string]struct {
		date string
		want time.Time
	}{
		"none":      {"", machine},
		"malformed": {"today", machine},
		"the same":  {"Fri, 02 Jan 2026 03:04:04 GMT", machine},
		"ahead":     {"Thu, 02 Apr 2026 03:04:05 GMT", time.Date(2026, 4, 2, 3, 4, 5, 0, time.UTC)},
		"behind":    {"Thu, 01 Jan 2026 03:04:05 GMT", time.Date(2026, 1, 1, 3, 4, 5, 0, time.UTC)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &serverTime{now: func() time.Time { return machine }}
			s.observe(http.Header{"Date": {tt.date}})
			if got := s.Now(); !got.Equal(tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
