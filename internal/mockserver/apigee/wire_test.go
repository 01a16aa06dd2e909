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
		"Developer":                 developerJSON{}, "ListOfDevelopersResponse": listDevelopersJSON{},
		"AppGroup": appGroupJSON{}, "ListAppGroupsResponse": listGroupsJSON{},
		"AppGroupApp": appGroupAppJSON{}, "ListAppGroupAppsResponse": listGroupAppsJSON{},
		"AppGroupAppKey": appGroupAppKeyJSON{}, "UpdateAppGroupAppKeyRequest": updateAppGroupAppKeyJSON{},
		"APIProductAssociation": apiProductAssociationJSON{},
		"ApiProduct":            apiProductJSON{}, "ListApiProductsResponse": listProductsJSON{}, "Quota": quotaJSON{},
		"OperationGroup": operationGroupJSON{}, "OperationConfig": operationConfigJSON{}, "Operation": operationJSON{},
		"GraphQLOperationGroup": graphQLOperationsJSON{}, "GraphQLOperationConfig": graphQLConfigJSON{},
		"GraphQLOperation": graphQLOperationJSON{}, "GrpcOperationGroup": grpcOperationsJSON{},
		"GrpcOperationConfig": grpcConfigJSON{}, "LlmOperationGroup": llmOperationsJSON{},
		"LlmOperationConfig": llmConfigJSON{}, "LlmTokenQuota": llmTokenQuotaJSON{}, "LlmOperation": llmOperationJSON{},
		"PayloadOperationGroup": payloadOperationsJSON{}, "PayloadOperationConfig": payloadConfigJSON{},
		"PayloadOperation": payloadOperationJSON{},
	})
}
