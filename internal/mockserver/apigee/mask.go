package apigee

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// mask replaces consumer keys in the journal by their fingerprints: in the path, in the filter of a search and
// in the body. Secrets are gone already.
func mask(r *http.Request, entry *core.Request) {
	if !strings.HasPrefix(entry.Path, "/v1/organizations/") {
		return
	}
	entry.Path = maskKeyInPath(r.URL.EscapedPath(), entry.Path)
	for i, filter := range entry.Query["filter"] {
		entry.Query["filter"][i] = maskKeyInFilter(filter)
	}
	if bytes.Contains(entry.Body, []byte("consumer")) {
		entry.Body = maskKeyInBody(entry.Body)
	}
}

// maskKeyInPath masks the segment behind …/apps/{app}/keys, unless it is the method's name "create".
func maskKeyInPath(escaped, path string) string {
	segments := strings.Split(escaped, "/")
	if len(segments) <= 9 || segments[8] != "keys" || segments[9] == "create" {
		return path
	}
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			plain = core.Masked
		}
		segments[i] = plain
	}
	segments[9] = KeyFingerprint(segments[9])
	return strings.Join(segments, "/")
}

var keyInFilter = regexp.MustCompile(`(?i)(consumer_?key\s*=\s*"?)([^"\s]+)`)

func maskKeyInFilter(filter string) string {
	return keyInFilter.ReplaceAllStringFunc(filter, func(found string) string {
		parts := keyInFilter.FindStringSubmatch(found)
		return parts[1] + KeyFingerprint(parts[2])
	})
}

func maskKeyInBody(body []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil {
		return []byte(core.Masked)
	}
	maskKeys(document)
	clean, _ := json.Marshal(document) // cannot fail: it was decoded from JSON
	return clean
}

func maskKeys(document any) {
	switch value := document.(type) {
	case []any:
		for _, item := range value {
			maskKeys(item)
		}
	case map[string]any:
		for name, item := range value {
			text, isText := item.(string)
			if isText && (name == "consumerKey" || name == "consumer_key") {
				value[name] = KeyFingerprint(text)
				continue
			}
			maskKeys(item)
		}
	}
}
