package manila_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
)

// TestRefusedValues is about values that Manila would refuse: the plan says so, without a request.
func TestRefusedValues(t *testing.T) {
	t.Parallel()
	h := prototest.New(t, acctest.Factories()["custody"], nil)
	tests := map[string]struct {
		config map[string]any
		// want is a part of the one error; empty: there is none.
		want string
	}{
		"a UUID":             {nil, ""},
		"unknown":            {map[string]any{"resource_id": prototest.Unknown, "resource_type": prototest.Unknown}, ""},
		"a name":             {map[string]any{"resource_id": "share-1"}, "is not a UUID"},
		"a UUID in braces":   {map[string]any{"resource_id": "{3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d}"}, "is not a UUID"},
		"an empty id":        {map[string]any{"resource_id": ""}, "is not a UUID"},
		"another type":       {map[string]any{"resource_type": "snapshot"}, "must be one of"},
		"another action":     {map[string]any{"resource_action": "extend"}, "must be one of"},
		"an empty region":    {map[string]any{"region": ""}, "string length must be at least 1"},
		"an empty reason":    {map[string]any{"lock_reason": ""}, ""},
		"the longest reason": {map[string]any{"lock_reason": strings.Repeat("ä", 1023)}, ""},
		"a longer reason":    {map[string]any{"lock_reason": strings.Repeat("ä", 1024)}, "UTF-8 character count must be at most 1023"},
		"a share that is shown": {
			map[string]any{"resource_action": "show"}, "Only an access rule can be locked",
		},
		"a rule that is shown": {map[string]any{"resource_action": "show", "resource_type": "access_rule"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := map[string]any{"resource_id": "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"}
			maps.Copy(config, tt.config)
			out := h.ValidateResource(t.Context(), "custody_resource_lock", config)
			if (tt.want == "") != (len(out.Errors) == 0) || !strings.Contains(strings.Join(out.Errors, "\n"), tt.want) {
				t.Errorf("errors %q, want %q", out.Errors, tt.want)
			}
		})
	}
}
