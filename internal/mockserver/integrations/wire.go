package integrations

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// versionJSON is GoogleCloudIntegrationsV1alphaIntegrationVersion of the discovery documents of
// integrations:v1 and v1alpha, with the fields that v1 has got since. The trees of tasks, triggers and parameters are
// kept as they come.
type versionJSON struct {
	Name                      string            `json:"name,omitempty"`
	Description               string            `json:"description,omitempty"`
	UserLabel                 string            `json:"userLabel,omitempty"`
	Origin                    originEnum        `json:"origin,omitempty"`
	ParentTemplateID          string            `json:"parentTemplateId,omitempty"`
	CreatedFromTemplate       string            `json:"createdFromTemplate,omitempty"`
	SnapshotNumber            int64             `json:"snapshotNumber,omitempty,string"`
	State                     versionStateEnum  `json:"state,omitempty"`
	Status                    versionStatusEnum `json:"status,omitempty"`
	LockHolder                string            `json:"lockHolder,omitempty"`
	LastModifierEmail         string            `json:"lastModifierEmail,omitempty"`
	CreateTime                string            `json:"createTime,omitempty"` // RFC 3339, UTC, up to microseconds
	UpdateTime                string            `json:"updateTime,omitempty"`
	RunAsServiceAccount       string            `json:"runAsServiceAccount,omitempty"`
	CloudKMSKey               string            `json:"cloudKmsKey,omitempty"`
	EnableVariableMasking     bool              `json:"enableVariableMasking,omitempty"`
	DatabasePersistencePolicy persistenceEnum   `json:"databasePersistencePolicy,omitempty"`

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
	versionStateEnum  string
	versionStatusEnum string
	originEnum        string
	persistenceEnum   string
)

const integrationProto = "google.cloud.integrations.v1alpha.IntegrationVersion."

func (versionStateEnum) ProtoName() string  { return integrationProto + "State" }
func (versionStatusEnum) ProtoName() string { return integrationProto + "Status" }
func (originEnum) ProtoName() string        { return integrationProto + "Origin" }
func (persistenceEnum) ProtoName() string   { return integrationProto + "DatabasePersistencePolicy" }

func (versionStateEnum) Values() []string {
	return []string{"INTEGRATION_STATE_UNSPECIFIED", stateDraft, stateActive, stateArchived, stateSnapshot}
}

func (versionStatusEnum) Values() []string {
	return []string{"UNKNOWN", stateDraft, stateActive, stateArchived, stateSnapshot}
}

func (originEnum) Values() []string {
	return []string{"UNSPECIFIED", "UI", "PIPER_V2", "PIPER_V3", "APPLICATION_IP_PROVISIONING", "TEST_CASE"}
}

func (persistenceEnum) Values() []string {
	return []string{
		"DATABASE_PERSISTENCE_POLICY_UNSPECIFIED", "DATABASE_PERSISTENCE_DISABLED", "DATABASE_PERSISTENCE_ASYNC",
	}
}

type listVersionsJSON struct {
	IntegrationVersions []versionJSON `json:"integrationVersions,omitempty"`
	NextPageToken       string        `json:"nextPageToken,omitempty"`
}

// wrappedVersionJSON is the answer to takeover and upload.
type wrappedVersionJSON struct {
	IntegrationVersion versionJSON `json:"integrationVersion"`
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

func (fileFormat) ProtoName() string { return "google.cloud.integrations.v1alpha.FileFormat" }
func (fileFormat) Values() []string  { return []string{"FILE_FORMAT_UNSPECIFIED", "JSON", "YAML"} }

// emptyJSON is a request without fields.
type emptyJSON struct{}

type publishJSON struct {
	ConfigParameters json.RawMessage `json:"configParameters,omitempty"`
}

// copyFields copies the named fields, which are JSON or protobuf names, from one version to another. It refuses
// names that no field has. Those that the service sets may be among them: a version that is stored holds none of them.
func copyFields(to *versionJSON, from versionJSON, names []string) error {
	var problems google.FieldProblems
	target, source := reflect.ValueOf(to).Elem(), reflect.ValueOf(from)
	for _, name := range names {
		field, ok := google.FieldByProtoName(target.Type(), strings.TrimSpace(name))
		if !ok {
			problems.Add("update_mask", "Invalid field path in the update mask: "+name)
			continue
		}
		target.FieldByIndex(field.Index).Set(source.FieldByIndex(field.Index))
	}
	return problems.Err()
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
