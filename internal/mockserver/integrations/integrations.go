// Package integrations is a mock of the Application Integration API (integrations:v1 and v1alpha): versions of
// integrations and their edit locks.
package integrations

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// The project in which Application Integration is enabled, and the region that is provisioned in it.
const (
	shopProject  = "shop"
	shopNumber   = "123456789012"
	shopLocation = "europe-west1"
)

// Integrations is the Application Integration API with the versions of its integrations. Its methods look at the state
// and change it as somebody else would, without a request.
type Integrations struct {
	google *google.Google
	store  store
}

// New adds the methods of Application Integration to g and fills them with the seed.
func New(g *google.Google, quirks Quirks) *Integrations {
	a := &Integrations{google: g, store: store{quirks: quirks, now: g.Now}}
	a.seed()
	a.install()
	return a
}

// versionHandler works on an integration, and on a version of it where the path names one.
type versionHandler func(call *google.Call, name integrationName) (any, error)

// versionMethod is a method of integration versions, under all the paths that have it.
type versionMethod struct {
	verb, path string // "POST", "/versions/{version}/:publish"
	permission string // the last part: "update"
	query      []string
	only       string // the API version that alone has the method, "" for both
	handle     versionHandler
}

// install adds the versions' methods of integrations:v1 and v1alpha, with and without products/…, and the
// seed. archive, deactivate and validate are listed in the discovery document of v1 of 2023 alone.
func (a *Integrations) install() {
	a.google.HandleUnknown("integrations", "/v1/projects/{project}/locations/", google.NotFoundPage)
	a.google.HandleUnknown("integrations", "/v1alpha/projects/{project}/locations/", google.NotFoundPage)
	const one = "/versions/{version}"
	for _, method := range []versionMethod{
		{"GET", "/versions", "list", listParameters, "", a.listVersions},
		{"POST", "/versions", "create", []string{"newIntegration"}, "", a.createVersion},
		{"POST", "/versions/:upload", "create", nil, "", a.uploadVersion},
		{"GET", one, "get", nil, "", a.getVersion},
		{"GET", one + "/:download", "get", []string{"fileFormat"}, "", a.downloadVersion},
		{"PATCH", one, "update", []string{"updateMask"}, "", a.patchVersion},
		{"POST", one + "/:takeoverEditLock", "update", nil, "", a.takeoverEditLock},
		{"POST", one + "/:publish", "deploy", nil, "", a.publishVersion},
		{"POST", one + "/:unpublish", "deploy", nil, "", a.unpublishVersion},
		{"POST", one + "/:deactivate", "deploy", nil, "v1", a.unpublishVersion},
		{"DELETE", one, "delete", nil, "", a.deleteVersion},
		{"POST", one + "/:archive", "delete", nil, "v1", a.deleteVersion},
		{"POST", one + "/:validate", "get", nil, "v1", a.validateVersion},
	} {
		for _, version := range []string{"v1", "v1alpha"} {
			if method.only == "" || method.only == version {
				a.installMethod(method, version, "")
				a.installMethod(method, version, "/products/{product}")
			}
		}
	}
}

func (a *Integrations) installMethod(method versionMethod, version, product string) {
	permission := "integrations.integrationVersions." + method.permission
	if product != "" {
		permission = "integrations.apigeeIntegrationVers." + method.permission
	}
	route := google.Route{
		API:        "integrations",
		Permission: permission,
		Query:      method.query,
		Pattern: method.verb + " /" + version + "/projects/{project}/locations/{location}" + product +
			"/integrations/{integration}" + method.path,
		Handle: func(call *google.Call) (any, error) {
			name, err := integrationOf(call)
			if err != nil {
				return nil, err
			}
			answer, err := method.handle(call, name)
			return answer, a.store.quirks.answer(err)
		},
	}
	if strings.HasSuffix(method.path, ":takeoverEditLock") && version == "v1" && product == "" {
		route.Missing = func() bool { return !a.store.quirks.V1Takeover }
	}
	a.google.Handle(route)
}

// integrationOf reads the integration out of the path. A project may be given by its number.
func integrationOf(call *google.Call) (integrationName, error) {
	name := integrationName{
		project: projectID(call.PathValue("project")), location: call.PathValue("location"),
		product: call.PathValue("product"), integration: call.PathValue("integration"),
	}
	if name.project != shopProject {
		return name, &google.Error{
			Code: http.StatusForbidden, Status: "PERMISSION_DENIED",
			Message: "Application Integration API has not been used in project " + name.project +
				" before or it is disabled.",
			Details: []any{google.ErrorInfo("SERVICE_DISABLED", "googleapis.com", map[string]string{
				"service": "integrations.googleapis.com", "consumer": "projects/" + name.project,
			})},
		}
	}
	if name.location != shopLocation && name.location != "-" {
		return name, google.FailedPrecondition("The region %s is not provisioned.", name.location)
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
func (q Quirks) answer(err error) error {
	var refusal *storeError
	if !errors.As(err, &refusal) {
		return err
	}
	switch {
	case refusal.kind == versionMissing:
		return google.NotFound("%s", refusal.message)
	case refusal.kind == integrationTaken:
		return &google.Error{Code: http.StatusConflict, Status: "ALREADY_EXISTS", Message: refusal.message}
	case refusal.kind == versionLocked && q.LockedIsForbidden:
		return &google.Error{Code: http.StatusForbidden, Status: "PERMISSION_DENIED", Message: refusal.message}
	}
	return google.FailedPrecondition("%s", refusal.message)
}

var versionID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func (a *Integrations) findVersion(call *google.Call, name integrationName) (*storedVersion, error) {
	id := call.PathValue("version")
	if !versionID.MatchString(id) {
		return nil, google.InvalidArgument("Request contains an invalid argument.")
	}
	return a.store.version(name, id)
}

func (a *Integrations) getVersion(call *google.Call, name integrationName) (any, error) {
	version, err := a.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	return a.store.json(version), nil
}

// decodeVersion reads what the user wrote; fields that the service sets do not count.
func decodeVersion(body []byte, path string) (versionJSON, error) {
	var in, content versionJSON
	if err := google.DecodeProto(body, path, &in); err != nil {
		return content, err
	}
	return content, copyFields(&content, in, userFields)
}

func (a *Integrations) createVersion(call *google.Call, name integrationName) (any, error) {
	in, err := decodeVersion(call.Content, "integration_version")
	if err != nil {
		return nil, err
	}
	brandNew := call.URL.Query().Get("newIntegration") == "true"
	version, err := a.newDraft(call, name, in, brandNew)
	if err != nil {
		return nil, err
	}
	return a.store.json(version), nil
}

func (a *Integrations) newDraft(
	call *google.Call, name integrationName, in versionJSON, brandNew bool,
) (*storedVersion, error) {
	if name.integration == "-" || name.location == "-" {
		return nil, google.InvalidArgument("Request contains an invalid argument.")
	}
	version, err := a.store.createDraft(name, call.Caller, in, brandNew)
	if err == nil {
		a.store.created++
	}
	return version, err
}

// uploadVersion creates a draft out of the text of a version.
func (a *Integrations) uploadVersion(call *google.Call, name integrationName) (any, error) {
	var upload uploadJSON
	if err := google.DecodeProto(call.Content, "", &upload); err != nil {
		return nil, err
	}
	if upload.Content == "" {
		return nil, google.InvalidArgument("Request contains an invalid argument.")
	}
	in, err := decodeVersion([]byte(upload.Content), "integration_version")
	if err != nil {
		return nil, err
	}
	version, err := a.newDraft(call, name, in, false)
	if err != nil {
		return nil, err
	}
	return wrappedVersionJSON{a.store.json(version)}, nil
}

func (a *Integrations) downloadVersion(call *google.Call, name integrationName) (any, error) {
	version, err := a.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := checkFileFormat(call.URL.Query().Get("fileFormat")); err != nil {
		return nil, err
	}
	text, err := json.Marshal(a.store.json(version))
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
	return google.DecodeProto(text, "", &uploadJSON{})
}

// patchVersion changes a draft: the fields of the update mask, or all without one.
func (a *Integrations) patchVersion(call *google.Call, name integrationName) (any, error) {
	version, err := a.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	in, err := decodeVersion(call.Content, "integration_version")
	if err != nil {
		return nil, err
	}
	fields := userFields
	if mask := call.URL.Query().Get("updateMask"); mask != "" && mask != "*" {
		fields = strings.Split(mask, ",")
	}
	if err := a.store.patch(version, call.Caller, in, fields); err != nil {
		return nil, err
	}
	return a.store.json(version), nil
}
