package integrations_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

const (
	takeoverAction = "custody_takeover_edit_lock"
	orders         = integrations.OrdersIntegration
	apigeeOrders   = integrations.ApigeeOrdersIntegration

	ana      = "ana@shop.test"
	ben      = "ben@shop.test"
	pipeline = "ci@shop.iam.gserviceaccount.test"
)

// spokenTo is the provider with lines of its google attribute, spoken to by its protocol.
func spokenTo(t *testing.T, mock *mockserver.Server, google map[string]any) *prototest.Harness {
	t.Helper()
	google["integrations_custom_endpoint"] = mock.URL()
	return prototest.New(t, acctest.Factories()["custody"], map[string]any{"max_retries": 2, "google": google})
}

// tokenOfBen logs in as ben, whose e-mail address the provider does not know then.
func tokenOfBen(mock *mockserver.Server) map[string]any {
	return map[string]any{"access_token": mock.IssueGoogleToken(ben)}
}

// expectTakeovers checks what clients have done: each takeover mails two people.
func expectTakeovers(t *testing.T, mock *mockserver.Server, want int) {
	t.Helper()
	if got, mails := mock.Takeovers(), len(mock.Mails()); got != want || mails != 2*want {
		t.Errorf("%d takeovers and %d mails, wanted %d and %d", got, mails, want, 2*want)
	}
}

func draftOf(t *testing.T, mock *mockserver.Server, integration string) integrations.Version {
	t.Helper()
	draft, ok := mock.Version(integration)
	if !ok {
		t.Fatalf("%s has no draft", integration)
	}
	return draft
}

func TestTakeoverEditLockAction_reportsProgress(t *testing.T) {
	t.Parallel()
	for name, integration := range map[string]string{"with a product": apigeeOrders, "without": orders} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := acctest.NewIntegrations(t).Mock
			old := draftOf(t, mock, integration)
			out := spokenTo(t, mock, tokenOfBen(mock)).Action(t.Context(), takeoverAction, map[string]any{
				"integration": integration, "expected_lock_holder": ana,
			})
			if len(out.Errors) > 0 || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], ana+" holds the edit lock") {
				t.Errorf("the action came to %+v, wanted the plan's warning", out)
			}
			now := draftOf(t, mock, integration)
			for _, want := range []string{
				"from " + ana, old.ID + " is now a snapshot", "The new draft is " + integration + "/versions/" + now.ID,
			} {
				if !strings.Contains(strings.Join(out.Progress, "\n"), want) {
					t.Errorf("progress %q, wanted %q", out.Progress, want)
				}
			}
			if now.LockHolder != ben {
				t.Errorf("%s holds the lock", now.LockHolder)
			}
			expectTakeovers(t, mock, 1)
		})
	}
}

func TestTakeoverEditLockAction_canBeRepeated(t *testing.T) {
	t.Parallel()
	t.Run("with a known e-mail nothing is taken over", func(t *testing.T) {
		t.Parallel()
		mock := acctest.NewIntegrations(t).Mock
		h := spokenTo(t, mock, map[string]any{
			"credentials": string(mock.ServiceAccountKey(pipeline)),
		})
		for range 3 {
			out := h.Action(t.Context(), takeoverAction, map[string]any{"integration": orders})
			if len(out.Errors) > 0 {
				t.Fatal(out.Errors)
			}
		}
		expectTakeovers(t, mock, 1)
	})
	t.Run("what a takeover of this run was answered tells who one is", func(t *testing.T) {
		t.Parallel()
		mock := acctest.NewIntegrations(t).Mock
		h := spokenTo(t, mock, tokenOfBen(mock))
		config := map[string]any{"integration": orders, "expected_lock_holder": ana}
		for range 3 {
			if out := h.Action(t.Context(), takeoverAction, config); len(out.Errors) > 0 {
				t.Fatal(out.Errors)
			}
		}
		expectTakeovers(t, mock, 1)
	})
	t.Run("with an expected holder another run is refused", func(t *testing.T) {
		t.Parallel()
		mock := acctest.NewIntegrations(t).Mock
		config := map[string]any{"integration": orders, "expected_lock_holder": ana}
		if out := spokenTo(t, mock, tokenOfBen(mock)).Action(t.Context(), takeoverAction, config); len(out.Errors) > 0 {
			t.Fatal(out.Errors)
		}
		out := spokenTo(t, mock, tokenOfBen(mock)).Action(t.Context(), takeoverAction, config)
		if out.Stage != prototest.StageInvoke || len(out.Errors) != 1 || !strings.Contains(out.Errors[0], "held by "+ben) {
			t.Errorf("the action came to %+v, wanted its run to fail", out)
		}
		expectTakeovers(t, mock, 1)
	})
}

func TestTakeoverEditLockAction_refuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config map[string]any
		before func(mock *mockserver.Server)
		stage  prototest.Stage
		want   string
	}{
		"neither name": {map[string]any{}, nil, prototest.StageValidate, "integration"},
		"both names": {
			map[string]any{"integration": orders, "integration_version": orders + "/versions/x"},
			nil,
			prototest.StageValidate, "integration",
		},
		"a malformed name": {
			map[string]any{"integration": "projects/shop/integrations/orders"}, nil, prototest.StageValidate, "Malformed Name",
		},
		"another holder": {
			map[string]any{"integration": orders, "expected_lock_holder": ben}, nil, prototest.StageInvoke, "held by " + ana,
		},
		"no draft": {
			map[string]any{"integration": orders},
			func(mock *mockserver.Server) { mock.Publish(ana, orders) },
			prototest.StageInvoke, "has no draft",
		},
		"no lock": {
			map[string]any{"integration": orders},
			func(mock *mockserver.Server) { mock.ReleaseLock(orders) },
			prototest.StageInvoke, "Nobody holds",
		},
		"an integration that is not there": {
			map[string]any{"integration": orders + "-none"}, nil, prototest.StageInvoke, "has no draft",
		},
		"an API that does not answer": {
			map[string]any{"integration": orders},
			func(mock *mockserver.Server) {
				mock.AddFault(core.Fault{Match: core.Match{API: "integrations"}, Status: 503})
			},
			prototest.StageInvoke, "503",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := acctest.NewIntegrations(t).Mock
			if tt.before != nil {
				tt.before(mock)
			}
			out := spokenTo(t, mock, tokenOfBen(mock)).Action(t.Context(), takeoverAction, tt.config)
			isWanted := func(text string) bool { return strings.Contains(text, tt.want) }
			if out.Stage != tt.stage || !slices.ContainsFunc(out.Errors, isWanted) {
				t.Errorf("the action came to %+v, wanted an error at %s with %q", out, tt.stage, tt.want)
			}
			if tt.stage == prototest.StageInvoke && !slices.ContainsFunc(out.Warnings, isWanted) {
				t.Errorf("the plan warned %q, wanted a warning with %q", out.Warnings, tt.want)
			}
			expectTakeovers(t, mock, 0)
		})
	}
}

// An error of the plan would block terraform destroy where before_destroy triggers the action.
func TestTakeoverEditLockAction_plansWithoutErrors(t *testing.T) {
	t.Parallel()
	mock := acctest.NewIntegrations(t).Mock
	draft := draftOf(t, mock, orders)
	mock.Publish(ana, orders)
	named := map[string]any{"integration_version": orders + "/versions/" + draft.ID}
	for name, tt := range map[string]struct {
		google map[string]any
		want   string
	}{
		"a version that is no draft any more": {tokenOfBen(mock), "not in DRAFT but in ACTIVE"},
		"nobody is logged in":                 {map[string]any{"access_token": "expired"}, "401"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := spokenTo(t, mock, tt.google)
			out := h.Plan(t.Context(), takeoverAction, named)
			if len(out.Errors) > 0 || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], tt.want) ||
				!strings.Contains(out.Warnings[0], "The plan does not fail for this") {
				t.Errorf("the plan says %+v, wanted one warning with %q", out, tt.want)
			}
			out = h.Invoke(t.Context(), takeoverAction, named)
			if len(out.Errors) != 1 || !strings.Contains(out.Errors[0], tt.want) {
				t.Errorf("the run says %+v, wanted one error with %q", out, tt.want)
			}
		})
	}
}

func TestTakeoverEditLockAction_planTakesNothingOver(t *testing.T) {
	t.Parallel()
	mock := acctest.NewIntegrations(t).Mock
	h := spokenTo(t, mock, tokenOfBen(mock))
	for range 10 {
		if out := h.Plan(t.Context(), takeoverAction, map[string]any{"integration": orders}); len(out.Errors) > 0 {
			t.Fatal(out.Errors)
		}
	}
	reads := len(mock.Journal())
	out := h.Plan(t.Context(), takeoverAction, map[string]any{"integration": prototest.Unknown})
	if len(out.Errors)+len(out.Warnings) > 0 || len(mock.Journal()) != reads {
		t.Errorf("the plan for a name that is not known yet came to %+v, with requests", out)
	}
	expectTakeovers(t, mock, 0)
}

func TestTakeoverEditLockAction_stops(t *testing.T) {
	t.Parallel()
	mock := acctest.NewIntegrations(t).Mock
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := spokenTo(t, mock, tokenOfBen(mock)).Invoke(ctx, takeoverAction, map[string]any{"integration": orders})
	if len(out.Errors) != 1 || !strings.Contains(out.Errors[0], "The run was told to stop") {
		t.Errorf("the action came to %+v, wanted it stopped", out)
	}
	expectTakeovers(t, mock, 0)
}

// A takeover whose answer was lost is not followed by another one of the same run, which may be from oneself. Once the
// run has learned who it is, it knows.
func TestTakeoverEditLockAction_lostAnswerOfTheRun(t *testing.T) {
	t.Parallel()
	mock := acctest.NewIntegrations(t).Mock
	mock.AddFault(core.Fault{Match: takeoverRequest, Times: 1, CutAfter: true})
	h := spokenTo(t, mock, tokenOfBen(mock))
	for _, want := range []string{"The answer to the takeover", "held by " + ben + ". It was not taken over"} {
		out := h.Action(t.Context(), takeoverAction, map[string]any{"integration": orders})
		if len(out.Errors) != 1 || !strings.Contains(out.Errors[0], want) {
			t.Errorf("the action came to %+v, wanted an error with %q", out, want)
		}
	}
	expectTakeovers(t, mock, 1)
	mock.CreateDraft(ana, orders+"-later", "")
	for _, integration := range []string{orders + "-later", orders} {
		if out := h.Action(t.Context(), takeoverAction, map[string]any{"integration": integration}); len(out.Errors) > 0 {
			t.Error(out.Errors)
		}
	}
	expectTakeovers(t, mock, 2)
}

// A lock of one's own that has lapsed is none: it is not recorded as held, and the plan says that it has lapsed.
func TestTakeoverEditLockAction_ownLockLapses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ago            time.Duration
		warning, error string
	}{
		"14 minutes": {14 * time.Minute, "", ""},
		"16 minutes": {16 * time.Minute, "so the lock has probably lapsed", "has lapsed: " + pipeline + " held it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := core.NewFakeClock(time.Now().Add(-tt.ago))
			mock := acctest.NewIntegrations(t, mockserver.WithClock(clock)).Mock
			mock.TakeOver(pipeline, orders)
			clock.Advance(tt.ago)
			out := spokenTo(t, mock, map[string]any{"credentials": string(mock.ServiceAccountKey(pipeline))}).
				Action(t.Context(), takeoverAction, map[string]any{"integration": orders})
			if got := strings.Join(out.Warnings, " "); (got == "") != (tt.warning == "") || !strings.Contains(got, tt.warning) {
				t.Errorf("warnings %q, wanted %q", got, tt.warning)
			}
			if got := strings.Join(out.Errors, " "); (got == "") != (tt.error == "") || !strings.Contains(got, tt.error) {
				t.Errorf("errors %q, wanted %q", got, tt.error)
			}
			if got := mock.Takeovers(); got != 0 {
				t.Errorf("%d takeovers", got)
			}
		})
	}
}
