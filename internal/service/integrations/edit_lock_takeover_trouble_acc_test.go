package integrations_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

var unavailable = google.ErrorBody(http.StatusServiceUnavailable, "UNAVAILABLE", "later")

// After a lost answer the draft that was made is taken charge of, and nothing is
// taken over twice.
func TestAccEditLockTakeover_lostAnswers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault core.Fault
		// knownEmail is whether the provider knows who it is.
		knownEmail bool
	}{
		"after the work":                     {core.Fault{CutAfter: true}, true},
		"the service failed":                 {core.Fault{Status: http.StatusServiceUnavailable, Body: unavailable}, true},
		"the service failed, unknown e-mail": {core.Fault{Status: http.StatusServiceUnavailable, Body: unavailable}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			old := draftOf(t, cloud.Mock, orders)
			c.fault.Match, c.fault.Times = takeoverRequest, 1
			cloud.Mock.AddFault(c.fault)
			provider := cloud.As(ben)
			if c.knownEmail {
				provider = cloud.As(ben, asServiceAccount(cloud))
			}
			runSteps(t, resource.TestStep{
				Config: provider + takeoverConfig(attribute("integration", orders)),
				Check:  expectRecorded(t, cloud, orders, old),
			})
			expectTakeovers(t, cloud.Mock, 1)
		})
	}
}

// A draft that the provider cannot be sure of is not taken charge of, and said to be there.
func TestAccEditLockTakeover_lostAnswerIsTold(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cloud.Mock.AddFault(core.Fault{Match: takeoverRequest, Times: 1, CutAfter: true})
	cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(attribute("integration", orders)))
	output, ok := cli.Try("apply", "-auto-approve", "-no-color")
	made := orders + "/versions/" + draftOf(t, cloud.Mock, orders).ID
	if ok || !inWords("import the resource with the id "+made).MatchString(output) {
		t.Errorf("apply does not say that the answer was lost:\n%s", output)
	}
	cli.Run("import", "-no-color", takeoverAddress, made)
	cli.Run("plan", "-no-color", "-detailed-exitcode")
	expectTakeovers(t, cloud.Mock, 1)
}

// Where somebody takes the draft back while the answer is lost, nothing is taken over again.
func TestAccEditLockTakeover_takenBackAfterLostAnswer(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cloud.Mock.AddFault(core.Fault{Match: takeoverRequest, Times: 1, CutAfter: true, After: func() {
		cloud.Mock.TakeOver(ana, orders)
	}})
	runSteps(t, resource.TestStep{
		Config:      cloud.As(ben, asServiceAccount(cloud)) + takeoverConfig(attribute("integration", orders)),
		ExpectError: inWords("held by ana@shop.test"),
	})
	if got := cloud.Mock.Takeovers(); got != 1 {
		t.Errorf("%d takeovers, wanted the one whose answer was lost", got)
	}
}

// What somebody else does between the look at the draft and the takeover is named.
func TestAccEditLockTakeover_changedMeanwhile(t *testing.T) {
	t.Parallel()
	lapse := 15 * time.Minute
	cases := map[string]struct {
		move func(*mockserver.Server, *core.FakeClock)
		want string
	}{
		"taken over": {
			func(m *mockserver.Server, _ *core.FakeClock) { m.TakeOver(pipeline, orders) },
			"it is in SNAPSHOT, and the draft is " + orders + "/versions/",
		},
		"published": {
			func(m *mockserver.Server, _ *core.FakeClock) { m.Publish(ana, orders) },
			"was published by ana@shop.test in the meantime",
		},
		"deleted": {
			func(m *mockserver.Server, _ *core.FakeClock) { m.DeleteVersion(ana, orders) },
			"was deleted by ana@shop.test in the meantime",
		},
		"released": {
			func(m *mockserver.Server, _ *core.FakeClock) { m.ReleaseLock(orders) },
			"has lapsed: ana@shop.test held it and last edited the draft at",
		},
		"lapsed, hidden": {
			func(m *mockserver.Server, clock *core.FakeClock) {
				m.SetIntegrations(integrations.Quirks{HideLapsedHolder: true})
				clock.Advance(lapse)
			},
			"has lapsed: ana@shop.test held it",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := core.NewFakeClock(time.Now())
			cloud := acctest.NewIntegrations(t, mockserver.WithClock(clock))
			cloud.Mock.AddFault(core.Fault{Match: takeoverRequest, Times: 1, Before: func() { c.move(cloud.Mock, clock) }})
			runSteps(t, resource.TestStep{
				Config:      cloud.As(ben) + takeoverConfig(attribute("integration", orders)),
				ExpectError: inWords(c.want),
			})
			if got := cloud.Mock.Takeovers(); got != 0 {
				t.Errorf("%d takeovers", got)
			}
		})
	}
}

// A lock that has lapsed while the service still shows its holder.
func TestAccEditLockTakeover_lapsedButShown(t *testing.T) {
	t.Parallel()
	clock := core.NewFakeClock(time.Now().Add(-16 * time.Minute))
	cloud := acctest.NewIntegrations(t, mockserver.WithClock(clock))
	clock.Advance(16 * time.Minute)
	cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(attribute("integration", orders)))
	if output := cli.Run("plan", "-no-color"); !inWords("so the lock has probably lapsed").MatchString(output) {
		t.Errorf("the plan does not warn:\n%s", output)
	}
	output, ok := cli.Try("apply", "-auto-approve", "-no-color")
	if ok || !inWords("has lapsed: ana@shop.test held it").MatchString(output) {
		t.Errorf("apply says\n%s", output)
	}
}

// Without expected_lock_holder an apply takes over from whoever holds the lock by then, which the plan says beforehand
// and the apply afterwards. With it, nobody else loses the lock.
func TestAccEditLockTakeover_otherHolderSinceThePlan(t *testing.T) {
	t.Parallel()
	for _, expected := range []string{"", ana} {
		t.Run("expected "+expected, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			lines := []string{attribute("integration", orders)}
			if expected != "" {
				lines = append(lines, attribute("expected_lock_holder", expected))
			}
			cli := acctest.NewCLI(t, cloud.As(ben)+takeoverConfig(lines...))
			output := cli.Run("plan", "-no-color", "-out=saved")
			if said := inWords("Whoever holds the lock at the time of the apply loses it").MatchString(output); said == (expected != "") {
				t.Errorf("the plan says\n%s", output)
			}
			cloud.Mock.TakeOver(pipeline, orders)
			output, ok := cli.Try("apply", "-no-color", "saved")
			want := inWords("took the edit lock over from " + pipeline)
			if expected != "" {
				want = inWords("is held by " + pipeline + ", not by " + ana)
			}
			if ok != (expected == "") || !want.MatchString(output) {
				t.Errorf("the apply says\n%s", output)
			}
			if got := cloud.Mock.Takeovers(); (got == 1) != (expected == "") {
				t.Errorf("%d takeovers", got)
			}
		})
	}
}

// No token is in any output, whatever is logged and whatever goes wrong.
func TestAccEditLockTakeover_traceLogHasNoTokens(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	provider := cloud.As(ben)
	_, token, _ := strings.Cut(provider, `access_token = "`)
	token, _, _ = strings.Cut(token, `"`)
	cli := acctest.NewCLI(t, provider+takeoverConfig(attribute("integration", orders)))
	cli.Env = append(cli.Env, "TF_LOG=TRACE")
	cloud.Mock.AddFault(core.Fault{
		Match: takeoverRequest, Times: 1, Status: http.StatusServiceUnavailable,
		Body: google.ErrorBody(http.StatusServiceUnavailable, "UNAVAILABLE", "The service is busy."),
	})
	output := cli.Apply() + cli.Run("plan", "-no-color")
	cloud.Mock.AddFault(core.Fault{
		Match: takeoverRequest, Status: http.StatusForbidden, Body: forbiddenBody,
	})
	again, ok := cli.Try("apply", "-auto-approve", "-no-color", "-replace="+takeoverAddress)
	if output += again; ok {
		t.Error("the second takeover was not refused")
	}
	if token == "" || !strings.Contains(output, ":takeoverEditLock") {
		t.Error("the provider's own requests are not in the log")
	}
	if strings.Contains(output, token) {
		t.Error("the token is in the output")
	}
}
