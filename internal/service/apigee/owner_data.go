package apigee

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// ownerAttribute is the owner's attribute in the models, which are those of developer apps. The schemas for app groups
// have another name in its place, and lack what only developer apps have.
const ownerAttribute = "developer_email"

// ownerModel is a model of an app or of a key, of either kind of owner.
type ownerModel interface {
	reference() *appReference
	// developersOnly are the attributes, all strings, that app groups lack.
	developersOnly() []string
}

// source is what a model is read from: a plan, a state, a configuration, an identity.
type source interface {
	Get(ctx context.Context, target any) diag.Diagnostics
}

// destination is what a model is written to: a state, a result, an identity.
type destination interface {
	source
	Set(ctx context.Context, value any) diag.Diagnostics
}

// get reads a model. Of what is null, the model is left as it is.
func (k *ownerKind) get(ctx context.Context, from source, model ownerModel) diag.Diagnostics {
	if k.attribute == ownerAttribute {
		diags := from.Get(ctx, model)
		model.reference().kind = k
		return diags
	}
	var object types.Object
	diags := from.Get(ctx, &object)
	model.reference().kind = k
	if !diags.HasError() && !object.IsNull() {
		diags.Append(k.fromObject(ctx, object, model)...)
	}
	return diags
}

// set writes a model.
func (k *ownerKind) set(ctx context.Context, to destination, model ownerModel) diag.Diagnostics {
	if k.attribute == ownerAttribute {
		return to.Set(ctx, model)
	}
	// An object that is null has its types all the same.
	var object types.Object
	diags := to.Get(ctx, &object)
	value, more := k.toObject(ctx, object.AttributeTypes(ctx), model)
	diags.Append(more...)
	if !diags.HasError() {
		diags.Append(to.Set(ctx, value)...)
	}
	return diags
}

func (k *ownerKind) fromObject(ctx context.Context, object types.Object, model ownerModel) diag.Diagnostics {
	values := object.Attributes()
	values[ownerAttribute] = values[k.attribute]
	if k.attribute != ownerAttribute {
		delete(values, k.attribute)
		for _, name := range model.developersOnly() {
			values[name] = types.StringNull()
		}
	}
	whole, diags := types.ObjectValue(k.modelTypes(object.AttributeTypes(ctx), model), values)
	if !diags.HasError() {
		diags.Append(whole.As(ctx, model, basetypes.ObjectAsOptions{})...)
	}
	model.reference().kind = k
	return diags
}

func (k *ownerKind) toObject(
	ctx context.Context, attributes map[string]attr.Type, model ownerModel,
) (types.Object, diag.Diagnostics) {
	whole, diags := types.ObjectValueFrom(ctx, k.modelTypes(attributes, model), model)
	if diags.HasError() {
		return whole, diags
	}
	values := whole.Attributes()
	values[k.attribute] = values[ownerAttribute]
	maps.DeleteFunc(values, func(name string, _ attr.Value) bool { return attributes[name] == nil })
	return types.ObjectValue(attributes, values)
}

// modelTypes are the types of a model, given those of the schema.
func (k *ownerKind) modelTypes(attributes map[string]attr.Type, model ownerModel) map[string]attr.Type {
	all := maps.Clone(attributes)
	if k.attribute != ownerAttribute {
		delete(all, k.attribute)
		for _, name := range append(model.developersOnly(), ownerAttribute) {
			all[name] = types.StringType
		}
	}
	return all
}
