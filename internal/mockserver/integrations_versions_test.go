package mockserver

import (
	"strings"
	"testing"
	"time"
)

// patchAs is a step that changes the seeded draft.
func patchAs(caller, query, body string, status int, want string) integrationStep {
	return integrationStep{caller, googleStep{
		method: "PATCH", path: "{at}/{draft}" + query, body: body, status: status, want: want,
	}}
}

func dropAs(caller, id string, status int, want string) integrationStep {
	return integrationStep{caller, googleStep{method: "DELETE", path: "{at}/" + id, status: status, want: want}}
}

func TestIntegrationVersionCreate(t *testing.T) {
	t.Parallel()
	create := func(query, body string, status int, want string) integrationStep {
		return integrationStep{ben, googleStep{method: "POST", path: "{at}" + query, body: body, status: status, want: want}}
	}
	const made = `{"name":"*","origin":"UI","createTime":"2026-09-21T14:13:20Z","updateTime":"2026-09-21T14:13:20Z",
		"snapshotNumber":"3","state":"DRAFT","lockHolder":"ben@shop.test","lastModifierEmail":"ben@shop.test"`
	frozen := strings.Replace(frozen, "ben@shop.test", "ana@shop.test", 1)
	const policy = `Invalid value at 'integration_version.database_persistence_policy' ` +
		`(type.googleapis.com/google.cloud.integrations.v1alpha.IntegrationVersion.DatabasePersistencePolicy), \"\"`
	runIntegrations(t, map[string]integrationCase{
		"locked by its author, freezes the draft": {steps: []integrationStep{
			create("", `{"description":"third","userLabel":"l","lockHolder":"ana@shop.test","state":"ACTIVE","status":"ACTIVE",
				"lastModifierEmail":"x","snapshotNumber":99,"origin":"PIPER_V2","name":"x"}`, 200,
				made+`,"description":"third","userLabel":"l"}`),
			getAsAna("{draft}", frozen), getAsAna("{active}", seededActive),
		}},
		"several drafts": {IntegrationQuirks{SeveralDrafts: true}, []integrationStep{
			create("", `{}`, 200, made+`}`), getAsAna("{draft}", seededDraft),
		}},
		"brand-new, but there": {steps: []integrationStep{create("?newIntegration=true", `{}`, 409, "")}},
		"brand-new": {steps: []integrationStep{{ben, googleStep{
			method: "POST", path: "/v1/projects/shop/locations/europe-west1/integrations/new/versions", body: "{}", status: 200,
			want: strings.Replace(made, `"3"`, `"1"`, 1) + `}`,
		}}}},
		"enum as empty text": {steps: []integrationStep{
			create("", `{"databasePersistencePolicy":""}`, 400, badField("integration_version.database_persistence_policy", policy)),
		}},
		"newer fields": {steps: []integrationStep{
			create("", `{"cloudKmsKey":"k","enableVariableMasking":true,"cloudLoggingDetails":{"a":1}}`, 200,
				made+`,"cloudKmsKey":"k","enableVariableMasking":true,"cloudLoggingDetails":{"a":1}}`),
		}},
		"unknown field": {steps: []integrationStep{create("", `{"lockedBy":"x"}`, 400, badField("integration_version",
			`Invalid JSON payload received. Unknown name \"lockedBy\" at 'integration_version': Cannot find field.`))}},
		"no truth": {steps: []integrationStep{create("", `{"enableVariableMasking":"yes"}`, 400, "")}},
		"upload": {steps: []integrationStep{
			create(":upload", `{"content":"{\"description\":\"third\"}","fileFormat":"JSON"}`, 200,
				`{"integrationVersion":`+made+`,"description":"third"}}`),
			getAsAna("{draft}", frozen),
		}},
		"upload of nothing":      {steps: []integrationStep{create(":upload", `{}`, 400, invalidRequest)}},
		"upload of no version":   {steps: []integrationStep{create(":upload", `{"content":"{\"x\":1}"}`, 400, "")}},
		"upload in another form": {steps: []integrationStep{create(":upload", `{"content":"{}","fileFormat":"XML"}`, 400, "")}},
		"of all": {steps: []integrationStep{{ben, googleStep{
			method: "POST", path: "/v1/projects/shop/locations/-/integrations/-/versions", status: 400,
		}}}},
		"download in another form": {steps: []integrationStep{{ben, googleStep{
			method: "GET", path: "{at}/{draft}:download?fileFormat=XML", status: 400,
		}}}},
	})
}

func TestIntegrationVersionDownload(t *testing.T) {
	t.Parallel()
	s, _, ids := integrationServer(t, IntegrationQuirks{})
	step := googleStep{method: "GET", path: ids.Replace("{at}/{active}:download?fileFormat=JSON"), status: 200}
	body := step.run(t, s, "viewer@shop.test").Body.String()
	if !strings.HasPrefix(body, `{"content":"{\"name\":`) || !strings.Contains(body, `\"description\":\"first\"`) {
		t.Errorf("got %s", body)
	}
}

func TestIntegrationVersionPatch(t *testing.T) {
	t.Parallel()
	lockedByAna := refusal("400", "FAILED_PRECONDITION", "The version is locked by ana@shop.test.")
	relabeled := strings.Replace(seededDraft, `"description":"second"`, `"description":"second","userLabel":"l"`, 1)
	replaced := `{"name":"` + apigeeOrders + `/versions/{draft}","origin":"UI","createTime":"2026-09-21T14:13:20Z",
		"updateTime":"2026-09-21T14:13:20Z","userLabel":"l","snapshotNumber":"2","state":"DRAFT",
		"lockHolder":"ana@shop.test","lastModifierEmail":"ana@shop.test"}`
	byBen := strings.Replace(replaced, `"lastModifierEmail":"ana`, `"lastModifierEmail":"ben`, 1)
	runIntegrations(t, map[string]integrationCase{
		"with a mask": {steps: []integrationStep{
			patchAs(ana, "?updateMask=userLabel", `{"userLabel":"l","description":"x"}`, 200, relabeled),
		}},
		"mask in snake": {steps: []integrationStep{
			patchAs(ana, "?updateMask=user_label,name", `{"userLabel":"l","name":"x"}`, 200, relabeled),
		}},
		"without a mask":   {steps: []integrationStep{patchAs(ana, "", `{"userLabel":"l"}`, 200, replaced)}},
		"star":             {steps: []integrationStep{patchAs(ana, "?updateMask=*", `{"userLabel":"l"}`, 200, replaced)}},
		"unknown mask":     {steps: []integrationStep{patchAs(ana, "?updateMask=colour", `{}`, 400, "")}},
		"by somebody else": {steps: []integrationStep{patchAs(ben, "", `{}`, 400, lockedByAna), getAsAna("{draft}", seededDraft)}},
		"by somebody else, forbidden": {IntegrationQuirks{LockedIsForbidden: true}, []integrationStep{
			patchAs(ben, "", `{}`, 403, refusal("403", "PERMISSION_DENIED", "The version is locked by ana@shop.test.")),
		}},
		"by anyone": {IntegrationQuirks{AnyoneMayPatch: true}, []integrationStep{patchAs(ben, "", `{"userLabel":"l"}`, 200, byBen)}},
		"not a draft": {steps: []integrationStep{{ana, googleStep{
			method: "PATCH", path: "{at}/{active}", body: "{}", status: 400,
			want: refusal("400", "FAILED_PRECONDITION", "The version is not in DRAFT but in ACTIVE."),
		}}}},
	})
}

func TestIntegrationVersionStates(t *testing.T) {
	t.Parallel()
	published := strings.Replace(seededDraft, `"DRAFT","lockHolder":"ana@shop.test"`, `"ACTIVE"`, 1)
	retired := strings.Replace(seededActive, "ACTIVE", "SNAPSHOT", 1)
	archived := strings.Replace(published, "ACTIVE", "ARCHIVED", 1)
	lockedByAna := refusal("400", "FAILED_PRECONDITION", "The version is locked by ana@shop.test.")
	v1alpha := func(step integrationStep) integrationStep {
		step.path = strings.Replace(step.path, "{at}", "/v1alpha/"+ApigeeOrdersIntegration+"/versions", 1)
		return step
	}
	runIntegrations(t, map[string]integrationCase{
		"publish": {steps: []integrationStep{
			postAs(ana, "{draft}:publish", 200, `{}`), getAsAna("{draft}", published), getAsAna("{active}", retired),
			postAs(ana, "{draft}:publish", 400, refusal("400", "FAILED_PRECONDITION", "The version cannot be published from ACTIVE.")),
			postAs(ana, "{active}:publish", 200, `{}`),
		}},
		"publish by somebody else": {steps: []integrationStep{
			postAs(ben, "{draft}:publish", 400, lockedByAna), getAsAna("{active}", seededActive),
		}},
		"unpublish": {steps: []integrationStep{
			postAs(ben, "{active}:unpublish", 200, `{}`), getAsAna("{active}", retired), postAs(ben, "{active}:unpublish", 400, ""),
			postAs(ana, "{draft}:unpublish", 400, refusal("400", "FAILED_PRECONDITION", "The version is not in ACTIVE but in DRAFT.")),
		}},
		"deactivate": {steps: []integrationStep{
			v1alpha(postAs(ben, "{active}:deactivate", 404, "")), postAs(ben, "{active}:deactivate", 200, `{}`),
			getAsAna("{active}", retired),
		}},
		"delete is soft": {steps: []integrationStep{
			dropAs(ana, "{draft}", 200, `{}`), getAsAna("{draft}", archived), postAs(ana, "{draft}:publish", 400, ""),
		}},
		"delete by somebody else":  {steps: []integrationStep{dropAs(ben, "{draft}", 400, lockedByAna), getAsAna("{draft}", seededDraft)}},
		"archive":                  {steps: []integrationStep{postAs(ana, "{draft}:archive", 200, `{}`), getAsAna("{draft}", archived)}},
		"archive by somebody else": {steps: []integrationStep{postAs(ben, "{draft}:archive", 400, lockedByAna)}},
		"validate":                 {steps: []integrationStep{postAs(ana, "{draft}:validate", 200, `{}`)}},
		"no such version":          {steps: []integrationStep{dropAs(ana, "00000000-0000-4000-8000-000000000000", 404, "")}},
	})
}

func TestIntegrationNames(t *testing.T) {
	t.Parallel()
	named := func(from, to string) []integrationStep {
		return []integrationStep{getAsAna("{draft}", strings.Replace(seededDraft, from, to, 1))}
	}
	runIntegrations(t, map[string]integrationCase{
		"project id":      {IntegrationQuirks{ProjectIDInNames: true}, named("projects/123456789012", "projects/shop")},
		"without product": {IntegrationQuirks{NoProductInNames: true}, named("/products/apigee", "")},
	})
}

func TestIntegrationTimes(t *testing.T) {
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
			if got := protoTime(googleTime.Add(tt.nanoseconds)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
