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

// The marks in private state. A mark is set where its value is yes.
const (
	// markUnfinished is on a key whose products, attributes, scopes or status were never
	// set up: nobody uses it, so that its end is to be deleted.
	markUnfinished = "unfinished"
	// markImported is on a key of which nobody knows who generated it.
	markImported = "imported"
)

func setMark(ctx context.Context, private privateState, mark string, on bool, diags *diag.Diagnostics) {
	value := "false"
	if on {
		value = "true"
	}
	diags.Append(private.SetKey(ctx, mark, []byte(value))...)
}

func hasMark(ctx context.Context, private privateState, mark string, diags *diag.Diagnostics) bool {
	value, found := private.GetKey(ctx, mark)
	diags.Append(found...)
	return string(value) == "true"
}

func isUnfinished(ctx context.Context, private privateState, diags *diag.Diagnostics) bool {
	return hasMark(ctx, private, markUnfinished, diags)
}
