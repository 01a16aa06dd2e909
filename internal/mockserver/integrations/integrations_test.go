package integrations

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

const (
	ana = "ana@shop.test"
	ben = "ben@shop.test"
	// The seeded integrations with the project's number, as names in answers have it.
	orders       = "projects/123456789012/locations/europe-west1/integrations/orders"
	apigeeOrders = "projects/123456789012/locations/europe-west1/products/apigee/integrations/orders"
)

// callerStep is a request by somebody. In its path and in what it wants, {draft} and {active} stand for the ids
// of the seeded versions with products/apigee, {plain} for that of the draft without; {at} for the common path.
type callerStep struct {
	caller string
	googletest.Step
}

type apiCase struct {
	quirks Quirks
	steps  []callerStep
}

func newIntegrations(t *testing.T, quirks Quirks) (*server, *core.FakeClock, *strings.Replacer) {
	t.Helper()
	s, clock := newServer(t, quirks)
	versions := s.Versions(ApigeeOrdersIntegration)
	plain := s.Versions(OrdersIntegration)
	return s, clock, strings.NewReplacer(
		"{active}", versions[0].ID, "{draft}", versions[1].ID, "{plain}", plain[1].ID,
		"{at}", "/v1/"+ApigeeOrdersIntegration+"/versions",
	)
}

func (step callerStep) runIn(t *testing.T, s *server, ids *strings.Replacer) {
	t.Helper()
	step.Path, step.Want = ids.Replace(step.Path), ids.Replace(step.Want)
	step.Run(t, s, step.caller)
}

func runCases(t *testing.T, tests map[string]apiCase) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, ids := newIntegrations(t, tt.quirks)
			for _, step := range tt.steps {
				step.runIn(t, s, ids)
			}
		})
	}
}

// getAsAna is a step that reads a version.
func getAsAna(id, want string) callerStep {
	return callerStep{ana, googletest.Step{Method: "GET", Path: "{at}/" + id, Status: 200, Want: want}}
}

// postAs is a step that calls a custom method, with an empty object as body.
func postAs(caller, path string, status int, want string) callerStep {
	return callerStep{caller, googletest.Step{Method: "POST", Path: "{at}/" + path, Body: "{}", Status: status, Want: want}}
}

// integrationBody is a version of the seed in an answer, with the fields that differ.
func integrationBody(name, fields string) string {
	return `{"name":"` + name + `","origin":"UI","triggerConfigs":[{"triggerType":"API","triggerNumber":"1"}],
		"taskConfigs":[{"task":"EmptyTask","taskId":"1"}],"createTime":"2026-09-21T14:13:20Z",
		"updateTime":"2026-09-21T14:13:20Z",` + fields + `}`
}

// refusal is a Google error without details.
func refusal(code, status, message string) string {
	return `{"error":{"code":` + code + `,"status":"` + status + `","message":"` + message + `"}}`
}

var (
	seededDraft = integrationBody(apigeeOrders+"/versions/{draft}", `"description":"second","snapshotNumber":"2",
		"state":"DRAFT","lockHolder":"ana@shop.test","lastModifierEmail":"ana@shop.test"`)
	seededActive = integrationBody(apigeeOrders+"/versions/{active}", `"description":"first","snapshotNumber":"1",
		"state":"ACTIVE","lastModifierEmail":"ana@shop.test"`)
	takenOver = `{"integrationVersion":` + integrationBody("*", `"description":"second","snapshotNumber":"3",
		"state":"DRAFT","lockHolder":"ben@shop.test","lastModifierEmail":"ben@shop.test"`) + `}`
	frozen = integrationBody(apigeeOrders+"/versions/{draft}", `"description":"second","snapshotNumber":"2",
		"state":"SNAPSHOT","lastModifierEmail":"ben@shop.test"`)
	invalidRequest = refusal("400", "INVALID_ARGUMENT", "Request contains an invalid argument.")
)

func TestTakeoverEditLock(t *testing.T) {
	t.Parallel()
	const take = "{draft}:takeoverEditLock"
	noBody := postAs(ben, take, 200, takenOver)
	noBody.Body, noBody.ContentType = "", "-"
	withField := postAs(ben, take, 400, refusalOfField)
	withField.Body = `{"force":true}`
	runCases(t, map[string]apiCase{
		"old becomes a snapshot": {steps: []callerStep{postAs(ben, take, 200, takenOver), getAsAna("{draft}", frozen)}},
		"without a body":         {steps: []callerStep{noBody, getAsAna("{draft}", frozen)}},
		"with a field":           {steps: []callerStep{withField, getAsAna("{draft}", seededDraft)}},
		"where several drafts may be": {Quirks{SeveralDrafts: true}, []callerStep{
			postAs(ben, take, 200, takenOver), getAsAna("{draft}", frozen),
		}},
		"twice": {steps: []callerStep{
			postAs(ben, take, 200, takenOver),
			postAs(ben, take, 400, refusal("400", "FAILED_PRECONDITION", "The version is not in DRAFT but in SNAPSHOT.")),
		}},
		"of the active version": {steps: []callerStep{
			postAs(ben, "{active}:takeoverEditLock", 400,
				refusal("400", "FAILED_PRECONDITION", "The version is not in DRAFT but in ACTIVE.")),
		}},
		"by the holder": {steps: []callerStep{postAs(ana, take, 200, "")}},
		"by the holder, refused": {Quirks{RefuseOwnTakeover: true}, []callerStep{
			postAs(ana, take, 400, refusal("400", "FAILED_PRECONDITION", "The version is locked by the caller.")),
			postAs(ben, take, 200, takenOver),
		}},
		"of no version": {steps: []callerStep{
			postAs(ben, "00000000-0000-4000-8000-000000000000:takeoverEditLock", 404,
				refusal("404", "NOT_FOUND", "Requested entity was not found.")),
			postAs(ben, "1:takeoverEditLock", 400, invalidRequest),
		}},
		"without the verb": {steps: []callerStep{postAs(ben, "{draft}", 404, "")}},
		"by a viewer": {steps: []callerStep{postAs("viewer@shop.test", take, 403, `{"error":{"code":403,
			"status":"PERMISSION_DENIED","details":"*","message":"Permission `+
			`'integrations.apigeeIntegrationVers.update' denied on resource `+
			`'projects/shop/locations/europe-west1' (or it may not exist)."}}`)}},
		"without a token": {steps: []callerStep{postAs("", take, 401, "")}},
	})
}

const refusalOfField = `{"error":{"code":400,"status":"INVALID_ARGUMENT","details":"*",
	"message":"Invalid JSON payload received. Unknown name \"force\": Cannot find field."}}`

func TestTakeoverPaths(t *testing.T) {
	t.Parallel()
	take := func(path string, status int) []callerStep {
		return []callerStep{{ben, googletest.Step{Method: "POST", Path: path, Status: status}}}
	}
	const verb = ":takeoverEditLock"
	runCases(t, map[string]apiCase{
		"v1 with product":      {steps: take("/v1/"+ApigeeOrdersIntegration+"/versions/{draft}"+verb, 200)},
		"v1alpha":              {steps: take("/v1alpha/"+OrdersIntegration+"/versions/{plain}"+verb, 200)},
		"v1alpha with product": {steps: take("/v1alpha/"+ApigeeOrdersIntegration+"/versions/{draft}"+verb, 200)},
		"project number":       {steps: take("/v1alpha/"+orders+"/versions/{plain}"+verb, 200)},
		"v1":                   {steps: take("/v1/"+OrdersIntegration+"/versions/{plain}"+verb, 404)},
		"v1, switched on": {
			Quirks{V1Takeover: true}, take("/v1/"+OrdersIntegration+"/versions/{plain}"+verb, 200),
		},
		"the other one's version": {steps: take("/v1alpha/"+OrdersIntegration+"/versions/{draft}"+verb, 404)},
		"other product": {
			steps: take("/v1/projects/shop/locations/europe-west1/products/x/integrations/orders/versions/{draft}"+verb, 404),
		},
		"other project": {
			steps: take("/v1/projects/x/locations/europe-west1/products/apigee/integrations/orders/versions/{draft}"+verb, 403),
		},
		"other location": {
			steps: take("/v1/projects/shop/locations/us-east1/products/apigee/integrations/orders/versions/{draft}"+verb, 400),
		},
		"escaped colon": {steps: take("/v1/"+ApigeeOrdersIntegration+"/versions/{draft}%3AtakeoverEditLock", 404)},
	})
}

func TestTakeoverIsCountedAndMailed(t *testing.T) {
	t.Parallel()
	s, _, ids := newIntegrations(t, Quirks{})
	postAs(ben, "{draft}:takeoverEditLock", 200, takenOver).runIn(t, s, ids)
	postAs(ben, "{draft}:takeoverEditLock", 400, "").runIn(t, s, ids)
	draft, _ := s.Version(ApigeeOrdersIntegration)
	mails := s.Mails()
	if len(mails) != 2 || mails[0] != (Mail{ana, ben, draft.Name}) || mails[1] != (Mail{ben, ben, draft.Name}) {
		t.Errorf("mails: %v", mails)
	}
	if s.Takeovers() != 1 || s.VersionsCreated() != 1 || len(s.Versions(ApigeeOrdersIntegration)) != 3 {
		t.Errorf("%d takeovers, %d created, versions %v", s.Takeovers(), s.VersionsCreated(),
			s.Versions(ApigeeOrdersIntegration))
	}
	if mine := s.TakeOver(ben, ApigeeOrdersIntegration); mine.ID == draft.ID || len(s.Mails()) != 3 || s.Takeovers() != 1 {
		t.Errorf("from oneself: %v, %d mails, %d takeovers", mine, len(s.Mails()), s.Takeovers())
	}
}

func TestEditLockLapses(t *testing.T) {
	t.Parallel()
	unlocked := refusal("400", "FAILED_PRECONDITION", "The version is not locked.")
	blank := strings.Replace(seededDraft, `"lockHolder":"ana@shop.test",`, "", 1)
	tests := map[string]struct {
		quirks  Quirks
		editing bool // somebody edits after 14 minutes
		after   time.Duration
		steps   []callerStep
	}{
		"in time": {after: 15*time.Minute - 1, steps: []callerStep{postAs(ben, "{draft}:takeoverEditLock", 200, "")}},
		"too late": {after: 15 * time.Minute, steps: []callerStep{
			postAs(ben, "{draft}:takeoverEditLock", 400, unlocked), getAsAna("{draft}", seededDraft),
		}},
		"holder hidden": {Quirks{HideLapsedHolder: true}, false, 15 * time.Minute, []callerStep{
			getAsAna("{draft}", blank),
		}},
		"holder not yet hidden": {Quirks{HideLapsedHolder: true}, false, 14 * time.Minute, []callerStep{
			getAsAna("{draft}", seededDraft),
		}},
		"an edit renews it": {editing: true, after: 14 * time.Minute, steps: []callerStep{
			postAs(ben, "{draft}:takeoverEditLock", 200, ""),
		}},
		"an edit takes it": {after: 15 * time.Minute, steps: []callerStep{
			{ben, googletest.Step{Method: "PATCH", Path: "{at}/{draft}", Body: "{}", Status: 200}},
			postAs(ana, "{draft}:publish", 400, refusal("400", "FAILED_PRECONDITION", "The version is locked by ben@shop.test.")),
		}},
		"others may publish then": {after: 15 * time.Minute, steps: []callerStep{postAs(ben, "{draft}:publish", 200, "{}")}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock, ids := newIntegrations(t, tt.quirks)
			if tt.editing {
				clock.Advance(14 * time.Minute)
				s.EditDraft(ana, ApigeeOrdersIntegration, "edited")
			}
			clock.Advance(tt.after)
			for _, step := range tt.steps {
				step.runIn(t, s, ids)
			}
		})
	}
}

// TestThirdPartyTakesOver has somebody else take the lock between two calls of a client.
func TestThirdPartyTakesOver(t *testing.T) {
	t.Parallel()
	s, _, ids := newIntegrations(t, Quirks{})
	s.AddFault(core.Fault{
		Match: core.Match{API: "integrations", Method: "GET"}, Times: 1,
		After: func() { s.TakeOver(ben, ApigeeOrdersIntegration) },
	})
	getAsAna("{draft}", seededDraft).runIn(t, s, ids)
	postAs(ana, "{draft}:takeoverEditLock", 400, "").runIn(t, s, ids)
	if draft, _ := s.Version(ApigeeOrdersIntegration); draft.LockHolder != ben || !draft.Locked {
		t.Errorf("draft: %+v", draft)
	}
}
