package integrations

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestParseIntegrationVersionFunction(t *testing.T) {
	t.Parallel()
	const id = "6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d"
	parts := func(project string, product types.String) map[string]attr.Value {
		return map[string]attr.Value{
			"project": types.StringValue(project), "location": types.StringValue("europe-west1"), "product": product,
			"integration": types.StringValue("orders"), "version": types.StringValue(id),
		}
	}
	tests := map[string]struct {
		name string
		want map[string]attr.Value
		says string
	}{
		"without a product": {
			"projects/shop/locations/europe-west1/integrations/orders/versions/" + id, parts("shop", types.StringNull()), "",
		},
		"with one, and a project number": {
			"projects/123456789012/locations/europe-west1/products/apigee/integrations/orders/versions/" + id,
			parts("123456789012", types.StringValue("apigee")), "",
		},
		"empty":          {"", nil, "the project is missing"},
		"no version":     {"projects/shop/locations/europe-west1/integrations/orders", nil, "the version is missing"},
		"a bad version":  {"projects/shop/locations/europe-west1/integrations/orders/versions/7", nil, `the version is malformed: "7"`},
		"something more": {"projects/shop/locations/europe-west1/integrations/orders/versions/" + id + "/x", nil, `"x" is too much`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := NewParseIntegrationVersionFunction()
			var definition function.DefinitionResponse
			run.Definition(t.Context(), function.DefinitionRequest{}, &definition)
			result, err := definition.Definition.Return.NewResultData(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			resp := function.RunResponse{Result: result}
			run.Run(t.Context(), function.RunRequest{
				Arguments: function.NewArgumentsData([]attr.Value{types.StringValue(tt.name)}),
			}, &resp)
			if tt.says != "" {
				if resp.Error == nil || resp.Error.FunctionArgument == nil || *resp.Error.FunctionArgument != 0 ||
					!strings.Contains(resp.Error.Text, tt.says) {
					t.Errorf("error %v, wanted one of argument 0 with %q", resp.Error, tt.says)
				}
				return
			}
			got, ok := resp.Result.Value().(types.Object)
			if !ok || resp.Error != nil {
				t.Fatalf("got %v, %v", resp.Result.Value(), resp.Error)
			}
			for part, want := range tt.want {
				if !got.Attributes()[part].Equal(want) {
					t.Errorf("%s is %s, wanted %s", part, got.Attributes()[part], want)
				}
			}
		})
	}
}
