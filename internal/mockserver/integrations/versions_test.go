package integrations

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

// patchAs is a step that changes the seeded draft.
func patchAs(caller, query, body string, status int, want string) callerStep {
	return callerStep{caller, googletest.Step{
		Method: "PATCH", Path: "{at}/{draft}" + query, Body: body, Status: status, Want: want,
	}}
}

func dropAs(caller, id string, status int, want string) callerStep {
	return callerStep{caller, googletest.Step{Method: "DELETE", Path: "{at}/" + id, Status: status, Want: want}}
}

func TestVersionCreate(t *testing.T) {
	t.Parallel()
	create := func(query, body string, status int, want string) callerStep {
		return callerStep{ben, googletest.Step{Method: "POST", Path: "{at}" + query, Body: body, Status: status, Want: want}}
	}
	const made = `{"name":"*","origin":"UI","createTime":"2026-09-21T14:13:20Z","updateTime":"2026-09-21T14:13:20Z",
		"snapshotNumber":"3","state":"DRAFT","lockHolder":"ben@shop.test","lastModifierEmail":"ben@shop.test"`
	frozen := strings.Replace(frozen, "ben@shop.test", "ana@shop.test", 1)
	const policy = `Invalid value at 'integration_version.database_persistence_policy' ` +
		`(type.googleapis.com/google.cloud.integrations.v1alpha.IntegrationVersion.DatabasePersistencePolicy), \"\"`
	runCases(t, map[string]apiCase{
		"locked by its author, freezes the draft": {steps: []callerStep{
			create("", `{"description":"third","userLabel":"l","lockHolder":"ana@shop.test","state":"ACTIVE","status":"ACTIVE",
				"lastModifierEmail":"x","snapshotNumber":99,"origin":"PIPER_V2","name":"x"}`, 200,
				made+`,"description":"third","userLabel":"l"}`),
			getAsAna("{draft}", frozen), getAsAna("{active}", seededActive),
		}},
		"several drafts": {Quirks{SeveralDrafts: true}, []callerStep{
			create("", `{}`, 200, made+`}`), getAsAna("{draft}", seededDraft),
		}},
		"brand-new, but there": {steps: []callerStep{create("?newIntegration=true", `{}`, 409, "")}},
		"brand-new": {steps: []callerStep{{ben, googletest.Step{
			Method: "POST", Path: "/v1/projects/shop/locations/europe-west1/integrations/new/versions", Body: "{}", Status: 200,
			Want: strings.Replace(made, `"3"`, `"1"`, 1) + `}`,
		}}}},
		"enum as empty text": {steps: []callerStep{
			create("", `{"databasePersistencePolicy":""}`, 400, googletest.BadField("integration_version.database_persistence_policy", policy)),
		}},
		"newer fields": {steps: []callerStep{
			create("", `{"cloudKmsKey":"k","enableVariableMasking":true,"cloudLoggingDetails":{"a":1}}`, 200,
				made+`,"cloudKmsKey":"k","enableVariableMasking":true,"cloudLoggingDetails":{"a":1}}`),
		}},
		"unknown field": {steps: []callerStep{create("", `{"lockedBy":"x"}`, 400, googletest.BadField("integration_version",
			`Invalid JSON payload received. Unknown name \"lockedBy\" at 'integration_version': Cannot find field.`))}},
		"no truth": {steps: []callerStep{create("", `{"enableVariableMasking":"yes"}`, 400, "")}},
		"upload": {steps: []callerStep{
			create(":upload", `{"content":"{\"description\":\"third\"}","fileFormat":"JSON"}`, 200,
				`{"integrationVersion":`+made+`,"description":"third"}}`),
			getAsAna("{draft}", frozen),
		}},
		"upload of nothing":      {steps: []callerStep{create(":upload", `{}`, 400, invalidRequest)}},
		"upload of no version":   {steps: []callerStep{create(":upload", `{"content":"{\"x\":1}"}`, 400, "")}},
		"upload in another form": {steps: []callerStep{create(":upload", `{"content":"{}","fileFormat":"XML"}`, 400, "")}},
		"of all": {steps: []callerStep{{ben, googletest.Step{
			Method: "POST", Path: "/v1/projects/shop/locations/-/integrations/-/versions", Status: 400,
		}}}},
		"download in another form": {steps: []callerStep{{ben, googletest.Step{
			Method: "GET", Path: "{at}/{draft}:download?fileFormat=XML", Status: 400,
		}}}},
	})
}

func TestVersionDownload(t *testing.T) {
	t.Parallel()
	s, _, ids := newIntegrations(t, Quirks{})
	step := googletest.Step{Method: "GET", Path: ids.Replace("{at}/{active}:download?fileFormat=JSON"), Status: 200}
	body := step.Run(t, s, "viewer@shop.test").Body.String()
	if !strings.HasPrefix(body, `{"content":"{\"name\":`) || !strings.Contains(body, `\"description\":\"first\"`) {
		t.Errorf("got %s", body)
	}
}

func TestVersionPatch(t *testing.T) {
	t.Parallel()
	lockedByAna := refusal("400", "FAILED_PRECONDITION", "The version is locked by ana@shop.test.")
	relabeled := strings.Replace(seededDraft, `"description":"second"`, `"description":"second","userLabel":"l"`, 1)
	replaced := `{"name":"` + apigeeOrders + `/versions/{draft}","origin":"UI","createTime":"2026-09-21T14:13:20Z",
		"updateTime":"2026-09-21T14:13:20Z","userLabel":"l","snapshotNumber":"2","state":"DRAFT",
		"lockHolder":"ana@shop.test","lastModifierEmail":"ana@shop.test"}`
	byBen := strings.Replace(replaced, `"lastModifierEmail":"ana`, `"lastModifierEmail":"ben`, 1)
	runCases(t, map[string]apiCase{
		"with a mask": {steps: []callerStep{
			patchAs(ana, "?updateMask=userLabel", `{"userLabel":"l","description":"x"}`, 200, relabeled),
		}},
		"mask in snake": {steps: []callerStep{
			patchAs(ana, "?updateMask=user_label,name", `{"userLabel":"l","name":"x"}`, 200, relabeled),
		}},
		"without a mask":   {steps: []callerStep{patchAs(ana, "", `{"userLabel":"l"}`, 200, replaced)}},
		"star":             {steps: []callerStep{patchAs(ana, "?updateMask=*", `{"userLabel":"l"}`, 200, replaced)}},
		"unknown mask":     {steps: []callerStep{patchAs(ana, "?updateMask=colour", `{}`, 400, "")}},
		"by somebody else": {steps: []callerStep{patchAs(ben, "", `{}`, 400, lockedByAna), getAsAna("{draft}", seededDraft)}},
		"by somebody else, forbidden": {Quirks{LockedIsForbidden: true}, []callerStep{
			patchAs(ben, "", `{}`, 403, refusal("403", "PERMISSION_DENIED", "The version is locked by ana@shop.test.")),
		}},
		"by anyone": {Quirks{AnyoneMayPatch: true}, []callerStep{patchAs(ben, "", `{"userLabel":"l"}`, 200, byBen)}},
		"not a draft": {steps: []callerStep{{ana, googletest.Step{
			Method: "PATCH", Path: "{at}/{active}", Body: "{}", Status: 400,
			Want: refusal("400", "FAILED_PRECONDITION", "The version is not in DRAFT but in ACTIVE."),
		}}}},
	})
}

func TestVersionStates(t *testing.T) {
	t.Parallel()
	published := strings.Replace(seededDraft, `"DRAFT","lockHolder":"ana@shop.test"`, `"ACTIVE"`, 1)
	retired := strings.Replace(seededActive, "ACTIVE", "SNAPSHOT", 1)
	archived := strings.Replace(published, "ACTIVE", "ARCHIVED", 1)
	lockedByAna := refusal("400", "FAILED_PRECONDITION", "The version is locked by ana@shop.test.")
	v1alpha := func(step callerStep) callerStep {
		step.Path = strings.Replace(step.Path, "{at}", "/v1alpha/"+ApigeeOrdersIntegration+"/versions", 1)
		return step
	}
	runCases(t, map[string]apiCase{
		"publish": {steps: []callerStep{
			postAs(ana, "{draft}:publish", 200, `{}`), getAsAna("{draft}", published), getAsAna("{active}", retired),
			postAs(ana, "{draft}:publish", 400, refusal("400", "FAILED_PRECONDITION", "The version cannot be published from ACTIVE.")),
			postAs(ana, "{active}:publish", 200, `{}`),
		}},
		"publish by somebody else": {steps: []callerStep{
			postAs(ben, "{draft}:publish", 400, lockedByAna), getAsAna("{active}", seededActive),
		}},
		"unpublish": {steps: []callerStep{
			postAs(ben, "{active}:unpublish", 200, `{}`), getAsAna("{active}", retired), postAs(ben, "{active}:unpublish", 400, ""),
			postAs(ana, "{draft}:unpublish", 400, refusal("400", "FAILED_PRECONDITION", "The version is not in ACTIVE but in DRAFT.")),
		}},
		"deactivate": {steps: []callerStep{
			v1alpha(postAs(ben, "{active}:deactivate", 404, "")), postAs(ben, "{active}:deactivate", 200, `{}`),
			getAsAna("{active}", retired),
		}},
		"delete is soft": {steps: []callerStep{
			dropAs(ana, "{draft}", 200, `{}`), getAsAna("{draft}", archived), postAs(ana, "{draft}:publish", 400, ""),
		}},
		"delete by somebody else":  {steps: []callerStep{dropAs(ben, "{draft}", 400, lockedByAna), getAsAna("{draft}", seededDraft)}},
		"archive":                  {steps: []callerStep{postAs(ana, "{draft}:archive", 200, `{}`), getAsAna("{draft}", archived)}},
		"archive by somebody else": {steps: []callerStep{postAs(ben, "{draft}:archive", 400, lockedByAna)}},
		"validate":                 {steps: []callerStep{postAs(ana, "{draft}:validate", 200, `{}`)}},
		"no such version":          {steps: []callerStep{dropAs(ana, "00000000-0000-4000-8000-000000000000", 404, "")}},
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	named := func(from, to string) []callerStep {
		return []callerStep{getAsAna("{draft}", strings.Replace(seededDraft, from, to, 1))}
	}
	runCases(t, map[string]apiCase{
		"project id":      {Quirks{ProjectIDInNames: true}, named("projects/123456789012", "projects/shop")},
		"without product": {Quirks{NoProductInNames: true}, named("/products/apigee", "")},
	})
}

func TestTimes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		nanoseconds time.Duration
		want        string
	}{
		"none":         {999, "2026-09-21T14:13:20Z"},
		"milliseconds": {120 * time.Millisecond, "2026-09-21T14:13:20.120Z"},
		"microseconds": {1001, "2026-09-21T14:13:20.000001Z"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := protoTime(googletest.Time.Add(tt.nanoseconds)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
