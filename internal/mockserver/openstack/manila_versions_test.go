package openstack

import (
	"net/http"
	"testing"
)

const (
	noSuchAPI     = `{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}`
	unauthorized  = `{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}`
	accessDenied  = `{"forbidden": {"code": 403, "message": "Access was denied to this resource."}}`
	internalError = `{"computeFault": {"code": 500, "message": "The server has either erred or is incapable of performing the requested operation."}}`
	v2Body        = `{"id": "v2.0", "status": "CURRENT", "version": "2.89", "min_version": "2.0", "updated": "2015-08-27T11:33:21Z", "links": [{"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}, {"rel": "self", "href": "{root}/v2/"}], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.share+json;version=1"}]}`
	v1Body        = `{"id": "v1.0", "status": "DEPRECATED", "version": "", "min_version": "", "updated": "2015-08-27T11:33:21Z", "links": [{"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}, {"rel": "self", "href": "{root}/v1/"}], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.share+json;version=1"}]}`
)

var (
	echo82   = map[string]string{versionHeader: "2.82", "Vary": "X-OpenStack-Manila-API-Version"}
	noHeader = map[string]string{versionHeader: "", "Vary": "", "X-Compute-Request-Id": "", "Date": ""}
	htmlPage = map[string]string{versionHeader: "", "Content-Type": "text/html; charset=UTF-8", "Date": ""}
)

func versionStep(version string, status int, body, echo string) []exchange {
	return []exchange{{
		as: "alice", method: "GET", path: "/resource-locks?id=none", version: version,
		wantStatus: status, wantBody: body, wantHeader: map[string]string{versionHeader: echo},
	}}
}

func notSupported(version string) string {
	return `{"computeFault": {"code": 406, "message": "Version ` + version +
		` is not supported by the API. Minimum is 2.0 and maximum is 2.89."}}`
}

func invalidVersion(version string) string {
	return `{"badRequest": {"code": 400, "message": "API Version String ` + version +
		` is of invalid format. Must be of format MajorNum.MinorNum."}}`
}

func TestManilaMicroversions(t *testing.T) {
	t.Parallel()
	const none = `{"resource_locks": []}`
	tests := map[string][]exchange{
		"none":         versionStep("-", 404, noSuchAPI, "2.0"),
		"oldest":       versionStep("2.0", 404, noSuchAPI, "2.0"),
		"before locks": versionStep("2.80", 404, noSuchAPI, "2.80"),
		"first":        versionStep("2.81", 200, none, "2.81"),
		"newest":       versionStep("2.89", 200, none, "2.89"),
		"too new":      versionStep("2.90", 406, notSupported("2.90"), "2.90"),
		"next major":   versionStep("3.0", 406, notSupported("3.0"), "3.0"),
		"old major":    versionStep("1.0", 406, notSupported("1.0"), "1.0"),
		"three digits": versionStep("2.810", 406, notSupported("2.810"), "2.810"),
		"latest":       versionStep("latest", 400, invalidVersion("latest"), ""),
		"major alone":  versionStep("2", 400, invalidVersion("2"), ""),
		"leading zero": versionStep("2.081", 400, invalidVersion("2.081"), ""),
		"three parts":  versionStep("2.81.1", 400, invalidVersion("2.81.1"), ""),
		"word":         versionStep("abc", 400, invalidVersion("abc"), ""),
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conformanceCloud(t).run(t, steps)
		})
	}
}

func TestManilaRouting(t *testing.T) {
	t.Parallel()
	const (
		malformedURL = `{"badRequest": {"code": 400, "message": "Malformed request url"}}`
		plainPage    = "404 Not Found\n\nThe resource could not be found."
		jsonPage     = `{"message": "The resource could not be found.<br /><br />\n\n\n", "code": "404 Not Found", "title": "Not Found"}`
	)
	tests := map[string][]exchange{
		"root":       {{method: "GET", path: "{root}/", version: "-", wantStatus: 300, wantBody: `{"versions": [` + v1Body + ", " + v2Body + `]}`, wantHeader: noHeader}},
		"root, POST": {{method: "POST", path: "{root}/", version: "-", wantStatus: 300}},
		"v2/":        {{as: "alice", method: "GET", path: "/", wantStatus: 200, wantBody: `{"versions": [` + v2Body + `]}`, wantHeader: echo82}},
		"v2/ old":    {{as: "alice", method: "GET", path: "/", version: "-", wantStatus: 200}},
		"v2": {{
			as: "alice", method: "GET", path: "", wantStatus: 302,
			wantHeader: map[string]string{"Location": "{manila}/", "Content-Type": "text/plain; charset=utf8"},
		}},
		"v2 without token":    {{method: "GET", path: "", wantStatus: 401, wantBody: unauthorized, wantHeader: noHeader}},
		"no token":            {{method: "GET", path: "/resource-locks", wantStatus: 401, wantBody: unauthorized, wantHeader: noHeader}},
		"invalid token":       {{as: "nobody", method: "GET", path: "/resource-locks", wantStatus: 401, wantBody: unauthorized}},
		"401 before 404":      {{method: "GET", path: "/none", wantStatus: 401, wantBody: unauthorized}},
		"invalid service":     {{as: "alice", service: "nobody", method: "GET", path: "/resource-locks", wantStatus: 401, wantBody: unauthorized}},
		"service of no role":  {{as: "alice", service: "alice", method: "GET", path: "/resource-locks", wantStatus: 401, wantBody: unauthorized}},
		"slash at the end":    {{as: "alice", method: "GET", path: "/resource-locks/", wantStatus: 404, wantBody: notFoundPage, wantHeader: htmlPage}},
		"underscore":          {{as: "alice", method: "GET", path: "/resource_locks", wantStatus: 404, wantBody: notFoundPage, wantHeader: htmlPage}},
		"HEAD":                {{as: "alice", method: "HEAD", path: "/resource-locks", wantStatus: 404, wantHeader: htmlPage}},
		"PATCH":               {{as: "alice", method: "PATCH", path: "/resource-locks/x", wantStatus: 404, wantBody: notFoundPage, wantHeader: htmlPage}},
		"POST to an id":       {{as: "alice", method: "POST", path: "/resource-locks/x", wantStatus: 404, wantBody: notFoundPage, wantHeader: htmlPage}},
		"version of no route": {{as: "alice", method: "GET", path: "/none", version: "2.90", wantStatus: 404, wantHeader: htmlPage}},
		"404 for JSON": {{
			as: "alice", method: "GET", path: "/none", accept: "application/json", wantStatus: 404,
			wantBody: jsonPage, wantHeader: map[string]string{"Content-Type": "application/json"},
		}},
		"404 for text":     {{as: "alice", method: "GET", path: "/none", accept: "text/plain", wantStatus: 404, wantBody: plainPage}},
		"project in path":  {{as: "alice", method: "GET", path: "/{project-demo}/resource-locks?id=none", wantStatus: 200, wantBody: `{"resource_locks": []}`, wantHeader: echo82}},
		"other project":    {{as: "alice", method: "GET", path: "/{project-other}/resource-locks", wantStatus: 400, wantBody: malformedURL, wantHeader: echo82}},
		"project alone":    {{as: "alice", method: "GET", path: "/{project-demo}", wantStatus: 404, wantBody: notFoundPage}},
		"project, a slash": {{as: "alice", method: "GET", path: "/{project-demo}/", wantStatus: 404, wantBody: notFoundPage}},
		"system scope": {
			{as: "system-admin", method: "GET", path: "/resource-locks", wantStatus: 403, wantBody: accessDenied},
			{as: "system-admin", method: "GET", path: "/resource-locks/none", wantStatus: 403, wantBody: accessDenied},
			{as: "system-admin", method: "DELETE", path: "/resource-locks/none", wantStatus: 403, wantBody: accessDenied},
			{as: "system-admin", method: "GET", path: "/", wantStatus: 200},
		},
		"no scope": {
			{as: "unscoped-alice", method: "GET", path: "/resource-locks", wantStatus: 403, wantBody: accessDenied},
			{as: "unscoped-alice", method: "DELETE", path: "/resource-locks/none", wantStatus: 403},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conformanceCloud(t).run(t, steps)
		})
	}
}

func TestManilaSendsNoDateUnlessAsked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opts []Option
		want bool
	}{
		"default":  {nil, false},
		"switched": {[]Option{WithDateHeader()}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := started(t, tt.opts...)
			for _, path := range []string{"/share/", "/share/none", "/share/v2/shares", "/identity/v3", "/identity/x"} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				_, header, _ := roundTrip(t, req)
				if got := header.Get("Date") != ""; got != tt.want {
					t.Errorf("%s: Date sent: %v, want %v", path, got, tt.want)
				}
			}
		})
	}
}
