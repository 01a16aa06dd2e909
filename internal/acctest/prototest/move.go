package prototest

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Source is an object of another resource type, which a moved block brings here.
type Source struct {
	// Provider is the address of its provider, such as "registry.terraform.io/hashicorp/google", and Type its resource
	// type.
	Provider, Type string
	// State is what its state has, as JSON has it.
	State map[string]any
}

// Move moves an object here and reads it, as a plan with a moved block does, as far as there is no error. It answers
// its state after the move, and after the read.
func (h *Harness) Move(ctx context.Context, name string, from Source) (moved, read map[string]any, out Outcome) {
	h.t.Helper()
	state, err := json.Marshal(from.State)
	if err != nil {
		h.t.Fatal(err)
	}
	// Terraform asks a provider that is not configured.
	asked, err := h.factory()
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := asked.MoveResourceState(ctx, &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: from.Provider, SourceTypeName: from.Type, TargetTypeName: name,
		SourceState: &tfprotov6.RawState{JSON: state},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if out.add(resp.Diagnostics); len(out.Errors) > 0 {
		return nil, nil, out
	}
	got, err := h.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: name, CurrentState: resp.TargetState, CurrentIdentity: resp.TargetIdentity, Private: resp.TargetPrivate,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	out.add(got.Diagnostics)
	resourceType := h.schemas.ResourceSchemas[name].ValueType()
	return h.values(resp.TargetState, resourceType), h.values(got.NewState, resourceType), out
}
