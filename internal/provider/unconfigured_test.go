package provider

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestActionsOfAnUnconfiguredProvider is about a Terraform that invokes an action without a call of Configure before:
// that is an error, and no panic.
func TestActionsOfAnUnconfiguredProvider(t *testing.T) {
	t.Parallel()
	server := NewServer("test")()
	actions, ok := server.(tfprotov6.ActionServer)
	if !ok {
		t.Fatalf("%T has no actions", server)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	const integration = "projects/shop/locations/europe-west1/integrations/orders"
	given := map[string]string{
		"integration":  integration,
		"organization": "acme", "developer_email": "dev@acme.test", "app": "portal", "status": "revoked",
	}
	for _, name := range slices.Sorted(maps.Keys(schemas.ActionSchemas)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configType, _ := schemas.ActionSchemas[name].Schema.ValueType().(tftypes.Object)
			values := map[string]tftypes.Value{}
			for attribute, valueType := range configType.AttributeTypes {
				values[attribute] = tftypes.NewValue(valueType, nil)
				if value := given[attribute]; value != "" {
					values[attribute] = tftypes.NewValue(valueType, value)
				}
			}
			config, err := tfprotov6.NewDynamicValue(configType, tftypes.NewValue(configType, values))
			if err != nil {
				t.Fatal(err)
			}
			stream, err := actions.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: name, Config: &config})
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for event := range stream.Events {
				if completed, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType); ok {
					for _, d := range completed.Diagnostics {
						said = append(said, d.Summary+": "+d.Detail)
					}
				}
			}
			if len(said) != 1 || !strings.Contains(said[0], "not configured") {
				t.Errorf("the action said %q, want that the provider is not configured", said)
			}
		})
	}
}
