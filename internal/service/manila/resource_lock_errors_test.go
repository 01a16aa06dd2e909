package manila

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

func refusal(status int, kind, message string) error {
	return &client.APIError{
		Method: "GET", URL: "http://manila.invalid/v2", Status: status, Kind: kind, Message: message, RequestID: "req-1",
	}
}

// lockState is a lock of u2 in state.
func lockState(resourceType, project, lockContext string) resourceLockModel {
	state := resourceLockModel{lockAttributes: lockAttributes{
		ID: types.StringValue(lockID), ResourceID: types.StringValue(shareID), ResourceType: types.StringValue(resourceType),
		ResourceAction: types.StringValue("delete"), UserID: types.StringValue("u2"),
		ProjectID: types.StringValue(project), LockContext: types.StringValue(lockContext),
	}}
	if project == "" {
		state.ProjectID = types.StringNull()
	}
	return state
}

// checkError wants one error with the summary and all of the details, and without the excluded one.
func checkError(t *testing.T, diags diag.Diagnostics, summary string, details []string, excluded string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity() != diag.SeverityError || diags[0].Summary() != summary {
		t.Fatalf("diagnostics %v, want one error %q", diags, summary)
	}
	for _, want := range details {
		if !strings.Contains(diags[0].Detail(), want) {
			t.Errorf("detail %q does not have %q", diags[0].Detail(), want)
		}
	}
	if excluded != "" && strings.Contains(diags[0].Detail(), excluded) {
		t.Errorf("detail %q has %q", diags[0].Detail(), excluded)
	}
}

func TestCreateFailure(t *testing.T) {
	t.Parallel()
	conflict := refusal(409, "conflictingRequest", "There was a conflict.")
	missing := exchange{"GET /v2/shares/" + shareID + "?", "", 404, `{"itemNotFound": {"code": 404}}`, nil}
	tests := map[string]struct {
		resourceType string
		err          error
		exchanges    []exchange
		want         []string
	}{
		"not there": {
			"share", refusal(400, "badRequest", "No such resource found."), nil,
			[]string{
				`Tried to create a resource lock that prevents "delete" of share ` + shareID, "No such resource found.", "req-1",
				"Check that " + shareID + " is the id of a share", "project p1",
			},
		},
		"a reader": {"share", refusal(403, "forbidden", "Access was denied."), nil, []string{"role member", "project p1"}},
		"a share in the wrong status": {
			"share", conflict,
			[]exchange{{"GET /v2/shares/" + shareID + "?", "", 200, `{"share": {"status": "deleting"}}`, nil}},
			[]string{`The share is in status "deleting".`},
		},
		"a share whose status cannot be read": {"share", conflict, []exchange{missing}, []string{"soft-deleted"}},
		"a rule": {
			"access_rule", conflict,
			[]exchange{{
				"GET /v2/share-access-rules/" + shareID + "?", "", 200, `{"access": {"state": "active"}}`, nil,
			}},
			[]string{"of access rule " + shareID, `The access rule is in state "active".`, `one lock against "show" only`},
		},
		"a rule whose state cannot be read": {
			"access_rule", conflict,
			[]exchange{{
				"GET /v2/share-access-rules/" + shareID + "?", "", 403, `{"forbidden": {"code": 403}}`, nil,
			}},
			[]string{"There was a conflict.", `one lock against "show" only`},
		},
		"an answer without a share": {
			"share", conflict, []exchange{{"GET /v2/shares/" + shareID + "?", "", 200, `{}`, nil}}, []string{"soft-deleted"},
		},
		"an answer without a rule": {
			"access_rule", conflict,
			[]exchange{{"GET /v2/share-access-rules/" + shareID + "?", "", 200, `{"access": null}`, nil}},
			[]string{"There was a conflict.", `one lock against "show" only`},
		},
		"anything else": {"share", errors.New("out of luck"), nil, []string{"Out of luck."}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			plan := lockState(tt.resourceType, "", "")
			addCreateFailure(t.Context(), fakeManila(t, tt.exchanges...), plan, tt.err, &diags)
			checkError(t, diags, "Cannot Create Resource Lock", tt.want, "")
		})
	}
}

// TestSecondShowLock is about the one lock against "show" that an access rule may have.
func TestSecondShowLock(t *testing.T) {
	t.Parallel()
	shown := func(more string) string {
		return lockJSON(lockID, `"resource_type": "access_rule", "resource_action": "show"`+more)
	}
	const general = "list them with the data source custody_resource_locks"
	tests := map[string]struct {
		handled string
		locks   []string
		want    []string
	}{
		"one's own":       {"", []string{shown("")}, []string{"user u1 already holds it: resource lock " + lockID, "import {", `id = "` + lockID + `"`}},
		"with a reason":   {"", []string{shown(`, "lock_reason": "audit"`)}, []string{"import {"}},
		"in this walk":    {lockID, []string{shown("")}, []string{"Another resource of this configuration manages it"}},
		"somebody else's": {"", []string{shown(`, "user_id": "u2"`)}, []string{"user u2 already holds it", "may be changed and lifted by that user"}},
		"of another rule": {"", []string{shown(`, "resource_id": "` + lockID + `"`)}, []string{general}},
		"unseen":          {"", nil, []string{general}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges := []exchange{{
				"GET /v2/resource-locks?resource_action=show&resource_id=" + shareID + "&resource_type=access_rule", "", 200,
				pageJSON("", tt.locks...), nil,
			}}
			if slices.Contains(tt.want, general) {
				exchanges = append(exchanges, exchange{
					"GET /v2/share-access-rules/" + shareID + "?", "", 200, `{"access": {"state": "active"}}`, nil,
				})
			}
			manila := fakeManila(t, exchanges...)
			manila.Handled.Add(tt.handled)
			plan := lockState("access_rule", "", "")
			plan.ResourceAction = types.StringValue("show")
			var diags diag.Diagnostics
			addCreateFailure(t.Context(), manila, plan, refusal(409, "conflictingRequest", "There was a conflict."), &diags)
			checkError(t, diags, "Cannot Create Resource Lock", tt.want, "")
		})
	}
}

func TestReadFailure(t *testing.T) {
	t.Parallel()
	gone := refusal(404, "itemNotFound", "Resource lock "+lockID+" could not be found.")
	tests := map[string]struct {
		project string
		err     error
		want    []string
	}{
		"imported": {"", gone, []string{"does not exist, or belongs to another project than p1"}},
		"of another project": {
			"p2", gone, []string{"it belongs to project p2", "works in project p1", "terraform state rm"},
		},
		"that cannot be told": {"p1", refusal(400, "badRequest", "None"), []string{"openstack share lock set", lockID}},
		"not allowed":         {"p1", refusal(403, "forbidden", "No."), []string{"lack the right"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			addReadFailure(fakeManila(t), lockState("share", tt.project, "user"), tt.err, &diags)
			checkError(t, diags, "Cannot Read Resource Lock", append(tt.want, "Tried to read resource lock "+lockID), "")
		})
	}
}

func TestHeldFailure(t *testing.T) {
	t.Parallel()
	gone := refusal(404, "itemNotFound", "Resource lock "+lockID+" could not be found.")
	forbidden := refusal(403, "forbidden", "Resource lock cannot be manipulated by user.")
	tests := map[string]struct {
		project, lockContext string
		err                  error
		want                 []string
		excluded             string
	}{
		"a user's": {
			"p1", "user", forbidden,
			[]string{
				`held by user u2 of project p1 in the context "user"`, "works as user u1", "by that user, with the role member",
			},
			"service_auth",
		},
		"a service's": {
			"p1", "service", forbidden, []string{"by an admin, or by its user together with a service", "service_auth"}, "",
		},
		"an admin's":         {"p1", "admin", forbidden, []string{"lifted by an admin."}, "by that user"},
		"of another project": {"p2", "user", gone, []string{"belongs to project p2", "works in project p1"}, ""},
		"gone meanwhile":     {"p1", "user", gone, []string{"Somebody lifted the lock", "apply again"}, "now works in"},
		"anything else":      {"p1", "user", errors.New("out of luck"), []string{"Out of luck."}, "held by"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			state := lockState("share", tt.project, tt.lockContext)
			addHeldFailure("Cannot Do It", "lift the lock", fakeManila(t), state, tt.err, &diags)
			checkError(t, diags, "Cannot Do It", append(tt.want, "Tried to lift the lock."), tt.excluded)
		})
	}
}

func TestOtherFailures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		add     func(*diag.Diagnostics)
		summary string
		want    []string
	}{
		"protected": {
			func(diags *diag.Diagnostics) {
				addProtected(lockID, lockState("share", "p1", "user"), "replace", diags)
			},
			"Resource Lock Is Protected",
			[]string{"Terraform would replace resource lock " + lockID + " of share " + shareID, "deletion_protection = false"},
		},
		"not known yet": {
			func(diags *diag.Diagnostics) { addUnreachable("Cannot", "list", client.ErrUnknownConfiguration, diags) },
			"Cannot",
			[]string{"Tried to list.", "-target"},
		},
		"not reached": {
			func(diags *diag.Diagnostics) { addUnreachable("Cannot", "list", errors.New("no cloud"), diags) },
			"Cannot",
			[]string{"No cloud."},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			tt.add(&diags)
			checkError(t, diags, tt.summary, tt.want, "")
		})
	}
}
