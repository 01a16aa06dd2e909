package canary

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// shortest is how many characters a secret has at least that is looked for. A shorter one would be found in any text.
const shortest = 12

// Watch knows secrets and what was said. The zero value is ready to use, also by several goroutines.
type Watch struct {
	mu sync.Mutex
	// secrets are what each secret is, such as "password", by the secret.
	secrets map[string]string
	// said is where each text was said first, by the text.
	said map[string]string
}

// Secret makes a secret known, and what it is. Of a document or a key of many lines its parts are known.
func (w *Watch) Secret(kind, text string) {
	switch {
	case strings.HasPrefix(text, "{"):
		var file map[string]any
		if json.Unmarshal([]byte(text), &file) == nil {
			for _, name := range []string{"private_key", "client_secret", "refresh_token"} {
				if secret, ok := file[name].(string); ok {
					w.Secret(name, secret)
				}
			}
		}
		return
	case strings.Contains(text, "\n"):
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "-----") {
				w.Secret(kind, strings.TrimSpace(line))
			}
		}
		return
	case len(text) < shortest:
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.secrets == nil {
		w.secrets = map[string]string{}
	}
	w.secrets[text] = kind
}

// Say notes what was said, and where, such as "the log of ReadResource custody_resource_lock".
func (w *Watch) Say(where, text string) {
	if len(text) < shortest {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.said == nil {
		w.said = map[string]string{}
	}
	if _, known := w.said[text]; !known {
		w.said[text] = where
	}
}

// Count is how many secrets are known, and how many texts were said.
func (w *Watch) Count() (secrets, texts int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.secrets), len(w.said)
}

// Leaks are the places where a secret is, without the secret. One that became known after it was said counts, too.
func (w *Watch) Leaks() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	byStart := map[string][]string{}
	for secret := range w.secrets {
		byStart[secret[:shortest]] = append(byStart[secret[:shortest]], secret)
	}
	var leaks []string
	for text, where := range w.said {
		for at := 0; at+shortest <= len(text); at++ {
			for _, secret := range byStart[text[at:at+shortest]] {
				if strings.HasPrefix(text[at:], secret) {
					leaks = append(leaks, fmt.Sprintf("a %s is in %s: …%s(it)%s…", w.secrets[secret], where,
						text[max(0, at-60):at], text[at+len(secret):min(len(text), at+len(secret)+60)]))
				}
			}
		}
	}
	slices.Sort(leaks)
	return slices.Compact(leaks)
}
