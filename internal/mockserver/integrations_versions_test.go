package mockserver

import (
	"strings"
	"testing"
	"time"
)

// patch is a step that changes the seeded draft.
func patch(caller, query, body string, status int, want string) integrationStep {
	return integrationStep{caller, googleStep{
		method: "PATCH", path: "{at}/{draft}" + query, body: body, status: status, want: want,
	}}
}

func drop(caller, id string, status int, want string) integrationStep {
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
			get("{draft}", frozen), get("{active}", seededActive),
		}},
		"several drafts": {IntegrationQuirks{SeveralDrafts: true}, []integrationStep{
			create("", `{}`, 200, made+`}`), get("{draft}", seededDraft),
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
			get("{draft}", frozen),
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
			patch(ana, "?updateMask=userLabel", `{"userLabel":"l","description":"x"}`, 200, relabeled),
		}},
		"mask in snake": {steps: []integrationStep{
			patch(ana, "?updateMask=user_label,name", `{"userLabel":"l","name":"x"}`, 200, relabeled),
		}},
		"without a mask":   {steps: []integrationStep{patch(ana, "", `{"userLabel":"l"}`, 200, replaced)}},
		"star":             {steps: []integrationStep{patch(ana, "?updateMask=*", `{"userLabel":"l"}`, 200, replaced)}},
		"unknown mask":     {steps: []integrationStep{patch(ana, "?updateMask=colour", `{}`, 400, "")}},
		"by somebody else": {steps: []integrationStep{patch(ben, "", `{}`, 400, lockedByAna), get("{draft}", seededDraft)}},
		"by somebody else, forbidden": {IntegrationQuirks{LockedIsForbidden: true}, []integrationStep{
			patch(ben, "", `{}`, 403, refusal("403", "PERMISSION_DENIED", "The version is locked by ana@shop.test.")),
		}},
		"by anyone": {IntegrationQuirks{AnyoneMayPatch: true}, []integrationStep{patch(ben, "", `{"userLabel":"l"}`, 200, byBen)}},
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
			post(ana, "{draft}:publish", 200, `{}`), get("{draft}", published), get("{active}", retired),
			post(ana, "{draft}:publish", 400, refusal("400", "FAILED_PRECONDITION", "The version cannot be published from ACTIVE.")),
			post(ana, "{active}:publish", 200, `{}`),
		}},
		"publish by somebody else": {steps: []integrationStep{
			post(ben, "{draft}:publish", 400, lockedByAna), get("{active}", seededActive),
		}},
		"unpublish": {steps: []integrationStep{
			post(ben, "{active}:unpublish", 200, `{}`), get("{active}", retired), post(ben, "{active}:unpublish", 400, ""),
			post(ana, "{draft}:unpublish", 400, refusal("400", "FAILED_PRECONDITION", "The version is not in ACTIVE but in DRAFT.")),
		}},
		"deactivate": {steps: []integrationStep{
			v1alpha(post(ben, "{active}:deactivate", 404, "")), post(ben, "{active}:deactivate", 200, `{}`),
			get("{active}", retired),
		}},
		"delete is soft": {steps: []integrationStep{
			drop(ana, "{draft}", 200, `{}`), get("{draft}", archived), post(ana, "{draft}:publish", 400, ""),
		}},
		"delete by somebody else":  {steps: []integrationStep{drop(ben, "{draft}", 400, lockedByAna), get("{draft}", seededDraft)}},
		"archive":                  {steps: []integrationStep{post(ana, "{draft}:archive", 200, `{}`), get("{draft}", archived)}},
		"archive by somebody else": {steps: []integrationStep{post(ben, "{draft}:archive", 400, lockedByAna)}},
		"validate":                 {steps: []integrationStep{post(ana, "{draft}:validate", 200, `{}`)}},
		"no such version":          {steps: []integrationStep{drop(ana, "00000000-0000-4000-8000-000000000000", 404, "")}},
	})
}

func TestIntegrationNames(t *testing.T) {
	t.Parallel()
	named := func(from, to string) []integrationStep {
		return []integrationStep{get("{draft}", strings.Replace(seededDraft, from, to, 1))}
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
