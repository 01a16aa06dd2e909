package apigee

type listProductsJSON struct {
	APIProduct []apiProductJSON `json:"apiProduct,omitempty"`
}

type apiProductJSON struct {
	Name                  string                 `json:"name,omitempty"`
	DisplayName           string                 `json:"displayName,omitempty"`
	Description           string                 `json:"description,omitempty"`
	ApprovalType          string                 `json:"approvalType,omitempty"`
	Attributes            []attributeJSON        `json:"attributes,omitempty"`
	APIResources          []string               `json:"apiResources,omitempty"`
	Environments          []string               `json:"environments,omitempty"`
	Proxies               []string               `json:"proxies,omitempty"`
	Scopes                []string               `json:"scopes,omitempty"`
	Quota                 string                 `json:"quota,omitempty"`
	QuotaInterval         string                 `json:"quotaInterval,omitempty"`
	QuotaTimeUnit         string                 `json:"quotaTimeUnit,omitempty"`
	QuotaCounterScope     string                 `json:"quotaCounterScope,omitempty"`
	LLMQuota              string                 `json:"llmQuota,omitempty"`
	LLMQuotaInterval      string                 `json:"llmQuotaInterval,omitempty"`
	LLMQuotaTimeUnit      string                 `json:"llmQuotaTimeUnit,omitempty"`
	Space                 string                 `json:"space,omitempty"`
	OperationGroup        *operationGroupJSON    `json:"operationGroup,omitempty"`
	GraphQLOperationGroup *graphQLOperationsJSON `json:"graphqlOperationGroup,omitempty"`
	GRPCOperationGroup    *grpcOperationsJSON    `json:"grpcOperationGroup,omitempty"`
	LLMOperationGroup     *llmOperationsJSON     `json:"llmOperationGroup,omitempty"`
	PayloadOperationGroup *payloadOperationsJSON `json:"payloadOperationGroup,omitempty"`
	CreatedAt             int64                  `json:"createdAt,omitempty,string"`
	LastModifiedAt        int64                  `json:"lastModifiedAt,omitempty,string"`
}

type quotaJSON struct {
	Interval string `json:"interval,omitempty"`
	Limit    string `json:"limit,omitempty"`
	TimeUnit string `json:"timeUnit,omitempty"`
}

type operationGroupJSON struct {
	OperationConfigType string                `json:"operationConfigType,omitempty"`
	OperationConfigs    []operationConfigJSON `json:"operationConfigs,omitempty"`
}

type operationConfigJSON struct {
	APISource  string          `json:"apiSource,omitempty"`
	Attributes []attributeJSON `json:"attributes,omitempty"`
	Operations []operationJSON `json:"operations,omitempty"`
	Quota      *quotaJSON      `json:"quota,omitempty"`
}

type operationJSON struct {
	Methods  []string `json:"methods,omitempty"`
	Resource string   `json:"resource,omitempty"`
}

type graphQLOperationsJSON struct {
	OperationConfigType string              `json:"operationConfigType,omitempty"`
	OperationConfigs    []graphQLConfigJSON `json:"operationConfigs,omitempty"`
}

type graphQLConfigJSON struct {
	APISource  string                 `json:"apiSource,omitempty"`
	Attributes []attributeJSON        `json:"attributes,omitempty"`
	Operations []graphQLOperationJSON `json:"operations,omitempty"`
	Quota      *quotaJSON             `json:"quota,omitempty"`
}

type graphQLOperationJSON struct {
	Operation      string   `json:"operation,omitempty"`
	OperationTypes []string `json:"operationTypes,omitempty"`
}

type grpcOperationsJSON struct {
	OperationConfigs []grpcConfigJSON `json:"operationConfigs,omitempty"`
}

type grpcConfigJSON struct {
	APISource  string          `json:"apiSource,omitempty"`
	Attributes []attributeJSON `json:"attributes,omitempty"`
	Methods    []string        `json:"methods,omitempty"`
	Quota      *quotaJSON      `json:"quota,omitempty"`
	Service    string          `json:"service,omitempty"`
}

type llmOperationsJSON struct {
	OperationConfigs []llmConfigJSON `json:"operationConfigs,omitempty"`
}

type llmConfigJSON struct {
	APISource     string             `json:"apiSource,omitempty"`
	Attributes    []attributeJSON    `json:"attributes,omitempty"`
	LLMOperations []llmOperationJSON `json:"llmOperations,omitempty"`
	LLMTokenQuota *llmTokenQuotaJSON `json:"llmTokenQuota,omitempty"`
}

type llmTokenQuotaJSON struct {
	Interval string `json:"interval,omitempty"`
	Limit    string `json:"limit,omitempty"`
	TimeUnit string `json:"timeUnit,omitempty"`
}

type llmOperationJSON struct {
	Methods  []string `json:"methods,omitempty"`
	Model    string   `json:"model,omitempty"`
	Resource string   `json:"resource,omitempty"`
}

type payloadOperationsJSON struct {
	OperationConfigs []payloadConfigJSON `json:"operationConfigs,omitempty"`
}

type payloadConfigJSON struct {
	APISource  string                 `json:"apiSource,omitempty"`
	Attributes []attributeJSON        `json:"attributes,omitempty"`
	Operations []payloadOperationJSON `json:"operations,omitempty"`
	Quota      *quotaJSON             `json:"quota,omitempty"`
}

type payloadOperationJSON struct {
	Operation string `json:"operation,omitempty"`
}
