package service

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// ListResult is what a list resource shows of one thing that was found. Fill is given
// the resource's model with an attribute of each type, null, and answers the identity
// and a name by which a person recognises the thing.
func ListResult[Model any](
	ctx context.Context, req list.ListRequest, fill func(*Model) (identity any, displayName string),
) list.ListResult {
	result := req.NewListResult(ctx)
	result.Resource.Raw = nullAttributes(result.Resource.Raw.Type())
	var model Model
	result.Diagnostics.Append(result.Resource.Get(ctx, &model)...)
	if result.Diagnostics.HasError() {
		return result
	}
	var identity any
	identity, result.DisplayName = fill(&model)
	result.Diagnostics.Append(result.Identity.Set(ctx, identity)...)
	if req.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, &model)...)
	}
	return result
}

// nullAttributes is an object whose attributes are null. The framework starts with a
// null object, into and out of which no model goes.
func nullAttributes(objectType tftypes.Type) tftypes.Value {
	values := map[string]tftypes.Value{}
	if object, ok := objectType.(tftypes.Object); ok {
		for name, attributeType := range object.AttributeTypes {
			values[name] = tftypes.NewValue(attributeType, nil)
		}
	}
	return tftypes.NewValue(objectType, values)
}
