package manila

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// MendResourceLockConfig gives a generated configuration the empty reason of the
// state: the framework takes it for none, which to Manila is something else.
func MendResourceLockConfig(state, config tftypes.Value) (tftypes.Value, error) {
	reason := tftypes.NewAttributePath().WithAttributeName("lock_reason")
	kept, _, err := tftypes.WalkAttributePath(state, reason)
	if err != nil {
		return config, err
	}
	return tftypes.Transform(config, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if given, ok := kept.(tftypes.Value); ok && at.Equal(reason) {
			return given, nil
		}
		return value, nil
	})
}
