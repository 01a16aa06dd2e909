package manila

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

const (
	shareID      = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
	shareIDUpper = "3F2F6A5E-6D0E-4B3C-9A55-0D6F1A1B2C3D"
	lockID       = "0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f"
)

var created = time.Date(2026, 11, 22, 20, 12, 44, 691222000, time.UTC)

func TestToCreateOpts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason types.String
		want   *string
	}{
		"no reason":       {types.StringNull(), nil},
		"an empty reason": {types.StringValue(""), new("")},
		"a reason":        {types.StringValue(" audit\n"), new(" audit\n")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model := resourceLockModel{lockAttributes: lockAttributes{
				ResourceID: types.StringValue(shareIDUpper), ResourceType: types.StringValue("access_rule"),
				ResourceAction: types.StringValue("show"), LockReason: tt.reason,
			}}
			want := resourcelocks.CreateOpts{
				ResourceID: shareID, ResourceType: "access_rule", ResourceAction: "show", Reason: tt.want,
			}
			if diff := cmp.Diff(want, model.toCreateOpts()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromAPI(t *testing.T) {
	t.Parallel()
	changed := created.Add(time.Second)
	tests := map[string]struct {
		known types.String
		lock  resourcelocks.Lock
		want  lockAttributes
	}{
		"all": {
			types.StringValue(shareID),
			resourcelocks.Lock{
				ID: lockID, UserID: "u1", ProjectID: "p1", Context: "admin", ResourceType: "access_rule", ResourceID: shareID,
				ResourceAction: "show", Reason: new("audit"), CreatedAt: created, UpdatedAt: &changed,
			},
			lockAttributes{
				ID: types.StringValue(lockID), ResourceID: types.StringValue(shareID),
				ResourceType: types.StringValue("access_rule"), ResourceAction: types.StringValue("show"),
				LockReason: types.StringValue("audit"), LockContext: types.StringValue("admin"),
				UserID: types.StringValue("u1"), ProjectID: types.StringValue("p1"),
				CreatedAt: timetypes.NewRFC3339ValueMust("2026-11-22T20:12:44.691222Z"),
				UpdatedAt: timetypes.NewRFC3339ValueMust("2026-11-22T20:12:45.691222Z"),
			},
		},
		"no reason, never changed, nothing known": {
			types.StringNull(),
			resourcelocks.Lock{ResourceID: shareIDUpper, CreatedAt: created},
			blank(shareID, types.StringNull()),
		},
		"an empty reason": {
			types.StringNull(),
			resourcelocks.Lock{ResourceID: shareID, Reason: new(""), CreatedAt: created},
			blank(shareID, types.StringValue("")),
		},
		"known in capitals": {
			types.StringValue(shareIDUpper),
			resourcelocks.Lock{ResourceID: shareID, CreatedAt: created},
			blank(shareIDUpper, types.StringNull()),
		},
		"stored in capitals": {
			types.StringValue(shareID),
			resourcelocks.Lock{ResourceID: shareIDUpper, CreatedAt: created},
			blank(shareID, types.StringNull()),
		},
		"of another resource": {
			types.StringValue(lockID),
			resourcelocks.Lock{ResourceID: shareIDUpper, CreatedAt: created},
			blank(shareID, types.StringNull()),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := lockAttributes{ResourceID: tt.known, LockReason: types.StringValue("old"), UpdatedAt: timeValue(&changed)}
			got.fromAPI(&tt.lock)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// blank is a lock of which nothing is set but what it must have.
func blank(resourceID string, reason types.String) lockAttributes {
	empty := types.StringValue("")
	return lockAttributes{
		ID: empty, ResourceID: types.StringValue(resourceID), ResourceType: empty, ResourceAction: empty, LockReason: reason,
		LockContext: empty, UserID: empty, ProjectID: empty,
		CreatedAt: timetypes.NewRFC3339ValueMust("2026-11-22T20:12:44.691222Z"), UpdatedAt: timetypes.NewRFC3339Null(),
	}
}
