package integrations

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

func TestSchemas(t *testing.T) {
	t.Parallel()
	googletest.CheckSchemas(t, "schemas.json", "GoogleCloudIntegrationsV1alpha", map[string]any{
		"IntegrationVersion": versionJSON{}, "ListIntegrationVersionsResponse": listVersionsJSON{},
		"TakeoverEditLockResponse": wrappedVersionJSON{}, "UploadIntegrationVersionResponse": wrappedVersionJSON{},
		"UploadIntegrationVersionRequest": uploadJSON{}, "DownloadIntegrationVersionResponse": downloadJSON{},
	})
}
