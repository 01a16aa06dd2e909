package openstack

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

const versionHeader = "X-Openstack-Manila-Api-Version" // as net/http spells it

// microversion is an API version, such as 2.82. The zero value is older than all.
type microversion struct{ major, minor int }

func (v microversion) String() string { return fmt.Sprintf("%d.%d", v.major, v.minor) }

func (v microversion) less(than microversion) bool {
	return v.major < than.major || v.major == than.major && v.minor < than.minor
}

var (
	minMicroversion = microversion{2, 0}
	// versionPattern is Manila's (20.0.0, api/openstack/api_version_request.py): no "latest", no leading zeros.
	versionPattern = regexp.MustCompile(`^([1-9]\d*)\.([1-9]\d*|0)$`)
)

func parseMicroversion(text string) (microversion, bool) {
	found := versionPattern.FindStringSubmatch(text)
	if found == nil {
		return microversion{}, false
	}
	major, err1 := strconv.Atoi(found[1])
	minor, err2 := strconv.Atoi(found[2])
	return microversion{major, minor}, err1 == nil && err2 == nil
}

// requestedVersion returns the version that the request asks for. A version out of range is returned too, as the
// answer echoes it.
func (m *ShareService) requestedVersion(r *http.Request) (microversion, error) {
	values, sent := r.Header[versionHeader]
	if !sent {
		return minMicroversion, nil
	}
	version, ok := parseMicroversion(values[0])
	if !ok {
		return microversion{}, badRequest("API Version String " + values[0] +
			" is of invalid format. Must be of format MajorNum.MinorNum.")
	}
	highest := m.cloud.config.maxMicroversion
	if version.less(minMicroversion) || highest.less(version) {
		return version, manilaError{kindUnsupportedVersion, fmt.Sprintf(
			"Version %s is not supported by the API. Minimum is %s and maximum is %s.",
			version, minMicroversion, highest)}
	}
	return version, nil
}

// versionBody describes a version in discovery documents.
func versionBody(base, id, status, highest, lowest string) object {
	return object{
		{"id", id},
		{"status", status},
		{"version", highest},
		{"min_version", lowest},
		{"updated", "2015-08-27T11:33:21Z"},
		{"links", []any{
			object{{"rel", "describedby"}, {"type", "text/html"}, {"href", "http://docs.openstack.org/"}},
			object{{"rel", "self"}, {"href", base + "/" + strings.TrimSuffix(id, ".0") + "/"}},
		}},
		{"media-types", []any{object{
			{"base", "application/json"}, {"type", "application/vnd.openstack.share+json;version=1"},
		}}},
	}
}

func (m *ShareService) currentVersion(base string) object {
	return versionBody(base, "v2.0", "CURRENT", m.cloud.config.maxMicroversion.String(), minMicroversion.String())
}

// serveVersions is the root: it needs no token, takes any method and answers 300.
func (m *ShareService) serveVersions(w http.ResponseWriter, r *http.Request) {
	m.cloud.prepareHeader(w)
	base := baseURL(r) + m.prefix
	writePython(w, http.StatusMultipleChoices, object{{"versions", []any{
		versionBody(base, "v1.0", "DEPRECATED", "", ""), m.currentVersion(base),
	}}})
}

// showVersion is GET /v2/: also a list, with one entry.
func (m *ShareService) showVersion(call *manilaCall) (manilaAnswer, error) {
	return manilaAnswer{http.StatusOK, object{{"versions", []any{m.currentVersion(call.base)}}}}, nil
}

// redirect is GET /v2.
func (m *ShareService) redirect(w http.ResponseWriter, r *http.Request, _ caller) {
	w.Header().Set("Content-Type", "text/plain; charset=utf8")
	w.Header().Set("Location", baseURL(r)+m.prefix+"/v2/")
	w.WriteHeader(http.StatusFound)
}

const notFoundPage = `<html>
 <head>
  <title>404 Not Found</title>
 </head>
 <body>
  <h1>404 Not Found</h1>
  The resource could not be found.<br /><br />



 </body>
</html>`

// routerNotFound is the 404 of a path or method that the router does not know: WebOb's, not the API's, so there is
// no version header and the form depends on Accept.
func (m *ShareService) routerNotFound(w http.ResponseWriter, r *http.Request, _ caller) {
	m.cloud.prepareHeader(w)
	accept := r.Header.Get("Accept")
	contentType, body := "text/plain; charset=UTF-8", "404 Not Found\n\nThe resource could not be found.\n\n   "
	switch {
	case strings.Contains(accept, "html"), strings.Contains(accept, "*/*"):
		contentType, body = "text/html; charset=UTF-8", notFoundPage
	case strings.Contains(accept, "application/json"):
		contentType = "application/json"
		body = string(pythonJSON(object{
			{"message", "The resource could not be found.<br /><br />\n\n\n"},
			{"code", "404 Not Found"},
			{"title", "Not Found"},
		}))
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body))
	}
}

// serveHTMLPage is what a share endpoint that is none answers.
func (m *ShareService) serveHTMLPage(w http.ResponseWriter, _ *http.Request) {
	m.cloud.prepareHeader(w)
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	_, _ = w.Write([]byte("<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>It works!</body></html>\n"))
}
