package integrationversions

import (
	"net/url"
	"strings"
)

// apiVersion is the version of the API that lists takeoverEditLock for the name.
func (n Name) apiVersion() string {
	if n.Product == "" {
		return "v1alpha"
	}
	return "v1"
}

// path is the name with each segment escaped.
func (n Name) path() string {
	segments := strings.Split(n.String(), "/")
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	return strings.Join(segments, "/")
}

func (n Name) versionsPath() string { return n.OfIntegration().path() + "/versions" }

// takeoverPath ends in the verb: its colon must not be escaped.
func (n Name) takeoverPath() string { return n.path() + ":takeoverEditLock" }
