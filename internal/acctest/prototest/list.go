package prototest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Listed is one result of a list resource.
type Listed struct {
	DisplayName string
	// Identity and Resource have a value for each attribute, as Go sees it. Resource is
	// nil unless it was asked for.
	Identity, Resource map[string]any

	identity *tfprotov6.ResourceIdentityData
	resource *tfprotov6.DynamicValue
}

// List validates and runs a list resource, as "terraform query" does, as far as there
// is no error.
func (h *Harness) List(
	ctx context.Context, name string, config map[string]any, limit int64, includeResource bool,
) ([]Listed, Outcome) {
	h.t.Helper()
	schema, ok := h.schemas.ListResourceSchemas[name]
	if !ok {
		h.t.Fatalf("the provider has no list resource %s", name)
	}
	value := h.dynamic(schema, config)
	out := Outcome{Stage: StageValidate}
	validated, err := h.server.ValidateListResourceConfig(ctx, &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: name, Config: value,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if out.add(validated.Diagnostics); len(out.Errors) > 0 {
		return nil, out
	}
	out.Stage = StageList
	stream, err := h.server.ListResource(ctx, &tfprotov6.ListResourceRequest{
		TypeName: name, Config: value, Limit: limit, IncludeResource: includeResource,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	var found []Listed
	for result := range stream.Results {
		if out.add(result.Diagnostics); result.Identity == nil {
			continue
		}
		listed := Listed{
			DisplayName: result.DisplayName, identity: result.Identity, resource: result.Resource,
			Identity: h.values(result.Identity.IdentityData, h.identities[name].ValueType()),
		}
		if result.Resource != nil {
			listed.Resource = h.values(result.Resource, h.schemas.ResourceSchemas[name].ValueType())
		}
		found = append(found, listed)
	}
	return found, out
}

// ImportByIdentity imports what was listed and reads it, as an import block with its
// identity does. It answers the identity and the state.
func (h *Harness) ImportByIdentity(ctx context.Context, name string, listed Listed) (identity, state map[string]any) {
	h.t.Helper()
	imported, err := h.server.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{
		TypeName: name, Identity: listed.identity,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.expectNone("ImportResourceState", imported.Diagnostics)
	if len(imported.ImportedResources) != 1 {
		h.t.Fatalf("%d resources were imported", len(imported.ImportedResources))
	}
	one := imported.ImportedResources[0]
	read, err := h.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: name, CurrentState: one.State, CurrentIdentity: one.Identity, Private: one.Private,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.expectNone("ReadResource", read.Diagnostics)
	return h.values(read.NewIdentity.IdentityData, h.identities[name].ValueType()),
		h.values(read.NewState, h.schemas.ResourceSchemas[name].ValueType())
}

// GenerateConfig is the configuration that the provider generates for what was listed.
func (h *Harness) GenerateConfig(ctx context.Context, name string, listed Listed) map[string]any {
	h.t.Helper()
	if !h.schemas.ServerCapabilities.GenerateResourceConfig {
		h.t.Fatal("the provider does not say that it generates configurations")
	}
	generated, err := h.server.GenerateResourceConfig(ctx, &tfprotov6.GenerateResourceConfigRequest{
		TypeName: name, State: listed.resource,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.expectNone("GenerateResourceConfig", generated.Diagnostics)
	return h.values(generated.Config, h.schemas.ResourceSchemas[name].ValueType())
}

// values are the attributes of an object. Null is nil, and there are no unknown values.
func (h *Harness) values(dynamic *tfprotov6.DynamicValue, valueType tftypes.Type) map[string]any {
	h.t.Helper()
	if dynamic == nil {
		return nil
	}
	value, err := dynamic.Unmarshal(valueType)
	if err != nil {
		h.t.Fatal(err)
	}
	values, _ := h.plain(value).(map[string]any)
	return values
}

func (h *Harness) plain(value tftypes.Value) any {
	h.t.Helper()
	if value.IsNull() {
		return nil
	}
	switch valueType := value.Type(); {
	case valueType.Is(tftypes.String):
		return as[string](h, value)
	case valueType.Is(tftypes.Bool):
		return as[bool](h, value)
	case valueType.Is(tftypes.Object{}), valueType.Is(tftypes.Map{}):
		values := map[string]any{}
		for name, entry := range as[map[string]tftypes.Value](h, value) {
			values[name] = h.plain(entry)
		}
		return values
	case valueType.Is(tftypes.Set{}), valueType.Is(tftypes.List{}):
		values := []any{}
		for _, entry := range as[[]tftypes.Value](h, value) {
			values = append(values, h.plain(entry))
		}
		return values
	}
	return value.String()
}

func as[T any](h *Harness, value tftypes.Value) T {
	h.t.Helper()
	var to T
	if err := value.As(&to); err != nil {
		h.t.Fatal(err)
	}
	return to
}
