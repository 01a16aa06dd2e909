package mockserver

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// integrationVersionJSON is GoogleCloudIntegrationsV1alphaIntegrationVersion of the discovery documents of
// integrations:v1 and v1alpha, with the fields that v1 has got since. The trees of tasks, triggers and parameters are
// kept as they come.
type integrationVersionJSON struct {
	Name                      string            `json:"name,omitempty"`
	Description               string            `json:"description,omitempty"`
	UserLabel                 string            `json:"userLabel,omitempty"`
	Origin                    integrationOrigin `json:"origin,omitempty"`
	ParentTemplateID          string            `json:"parentTemplateId,omitempty"`
	CreatedFromTemplate       string            `json:"createdFromTemplate,omitempty"`
	SnapshotNumber            int64             `json:"snapshotNumber,omitempty,string"`
	State                     integrationState  `json:"state,omitempty"`
	Status                    integrationStatus `json:"status,omitempty"`
	LockHolder                string            `json:"lockHolder,omitempty"`
	LastModifierEmail         string            `json:"lastModifierEmail,omitempty"`
	CreateTime                string            `json:"createTime,omitempty"` // RFC 3339, UTC, up to microseconds
	UpdateTime                string            `json:"updateTime,omitempty"`
	RunAsServiceAccount       string            `json:"runAsServiceAccount,omitempty"`
	CloudKMSKey               string            `json:"cloudKmsKey,omitempty"`
	EnableVariableMasking     bool              `json:"enableVariableMasking,omitempty"`
	DatabasePersistencePolicy persistencePolicy `json:"databasePersistencePolicy,omitempty"`

	TriggerConfigs                []json.RawMessage `json:"triggerConfigs,omitempty"`
	TaskConfigs                   []json.RawMessage `json:"taskConfigs,omitempty"`
	IntegrationParameters         []json.RawMessage `json:"integrationParameters,omitempty"`
	IntegrationConfigParameters   []json.RawMessage `json:"integrationConfigParameters,omitempty"`
	ErrorCatcherConfigs           []json.RawMessage `json:"errorCatcherConfigs,omitempty"`
	CloudLoggingDetails           json.RawMessage   `json:"cloudLoggingDetails,omitempty"`
	TriggerConfigsInternal        []json.RawMessage `json:"triggerConfigsInternal,omitempty"`
	TaskConfigsInternal           []json.RawMessage `json:"taskConfigsInternal,omitempty"`
	IntegrationParametersInternal json.RawMessage   `json:"integrationParametersInternal,omitempty"`
	Teardown                      json.RawMessage   `json:"teardown,omitempty"`
}

// userFields are the fields of a version that count in a request; the service sets the others.
var userFields = []string{
	"description", "userLabel", "parentTemplateId", "createdFromTemplate", "runAsServiceAccount", "cloudKmsKey",
	"enableVariableMasking", "databasePersistencePolicy", "triggerConfigs", "taskConfigs", "integrationParameters",
	"integrationConfigParameters", "errorCatcherConfigs", "cloudLoggingDetails", "triggerConfigsInternal",
	"taskConfigsInternal", "integrationParametersInternal", "teardown",
}

type (
	integrationState  string
	integrationStatus string
	integrationOrigin string
	persistencePolicy string
)

const integrationProto = "google.cloud.integrations.v1alpha.IntegrationVersion."

func (integrationState) protoName() string  { return integrationProto + "State" }
func (integrationStatus) protoName() string { return integrationProto + "Status" }
func (integrationOrigin) protoName() string { return integrationProto + "Origin" }
func (persistencePolicy) protoName() string { return integrationProto + "DatabasePersistencePolicy" }

func (integrationState) values() []string {
	return []string{"INTEGRATION_STATE_UNSPECIFIED", stateDraft, stateActive, stateArchived, stateSnapshot}
}

func (integrationStatus) values() []string {
	return []string{"UNKNOWN", stateDraft, stateActive, stateArchived, stateSnapshot}
}

func (integrationOrigin) values() []string {
	return []string{"UNSPECIFIED", "UI", "PIPER_V2", "PIPER_V3", "APPLICATION_IP_PROVISIONING", "TEST_CASE"}
}

func (persistencePolicy) values() []string {
	return []string{
		"DATABASE_PERSISTENCE_POLICY_UNSPECIFIED", "DATABASE_PERSISTENCE_DISABLED", "DATABASE_PERSISTENCE_ASYNC",
	}
}

type listIntegrationVersionsJSON struct {
	IntegrationVersions []integrationVersionJSON `json:"integrationVersions,omitempty"`
	NextPageToken       string                   `json:"nextPageToken,omitempty"`
}

// wrappedVersionJSON is the answer to takeover and upload.
type wrappedVersionJSON struct {
	IntegrationVersion integrationVersionJSON `json:"integrationVersion"`
}

type uploadJSON struct {
	Content    string     `json:"content,omitempty"`
	FileFormat fileFormat `json:"fileFormat,omitempty"`
}

type downloadJSON struct {
	Content string `json:"content,omitempty"`
}

// fileFormat of a version as text. JSON is YAML, too; other YAML the server does not read.
type fileFormat string

func (fileFormat) protoName() string { return "google.cloud.integrations.v1alpha.FileFormat" }
func (fileFormat) values() []string  { return []string{"FILE_FORMAT_UNSPECIFIED", "JSON", "YAML"} }

// emptyJSON is a request without fields.
type emptyJSON struct{}

type publishJSON struct {
	ConfigParameters json.RawMessage `json:"configParameters,omitempty"`
}

// copyFields copies the named fields, which are JSON or protobuf names, from one version to another. It refuses
// names that no field has. Those that the service sets may be among them: a version that is stored holds none of them.
func copyFields(to *integrationVersionJSON, from integrationVersionJSON, names []string) error {
	var problems fieldProblems
	target, source := reflect.ValueOf(to).Elem(), reflect.ValueOf(from)
	for _, name := range names {
		field, ok := fieldByProtoName(target.Type(), strings.TrimSpace(name))
		if !ok {
			problems.add("update_mask", "Invalid field path in the update mask: "+name)
			continue
		}
		target.FieldByIndex(field.Index).Set(source.FieldByIndex(field.Index))
	}
	return problems.err()
}

// protoTime writes a time as proto3 JSON does: with no, three or six digits behind the point.
func protoTime(t time.Time) string {
	t = t.UTC().Truncate(time.Microsecond)
	switch {
	case t.Nanosecond() == 0:
		return t.Format("2006-01-02T15:04:05Z")
	case t.Nanosecond()%int(time.Millisecond) == 0:
		return t.Format("2006-01-02T15:04:05.000Z")
	}
	return t.Format("2006-01-02T15:04:05.000000Z")
}
