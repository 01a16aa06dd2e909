package apigee

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestKeyFingerprintFunction(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ key, want, says string }{
		// From: printf portal-2027 | sha256sum
		"a key":    {"portal-2027", "sha256:e543a78a7e1356da", ""},
		"empty":    {"", "", "has 0 characters"},
		"spaces":   {"portal 2027", "", "has 11 characters"},
		"too long": {strings.Repeat("k", 2049), "", "at most 2048. The value has 2049 characters"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := function.RunResponse{Result: function.NewResultData(types.StringUnknown())}
			NewKeyFingerprintFunction().Run(t.Context(), function.RunRequest{
				Arguments: function.NewArgumentsData([]attr.Value{types.StringValue(tt.key)}),
			}, &resp)
			if tt.says == "" {
				if got := resp.Result.Value(); !got.Equal(types.StringValue(tt.want)) || resp.Error != nil {
					t.Errorf("got %s, %v, wanted %s", got, resp.Error, tt.want)
				}
				return
			}
			if resp.Error == nil || resp.Error.FunctionArgument == nil || *resp.Error.FunctionArgument != 0 ||
				!strings.Contains(resp.Error.Text, tt.says) || tt.key != "" && strings.Contains(resp.Error.Text, tt.key) {
				t.Errorf("error %v, wanted one of argument 0 with %q and without the key", resp.Error, tt.says)
			}
		})
	}
}
