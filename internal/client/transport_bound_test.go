package client

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// counted counts what is read of it.
type counted struct {
	io.Reader
	read int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

// TestAnswersAreReadUpToABound holds that a server cannot fill the memory, and is not asked again for the same.
func TestAnswersAreReadUpToABound(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		length int
		fits   bool
	}{"the longest": {longestAnswer, true}, "a longer one": {longestAnswer * 2, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := &counted{Reader: bytes.NewReader(make([]byte, tt.length))}
			tries := 0
			resp, err := over(scripted(&tries, outcome{status: 200, body: body}), TransportConfig{MaxRetries: 3}).
				RoundTrip(newRequest(t, t.Context(), http.MethodGet, ""))
			if tries != 1 || body.read > longestAnswer+1 {
				t.Errorf("%d tries, %d bytes read", tries, body.read)
			}
			if !tt.fits {
				if err == nil || !strings.Contains(err.Error(), "the answer is longer than 16 MiB") || !IsAnswerLost(err) {
					t.Errorf("error %v, want the answer to be lost", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if content, err := io.ReadAll(resp.Body); len(content) != tt.length || err != nil {
				t.Errorf("%d bytes and error %v, want all", len(content), err)
			}
		})
	}
}
