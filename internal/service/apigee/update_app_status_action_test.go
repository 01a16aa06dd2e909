package apigee_test

import (
	"context"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

const statusAction = "custody_update_developer_app_status"

// configured is the provider as the person sees it, spoken to by its protocol.
func configured(t *testing.T, mock *mockserver.Server, person string) *prototest.Harness {
	t.Helper()
	return prototest.New(t, acctest.Factories()["custody"], map[string]any{
		"max_retries": 1,
		"google": map[string]any{
			"access_token": mock.IssueGoogleToken(person), "apigee_custom_endpoint": mock.URL(), "organization": organization,
		},
	})
}

func statusOf(app, status any) map[string]any {
	return map[string]any{"developer_email": developer, "app": app, "status": status}
}

func TestUpdateDeveloperAppStatusAction_canBeRepeated(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	h := configured(t, cloud.Mock, "ana@shop.test")
	for _, want := range []string{
		"organizations/acme/developers/dev@acme.test/apps/portal was approved and is now revoked",
		"organizations/acme/developers/dev@acme.test/apps/portal is revoked already: nothing to do",
	} {
		out := h.Action(t.Context(), statusAction, statusOf(portal, "revoked"))
		if len(out.Errors)+len(out.Warnings) > 0 || strings.Join(out.Progress, "\n") != want {
			t.Errorf("the action came to %+v, wanted the progress %q", out, want)
		}
	}
	if app := thePortal(t, cloud); app.Status != "revoked" || app.Keys[0].Status != "approved" {
		t.Errorf("the app is %s and its key %s", app.Status, app.Keys[0].Status)
	}
	if posts := sent(cloud, "POST"); len(posts) != 1 {
		t.Errorf("sent %q, wanted one change", posts)
	}
}

func TestUpdateDeveloperAppStatusAction_refuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		person string
		config map[string]any
		stage  prototest.Stage
		want   string
	}{
		"a status that is none": {
			"ana@shop.test", statusOf(portal, "pending"), prototest.StageValidate, `value must be one of: ["approved" "revoked"]`,
		},
		"names that contradict each other": {
			"ana@shop.test", statusOf("organizations/acme/developers/eva@acme.test/apps/portal", "revoked"), prototest.StageValidate,
			"Contradictory Names",
		},
		"somebody without permission, when it runs": {
			"nobody@shop.test", statusOf(portal, "revoked"), prototest.StageInvoke, "apigee.developerapps.get",
		},
		"somebody who may only read, when it runs": {
			"viewer@shop.test", statusOf(portal, "revoked"), prototest.StageInvoke, "permission",
		},
		"an app that is not there, when it runs": {
			"ana@shop.test", statusOf("none", "revoked"), prototest.StageInvoke, "Cannot Update Developer App Status",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			out := configured(t, cloud.Mock, tt.person).Action(t.Context(), statusAction, tt.config)
			if out.Stage != tt.stage || len(out.Errors) != 1 || !strings.Contains(out.Errors[0], tt.want) {
				t.Errorf("the action came to %+v, wanted one error at %s with %q", out, tt.stage, tt.want)
			}
			if app := thePortal(t, cloud); app.Status != "approved" {
				t.Errorf("the app is %s", app.Status)
			}
		})
	}
}

func TestUpdateDeveloperAppStatusAction_plan(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	h := configured(t, cloud.Mock, "ana@shop.test")
	out := h.Plan(t.Context(), statusAction, statusOf(prototest.Unknown, "revoked"))
	if len(out.Errors)+len(out.Warnings) > 0 || len(cloud.Mock.Journal()) != 0 {
		t.Errorf("the plan for an app that is not known yet came to %+v, with %d requests", out, len(cloud.Mock.Journal()))
	}
	out = h.Plan(t.Context(), statusAction, statusOf("none", "revoked"))
	if len(out.Errors) > 0 || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "apps/none") {
		t.Errorf("the plan for an app that is not there came to %+v, wanted a warning", out)
	}
	// An error of the plan would block terraform destroy where before_destroy triggers the action.
	out = configured(t, cloud.Mock, "nobody@shop.test").Plan(t.Context(), statusAction, statusOf(portal, "revoked"))
	if len(out.Errors) > 0 || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "apigee.developerapps.get") ||
		!strings.Contains(out.Warnings[0], "The plan does not fail for this") {
		t.Errorf("the plan of somebody without permission came to %+v, wanted a warning that names it", out)
	}
}

func TestUpdateDeveloperAppStatusAction_stops(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	h := configured(t, cloud.Mock, "ana@shop.test")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := h.Invoke(ctx, statusAction, statusOf(portal, "revoked"))
	if len(out.Errors) != 1 || !strings.Contains(out.Errors[0], "The run was told to stop") {
		t.Errorf("the action came to %+v, wanted it stopped", out)
	}
	if app := thePortal(t, cloud); app.Status != "approved" {
		t.Errorf("the app is %s", app.Status)
	}
}
