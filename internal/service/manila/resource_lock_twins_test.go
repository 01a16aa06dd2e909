package manila

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

func TestWarnOfTwins(t *testing.T) {
	t.Parallel()
	tests := map[int]struct{ want, excluded []string }{
		0: {},
		1: {[]string{"already held 1", `to = custody_resource_lock.NAME` + "\n" + `  id = "north/t1"`}, []string{"more"}},
		3: {[]string{"already held 3", `id = "north/t1"`, `id = "north/t3"`, "NAME_3"}, []string{"more are"}},
		7: {[]string{"already held 7", `id = "north/t5"`, "2 more are not shown"}, []string{`id = "north/t6"`}},
	}
	for n, tt := range tests {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			var twins []resourcelocks.Lock
			for i := range n {
				twins = append(twins, resourcelocks.Lock{ID: fmt.Sprint("t", i+1)})
			}
			state := lockState("share", "p1", "user")
			state.Region = types.StringValue("north")
			var diags diag.Diagnostics
			warnOfTwins(state, twins, &diags)
			if diags.HasError() || len(diags) != min(n, 1) {
				t.Fatalf("diagnostics %v", diags)
			}
			for _, want := range tt.want {
				if !strings.Contains(diags[0].Detail(), want) {
					t.Errorf("%q does not have %q", diags[0].Detail(), want)
				}
			}
			for _, excluded := range tt.excluded {
				if strings.Contains(diags[0].Detail(), excluded) {
					t.Errorf("%q has %q", diags[0].Detail(), excluded)
				}
			}
		})
	}
}
