package conformance

import (
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"google.golang.org/api/integrations/v1"
	"google.golang.org/api/option"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	mock "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

const orders = mock.ApigeeOrdersIntegration

type (
	versionsService = integrations.ProjectsLocationsProductsIntegrationsVersionsService
	version         = integrations.GoogleCloudIntegrationsV1alphaIntegrationVersion
	versionList     = integrations.GoogleCloudIntegrationsV1alphaListIntegrationVersionsResponse
)

// versionsClient signs in as email.
func versionsClient(t *testing.T, s *mockserver.Server, email string) *versionsService {
	t.Helper()
	token := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: s.IssueGoogleToken(email)})
	service := must[*integrations.Service](t)(integrations.NewService(t.Context(), option.WithEndpoint(s.URL()),
		option.WithTokenSource(token)))
	return service.Projects.Locations.Products.Integrations.Versions
}

func TestTakeover(t *testing.T) {
	t.Parallel()
	s := start(t)
	versions := versionsClient(t, s, ci)
	list := must[*versionList](t)(versions.List(orders).Filter("state=DRAFT").OrderBy("snapshot_number").PageSize(1).Do())
	if len(list.IntegrationVersions) != 1 || list.IntegrationVersions[0].LockHolder != "ana@shop.test" {
		t.Fatalf("drafts: %+v", list.IntegrationVersions)
	}
	old := list.IntegrationVersions[0]
	request := &integrations.GoogleCloudIntegrationsV1alphaTakeoverEditLockRequest{}
	taken, err := versions.TakeoverEditLock(old.Name, request).Do()
	if err != nil {
		t.Fatal(err)
	}
	draft := taken.IntegrationVersion
	if draft.Name == old.Name || draft.State != "DRAFT" || draft.LockHolder != ci ||
		draft.SnapshotNumber != old.SnapshotNumber+1 || draft.TaskConfigs[0].Task != old.TaskConfigs[0].Task {
		t.Errorf("draft %+v", draft)
	}
	if frozen := must[*version](t)(versions.Get(old.Name).Do()); frozen.State != "SNAPSHOT" || frozen.LockHolder != "" {
		t.Errorf("what was the draft is %s, locked by %q", frozen.State, frozen.LockHolder)
	}
	if _, err := versions.TakeoverEditLock(old.Name, request).Do(); code(err) != 400 {
		t.Errorf("once more: %v, want 400", err)
	}
	if s.Takeovers() != 1 || len(s.Mails()) != 2 {
		t.Errorf("%d takeovers, mails %v", s.Takeovers(), s.Mails())
	}
	for _, call := range s.Requests(core.Match{Path: ".*:takeoverEditLock"}) {
		if strings.TrimSpace(string(call.Body)) != "{}" {
			t.Errorf("body %q, want {}", call.Body)
		}
	}
}

func TestVersionLife(t *testing.T) {
	t.Parallel()
	s := start(t)
	versions, one := versionsClient(t, s, "ben@shop.test"), must[*version](t)

	created := one(versions.Create(orders, &version{
		Description:               "by ben",
		DatabasePersistencePolicy: "DATABASE_PERSISTENCE_DISABLED",
		TaskConfigs:               []*integrations.GoogleCloudIntegrationsV1alphaTaskConfig{{TaskId: "7", Task: "EmptyTask"}},
	}).Do())
	if created.State != "DRAFT" || created.LockHolder != "ben@shop.test" || created.TaskConfigs[0].TaskId != "7" {
		t.Errorf("created %+v", created)
	}
	patched := one(versions.Patch(created.Name, &version{UserLabel: "v1"}).UpdateMask("userLabel").Do())
	if patched.UserLabel != "v1" || patched.Description != "by ben" {
		t.Errorf("patched %+v", patched)
	}
	foreign := versionsClient(t, s, "ana@shop.test")
	publish := &integrations.GoogleCloudIntegrationsV1alphaPublishIntegrationVersionRequest{}
	if _, err := foreign.Publish(created.Name, publish).Do(); code(err) != 400 {
		t.Errorf("published by another: %v, want 400", err)
	}
	if _, err := versions.Publish(created.Name, publish).Do(); err != nil {
		t.Error(err)
	}
	active := must[*versionList](t)(versions.List(orders).Filter("state=ACTIVE").Do())
	if len(active.IntegrationVersions) != 1 || active.IntegrationVersions[0].Name != created.Name {
		t.Errorf("active: %+v", active.IntegrationVersions)
	}
	text, err := versions.Download(created.Name).FileFormat("JSON").Do()
	if err != nil || !strings.Contains(text.Content, "by ben") {
		t.Errorf("downloaded %+v, %v", text, err)
	}
	uploaded, err := versions.Upload(orders, &integrations.GoogleCloudIntegrationsV1alphaUploadIntegrationVersionRequest{
		Content: text.Content, FileFormat: "JSON",
	}).Do()
	if err != nil || uploaded.IntegrationVersion.Description != "by ben" || uploaded.IntegrationVersion.State != "DRAFT" {
		t.Errorf("uploaded %+v, %v", uploaded, err)
	}
	unpublish := &integrations.GoogleCloudIntegrationsV1alphaUnpublishIntegrationVersionRequest{}
	if _, err := versions.Unpublish(created.Name, unpublish).Do(); err != nil {
		t.Error(err)
	}
	if _, err := versions.Delete(created.Name).Do(); err != nil {
		t.Error(err)
	}
	if gone := one(versions.Get(created.Name).Do()); gone.State != "ARCHIVED" {
		t.Errorf("deleted, it is %s", gone.State)
	}
}

// TestNewerFieldsAreLost: the client's types are those of 2023, and what they lack does not survive a read and a write.
func TestNewerFieldsAreLost(t *testing.T) {
	t.Parallel()
	s := start(t)
	versions := versionsClient(t, s, "ana@shop.test")
	uploaded, err := versions.Upload(orders, &integrations.GoogleCloudIntegrationsV1alphaUploadIntegrationVersionRequest{
		Content: `{"cloudKmsKey":"kept?"}`, FileFormat: "JSON",
	}).Do()
	if err != nil {
		t.Fatal(err)
	}
	name := uploaded.IntegrationVersion.Name
	before, err := versions.Download(name).Do()
	if err != nil || !strings.Contains(before.Content, "kept?") {
		t.Fatalf("before: %+v, %v", before, err)
	}
	draft := must[*version](t)(versions.Get(name).Do())
	must[*version](t)(versions.Patch(name, draft).Do())
	after, err := versions.Download(name).Do()
	if err != nil || strings.Contains(after.Content, "kept?") {
		t.Errorf("after: %+v, %v", after, err)
	}
}
