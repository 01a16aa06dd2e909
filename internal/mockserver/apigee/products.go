package apigee

import (
	"slices"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

func (a *Apigee) installProducts() {
	a.handle("POST "+productsPath, "apigee.apiproducts.create", a.created(a.createProduct))
	a.handle("GET "+productsPath, "apigee.apiproducts.list", a.listProducts,
		"attributename", "attributevalue", "count", "expand", "space", "startKey")
	a.handle("GET "+productPath, "apigee.apiproducts.get", a.getProduct)
	a.handle("PUT "+productPath, "apigee.apiproducts.update", a.updateProduct)
	a.handle("DELETE "+productPath, "apigee.apiproducts.delete", a.deleteProduct)
}

func (a *Apigee) findProduct(call *google.Call) (*storedProduct, error) {
	return a.store.product(call.PathValue("org"), call.PathValue("product"))
}

// allowedValues are those of the fields of a product that take a few words alone.
var allowedValues = []struct {
	name   string
	value  func(apiProductJSON) string
	values []string
}{
	{"approvalType", func(p apiProductJSON) string { return p.ApprovalType }, []string{"auto", manual}},
	{
		"quotaTimeUnit", func(p apiProductJSON) string { return p.QuotaTimeUnit },
		[]string{"minute", "hour", "day", "month"},
	},
	{
		"quotaCounterScope", func(p apiProductJSON) string { return p.QuotaCounterScope },
		[]string{"QUOTA_COUNTER_SCOPE_UNSPECIFIED", "PROXY", "OPERATION", "PRODUCT"},
	},
}

// decodeProduct reads the body of create and update. Whether environments and proxies exist is not checked.
func decodeProduct(call *google.Call) (storedProduct, error) {
	var in apiProductJSON
	if err := google.DecodeProto(call.Content, "api_product", &in); err != nil {
		return storedProduct{}, err
	}
	for _, field := range allowedValues {
		if value := field.value(in); value != "" && !slices.Contains(field.values, value) {
			return storedProduct{}, google.InvalidArgument("Invalid value %q of %s.", value, field.name)
		}
	}
	if len(in.APIResources) > 0 && in.OperationGroup != nil {
		return storedProduct{}, google.InvalidArgument("apiResources and operationGroup cannot be used together.")
	}
	if len(in.Attributes) > maxAttributes {
		return storedProduct{}, google.InvalidArgument("An API product has at most %d attributes.", maxAttributes)
	}
	out := storedProduct{fields: in, attributes: attributesFromJSON(in.Attributes)}
	out.fields.Attributes, out.fields.CreatedAt, out.fields.LastModifiedAt = nil, 0, 0
	return out, nil
}

func (a *Apigee) createProduct(call *google.Call) (any, error) {
	in, err := decodeProduct(call)
	if err != nil {
		return nil, err
	}
	if !resourceName.MatchString(in.fields.Name) {
		return nil, google.InvalidArgument("API product name %q is empty or has other characters than A-Z0-9._-$ %%.",
			in.fields.Name)
	}
	if in.fields.DisplayName == "" {
		return nil, google.InvalidArgument("API product displayName is required.")
	}
	made, err := a.store.createProduct(call.PathValue("org"), in)
	if err != nil {
		return nil, err
	}
	return made.answer(), nil
}

func (a *Apigee) getProduct(call *google.Call) (any, error) {
	found, err := a.findProduct(call)
	if err != nil {
		return nil, err
	}
	return found.answer(), nil
}

func (a *Apigee) updateProduct(call *google.Call) (any, error) {
	found, err := a.findProduct(call)
	if err != nil {
		return nil, err
	}
	in, err := decodeProduct(call)
	if err != nil {
		return nil, err
	}
	a.store.updateProduct(found, in)
	return found.answer(), nil
}

func (a *Apigee) deleteProduct(call *google.Call) (any, error) {
	gone, err := a.store.deleteProduct(call.PathValue("org"), call.PathValue("product"))
	if err != nil {
		return nil, err
	}
	return gone.answer(), nil
}

// listProducts lists by name, from startKey on, which is in the list. Without expand it shows names alone.
func (a *Apigee) listProducts(call *google.Call) (any, error) {
	query := call.URL.Query()
	count, err := countOf(query.Get("count"))
	if err != nil {
		return nil, err
	}
	org := a.store.orgs[call.PathValue("org")]
	var out listProductsJSON
	for _, name := range org.productNames() {
		product := org.products[name]
		wanted := Attribute{query.Get("attributename"), query.Get("attributevalue")}
		if name < query.Get("startKey") || query.Has("space") && product.fields.Space != query.Get("space") ||
			query.Has("attributename") && !slices.ContainsFunc(product.attributes, func(have Attribute) bool {
				return have.Name == wanted.Name && (!query.Has("attributevalue") || have.Value == wanted.Value)
			}) {
			continue
		}
		shown := apiProductJSON{Name: name}
		if query.Get("expand") == "true" {
			shown = product.answer()
		}
		out.APIProduct = append(out.APIProduct, shown)
	}
	out.APIProduct = out.APIProduct[:min(count, len(out.APIProduct))]
	return out, nil
}

func (p *storedProduct) answer() apiProductJSON {
	out := p.fields
	out.Attributes = attributesToJSON(p.attributes)
	out.CreatedAt, out.LastModifiedAt = p.createdAt.UnixMilli(), p.modifiedAt.UnixMilli()
	return out
}
