package apigee

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

func TestSchemas(t *testing.T) {
	t.Parallel()
	googletest.CheckSchemas(t, "schemas.json", "GoogleCloudApigeeV1", map[string]any{
		"DeveloperApp": developerAppJSON{}, "DeveloperAppKey": developerAppKeyJSON{}, "Credential": credentialJSON{},
		"ApiProductRef": apiProductRefJSON{}, "Attribute": attributeJSON{}, "Attributes": attributesJSON{},
		"App": organizationAppJSON{}, "ListAppsResponse": listAppsJSON{},
		"ListDeveloperAppsResponse": listDeveloperAppsJSON{},
	})
}
