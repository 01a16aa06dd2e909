package prototest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ValidateResource validates the configuration of a resource, which is what a plan does first and makes no request for.
func (h *Harness) ValidateResource(ctx context.Context, name string, config map[string]any) Outcome {
	h.t.Helper()
	schema, ok := h.schemas.ResourceSchemas[name]
	if !ok {
		h.t.Fatalf("the provider has no resource %s", name)
	}
	out := Outcome{Stage: StageValidate}
	validated, err := h.server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: name, Config: h.dynamic(schema, config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	out.add(validated.Diagnostics)
	return out
}
