package prototest

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// server is the provider with the parts of the protocol that its library keeps apart.
type server interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
}

// Harness is a provider that is configured.
type Harness struct {
	t          *testing.T
	factory    func() (tfprotov6.ProviderServer, error)
	server     server
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
}

// New configures the provider that the factory makes, with an attribute's value for
// each name: a string, a bool, an int, nil, Unknown, or a map of them for an object
// or a map. What is left out is null.
func New(t *testing.T, factory func() (tfprotov6.ProviderServer, error), config map[string]any) *Harness {
	t.Helper()
	made, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	full, ok := made.(server)
	if !ok {
		t.Fatalf("%T has no actions or no list resources", made)
	}
	schemas, err := full.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	identities, err := full.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	h := &Harness{t: t, factory: factory, server: full, schemas: schemas, identities: identities.IdentitySchemas}
	h.expectNone("GetProviderSchema", schemas.Diagnostics)
	h.expectNone("GetResourceIdentitySchemas", identities.Diagnostics)
	configured, err := full.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.14.1", Config: h.dynamic(schemas.Provider, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.expectNone("ConfigureProvider", configured.Diagnostics)
	return h
}

func (h *Harness) expectNone(call string, diagnostics []*tfprotov6.Diagnostic) {
	h.t.Helper()
	for _, d := range diagnostics {
		h.t.Fatalf("%s: %s: %s", call, d.Summary, d.Detail)
	}
}

func (h *Harness) dynamic(schema *tfprotov6.Schema, config map[string]any) *tfprotov6.DynamicValue {
	h.t.Helper()
	schemaType := schema.ValueType()
	value, err := tfprotov6.NewDynamicValue(schemaType, h.value(schemaType, config))
	if err != nil {
		h.t.Fatal(err)
	}
	return &value
}

// Stage is a step on the way of an action or a list resource.
type Stage string

// The stages of an action, and of a list resource, in their order.
const (
	StageValidate Stage = "validate"
	StagePlan     Stage = "plan"
	StageInvoke   Stage = "invoke"
	StageList     Stage = "list"
)

// Outcome is what came of an action or a list resource.
type Outcome struct {
	// Stage is the last that was reached: that of the errors, if there are any.
	Stage Stage
	// Errors and Warnings are "SUMMARY: DETAIL", of all stages.
	Errors, Warnings []string
	// Progress are the messages of the invocation.
	Progress []string
}

// Action validates, plans and invokes an action, as the CLI does, as far as there is
// no error.
func (h *Harness) Action(ctx context.Context, name string, config map[string]any) Outcome {
	h.t.Helper()
	planned := h.Plan(ctx, name, config)
	if len(planned.Errors) > 0 {
		return planned
	}
	out := h.Invoke(ctx, name, config)
	out.Warnings = append(planned.Warnings, out.Warnings...)
	return out
}

// Invoke invokes an action.
func (h *Harness) Invoke(ctx context.Context, name string, config map[string]any) Outcome {
	h.t.Helper()
	out := Outcome{Stage: StageInvoke}
	stream, err := h.server.InvokeAction(ctx, &tfprotov6.InvokeActionRequest{
		ActionType: name, Config: h.dynamic(h.action(name), config),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	completed := false
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			out.Progress = append(out.Progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			completed = true
			out.add(event.Diagnostics)
		}
	}
	if !completed {
		h.t.Fatalf("the stream of %s ended without its last event", name)
	}
	return out
}

// Plan validates and plans an action.
func (h *Harness) Plan(ctx context.Context, name string, config map[string]any) Outcome {
	h.t.Helper()
	value := h.dynamic(h.action(name), config)
	out := Outcome{Stage: StageValidate}
	validated, err := h.server.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{
		ActionType: name, Config: value,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if out.add(validated.Diagnostics); len(out.Errors) > 0 {
		return out
	}
	out.Stage = StagePlan
	planned, err := h.server.PlanAction(ctx, &tfprotov6.PlanActionRequest{ActionType: name, Config: value})
	if err != nil {
		h.t.Fatal(err)
	}
	out.add(planned.Diagnostics)
	return out
}

func (h *Harness) action(name string) *tfprotov6.Schema {
	h.t.Helper()
	found, ok := h.schemas.ActionSchemas[name]
	if !ok {
		h.t.Fatalf("the provider has no action %s", name)
	}
	return found.Schema
}

func (o *Outcome) add(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		text := d.Summary + ": " + d.Detail
		if d.Severity == tfprotov6.DiagnosticSeverityWarning {
			o.Warnings = append(o.Warnings, text)
		} else {
			o.Errors = append(o.Errors, text)
		}
	}
}

type unknown struct{}

// Unknown stands for a value that is known only after apply.
var Unknown any = unknown{}

// value makes a value of the type.
func (h *Harness) value(valueType tftypes.Type, given any) tftypes.Value {
	h.t.Helper()
	if _, ok := given.(unknown); ok {
		return tftypes.NewValue(valueType, tftypes.UnknownValue)
	}
	entries, isMap := given.(map[string]any)
	if !isMap {
		return tftypes.NewValue(valueType, given)
	}
	values := map[string]tftypes.Value{}
	switch valueType := valueType.(type) {
	case tftypes.Object:
		for name, attributeType := range valueType.AttributeTypes {
			values[name] = h.value(attributeType, entries[name])
		}
		for name := range entries {
			if _, ok := values[name]; !ok {
				h.t.Fatalf("the schema has no attribute %s", name)
			}
		}
	case tftypes.Map:
		for name, entry := range entries {
			values[name] = h.value(valueType.ElementType, entry)
		}
	default:
		h.t.Fatalf("%v is given for a value of %s", given, valueType)
	}
	return tftypes.NewValue(valueType, values)
}
