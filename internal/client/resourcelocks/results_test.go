package resourcelocks_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

func TestLockUnmarshal(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 11, 22, 20, 12, 44, 691222000, time.UTC)
	tests := map[string]struct {
		fields string
		want   resourcelocks.Lock
	}{
		"a reason and a change": {
			`"resource_action": "show", "lock_reason": "audit", "created_at": "2026-11-22T20:12:44.691222",
				"updated_at": "2026-11-22T20:12:45.000001"`,
			resourcelocks.Lock{
				ResourceAction: "show", Reason: new("audit"), CreatedAt: created,
				UpdatedAt: new(time.Date(2026, 11, 22, 20, 12, 45, 1000, time.UTC)),
			},
		},
		"no reason, never changed": {
			`"resource_action": "delete", "lock_reason": null, "created_at": "2026-11-22T20:12:44.691222", "updated_at": null`,
			resourcelocks.Lock{ResourceAction: "delete", CreatedAt: created},
		},
		"an empty reason": {
			`"resource_action": "delete", "lock_reason": "", "created_at": "2026-11-22T20:12:44.691222", "updated_at": null`,
			resourcelocks.Lock{ResourceAction: "delete", Reason: new(""), CreatedAt: created},
		},
		"no action": {
			`"resource_action": null, "lock_reason": null, "created_at": "2026-11-22T20:12:44.691222", "updated_at": null`,
			resourcelocks.Lock{CreatedAt: created},
		},
		"times with a zone": {
			`"resource_action": "delete", "lock_reason": null, "created_at": "2026-11-22T20:12:44.691222Z",
				"updated_at": "2026-11-22T21:12:44.691222+01:00"`,
			resourcelocks.Lock{ResourceAction: "delete", CreatedAt: created, UpdatedAt: &created},
		},
		"a time without a fraction": {
			`"resource_action": "delete", "lock_reason": null, "created_at": "2026-11-22T20:12:44", "updated_at": null`,
			resourcelocks.Lock{ResourceAction: "delete", CreatedAt: created.Truncate(time.Second)},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got resourcelocks.Lock
			err := json.Unmarshal([]byte(`{"id": "`+lockID+`", "user_id": "`+userID+`", "project_id": "`+projectID+`",
				"lock_context": "admin", "resource_type": "access_rule", "resource_id": "`+strings.ToUpper(shareID)+`", `+
				tt.fields+`, "links": []}`), &got)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.ID, tt.want.UserID, tt.want.ProjectID = lockID, userID, projectID
			tt.want.Context, tt.want.ResourceType = resourcelocks.ContextAdmin, resourcelocks.TypeAccessRule
			tt.want.ResourceID = strings.ToUpper(shareID)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lock (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLockUnmarshalRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		lock string
		want string
	}{
		"no creation time":   {`{"id": "x"}`, "created_at of resource lock x"},
		"a creation by word": {`{"id": "x", "created_at": "now"}`, "created_at of resource lock x"},
		"a change by word": {
			`{"id": "x", "created_at": "2026-11-22T20:12:44.691222", "updated_at": "now"}`,
			"updated_at of resource lock x",
		},
		"another shape":       {`[]`, "cannot unmarshal array"},
		"a number for a name": {`{"id": 1}`, "cannot unmarshal number"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var lock resourcelocks.Lock
			if err := json.Unmarshal([]byte(tt.lock), &lock); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}
