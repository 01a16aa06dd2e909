package apigee

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// MendAppKeyConfig takes from a generated configuration the status of each
// product that waits for approval: nobody can ask for that, and left out it stays so.
func MendAppKeyConfig(_, config tftypes.Value) (tftypes.Value, error) {
	products := tftypes.AttributeName("api_products")
	return tftypes.Transform(config, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		steps := at.Steps()
		pending := tftypes.NewValue(tftypes.String, appkeys.StatusPending)
		if len(steps) == 3 && steps[0] == products && value.Equal(pending) {
			return tftypes.NewValue(tftypes.String, nil), nil
		}
		return value, nil
	})
}
