package apigee

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// privateState is what Terraform keeps with a resource for its provider alone.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// markImported is on a key of which nobody knows who generated it.
const markImported = "imported"

func setMark(ctx context.Context, private privateState, mark string, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, mark, []byte("true"))...)
}

func hasMark(ctx context.Context, private privateState, mark string, diags *diag.Diagnostics) bool {
	value, found := private.GetKey(ctx, mark)
	diags.Append(found...)
	return string(value) == "true"
}
