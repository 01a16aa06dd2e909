package mockserver

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
)

// The project in which Application Integration is enabled, and the region that is provisioned in it.
const (
	shopProject  = "shop"
	shopNumber   = "123456789012"
	shopLocation = "europe-west1"
)

// integrationHandler works on an integration, and on a version of it where the path names one.
type integrationHandler func(call *googleCall, name integrationName) (any, error)

// integrationMethod is a method of integration versions, under all the paths that have it.
type integrationMethod struct {
	verb, path string // "POST", "/versions/{version}/:publish"
	permission string // the last part: "update"
	query      []string
	only       string // the API version that alone has the method, "" for both
	handle     integrationHandler
}

// installIntegrations adds the versions' methods of integrations:v1 and v1alpha, with and without products/…, and the
// seed. archive, deactivate and validate are listed in the discovery document of v1 of 2023 alone.
func (s *Server) installIntegrations() {
	s.google.integrations.now = s.now
	s.seedIntegrations()
	s.handleUnknown("integrations", "/v1/projects/{project}/locations/", googleNotFoundPage)
	s.handleUnknown("integrations", "/v1alpha/projects/{project}/locations/", googleNotFoundPage)
	const one = "/versions/{version}"
	for _, method := range []integrationMethod{
		{"GET", "/versions", "list", listParameters, "", s.listVersions},
		{"POST", "/versions", "create", []string{"newIntegration"}, "", s.createVersion},
		{"POST", "/versions/:upload", "create", nil, "", s.uploadVersion},
		{"GET", one, "get", nil, "", s.getVersion},
		{"GET", one + "/:download", "get", []string{"fileFormat"}, "", s.downloadVersion},
		{"PATCH", one, "update", []string{"updateMask"}, "", s.patchVersion},
		{"POST", one + "/:takeoverEditLock", "update", nil, "", s.takeoverEditLock},
		{"POST", one + "/:publish", "deploy", nil, "", s.publishVersion},
		{"POST", one + "/:unpublish", "deploy", nil, "", s.unpublishVersion},
		{"POST", one + "/:deactivate", "deploy", nil, "v1", s.unpublishVersion},
		{"DELETE", one, "delete", nil, "", s.deleteVersion},
		{"POST", one + "/:archive", "delete", nil, "v1", s.deleteVersion},
		{"POST", one + "/:validate", "get", nil, "v1", s.validateVersion},
	} {
		for _, version := range []string{"v1", "v1alpha"} {
			if method.only == "" || method.only == version {
				s.installIntegrationMethod(method, version, "")
				s.installIntegrationMethod(method, version, "/products/{product}")
			}
		}
	}
}

func (s *Server) installIntegrationMethod(method integrationMethod, version, product string) {
	permission := "integrations.integrationVersions." + method.permission
	if product != "" {
		permission = "integrations.apigeeIntegrationVers." + method.permission
	}
	route := googleRoute{
		api:        "integrations",
		permission: permission,
		query:      method.query,
		pattern: method.verb + " /" + version + "/projects/{project}/locations/{location}" + product +
			"/integrations/{integration}" + method.path,
		handle: func(call *googleCall) (any, error) {
			name, err := integrationOf(call)
			if err != nil {
				return nil, err
			}
			answer, err := method.handle(call, name)
			return answer, s.google.integrations.quirks.answer(err)
		},
	}
	if strings.HasSuffix(method.path, ":takeoverEditLock") && version == "v1" && product == "" {
		route.missing = func() bool { return !s.google.integrations.quirks.V1Takeover }
	}
	s.handleGoogle(route)
}

// integrationOf reads the integration out of the path. A project may be given by its number.
func integrationOf(call *googleCall) (integrationName, error) {
	name := integrationName{
		project: projectID(call.PathValue("project")), location: call.PathValue("location"),
		product: call.PathValue("product"), integration: call.PathValue("integration"),
	}
	if name.project != shopProject {
		return name, &googleError{
			Code: http.StatusForbidden, Status: "PERMISSION_DENIED",
			Message: "Application Integration API has not been used in project " + name.project +
				" before or it is disabled.",
			Details: []any{errorInfo("SERVICE_DISABLED", "googleapis.com", map[string]string{
				"service": "integrations.googleapis.com", "consumer": "projects/" + name.project,
			})},
		}
	}
	if name.location != shopLocation && name.location != "-" {
		return name, failedPrecondition("The region %s is not provisioned.", name.location)
	}
	return name, nil
}

// projectID returns the id of a project that may be given by its number.
func projectID(project string) string {
	if project == shopNumber {
		return shopProject
	}
	return project
}

// answer says how a refusal of the store is answered.
func (q IntegrationQuirks) answer(err error) error {
	var refusal *integrationError
	if !errors.As(err, &refusal) {
		return err
	}
	switch {
	case refusal.kind == versionMissing:
		return googleNotFound("%s", refusal.message)
	case refusal.kind == integrationTaken:
		return &googleError{Code: http.StatusConflict, Status: "ALREADY_EXISTS", Message: refusal.message}
	case refusal.kind == versionLocked && q.LockedIsForbidden:
		return &googleError{Code: http.StatusForbidden, Status: "PERMISSION_DENIED", Message: refusal.message}
	}
	return failedPrecondition("%s", refusal.message)
}

var versionID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func (s *Server) findVersion(call *googleCall, name integrationName) (*integrationVersion, error) {
	id := call.PathValue("version")
	if !versionID.MatchString(id) {
		return nil, invalidArgument("Request contains an invalid argument.")
	}
	return s.google.integrations.version(name, id)
}

func (s *Server) getVersion(call *googleCall, name integrationName) (any, error) {
	version, err := s.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	return s.google.integrations.json(version), nil
}

// decodeVersion reads what the user wrote; fields that the service sets do not count.
func decodeVersion(body []byte, path string) (integrationVersionJSON, error) {
	var in, content integrationVersionJSON
	if err := decodeProto(body, path, &in); err != nil {
		return content, err
	}
	return content, copyFields(&content, in, userFields)
}

func (s *Server) createVersion(call *googleCall, name integrationName) (any, error) {
	in, err := decodeVersion(call.body, "integration_version")
	if err != nil {
		return nil, err
	}
	brandNew := call.URL.Query().Get("newIntegration") == "true"
	version, err := s.newDraft(call, name, in, brandNew)
	if err != nil {
		return nil, err
	}
	return s.google.integrations.json(version), nil
}

func (s *Server) newDraft(
	call *googleCall, name integrationName, in integrationVersionJSON, brandNew bool,
) (*integrationVersion, error) {
	if name.integration == "-" || name.location == "-" {
		return nil, invalidArgument("Request contains an invalid argument.")
	}
	version, err := s.google.integrations.createDraft(name, call.caller, in, brandNew)
	if err == nil {
		s.google.integrations.created++
	}
	return version, err
}

// uploadVersion creates a draft out of the text of a version.
func (s *Server) uploadVersion(call *googleCall, name integrationName) (any, error) {
	var upload uploadJSON
	if err := decodeProto(call.body, "", &upload); err != nil {
		return nil, err
	}
	if upload.Content == "" {
		return nil, invalidArgument("Request contains an invalid argument.")
	}
	in, err := decodeVersion([]byte(upload.Content), "integration_version")
	if err != nil {
		return nil, err
	}
	version, err := s.newDraft(call, name, in, false)
	if err != nil {
		return nil, err
	}
	return wrappedVersionJSON{s.google.integrations.json(version)}, nil
}

func (s *Server) downloadVersion(call *googleCall, name integrationName) (any, error) {
	version, err := s.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := checkFileFormat(call.URL.Query().Get("fileFormat")); err != nil {
		return nil, err
	}
	text, err := json.Marshal(s.google.integrations.json(version))
	if err != nil {
		return nil, err
	}
	return downloadJSON{Content: string(text)}, nil
}

// checkFileFormat reads an enum in a query as the front end reads one in a body.
func checkFileFormat(value string) error {
	if value == "" {
		return nil
	}
	text, _ := json.Marshal(map[string]string{"fileFormat": value})
	return decodeProto(text, "", &uploadJSON{})
}

// patchVersion changes a draft: the fields of the update mask, or all without one.
func (s *Server) patchVersion(call *googleCall, name integrationName) (any, error) {
	version, err := s.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	in, err := decodeVersion(call.body, "integration_version")
	if err != nil {
		return nil, err
	}
	fields := userFields
	if mask := call.URL.Query().Get("updateMask"); mask != "" && mask != "*" {
		fields = strings.Split(mask, ",")
	}
	if err := s.google.integrations.patch(version, call.caller, in, fields); err != nil {
		return nil, err
	}
	return s.google.integrations.json(version), nil
}
