package manila_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// hundredLocks are 100 locks of one share that differ by their reason, in pairs:
// each reason is there twice.
func hundredLocks(cloud *acctest.OpenStack) string {
	return cloud.Provider("alice") + lockConfig(cloud.ShareID(), "count = 100",
		`lock_reason = "hundred ${floor(count.index / 2)}"`)
}

var createRequest = core.Match{API: "manila", Method: http.MethodPost, Path: ".*/resource-locks"}

func TestAccResourceLock_lostAnswers(t *testing.T) {
	t.Parallel()
	cases := map[string]core.Fault{
		"connection cut after the work": {CutAfter: true},
		"failure of the service itself": {
			Status: http.StatusServiceUnavailable, Body: `{"serviceUnavailable": {"code": 503, "message": "Later."}}`,
		},
	}
	for name, fault := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewMockOpenStack(t)
			fault.Match, fault.EveryNth = createRequest, 2
			// Two equal locks of a run are two locks, whatever happens to the answers.
			config := cloud.Provider("alice") + lockConfig(cloud.ShareID(), "count = 4", `lock_reason = "equal"`)
			// An equal lock that was there before is nobody's of these.
			before := cloud.Mock.CreateLock("alice", openstack.Lock{ResourceID: cloud.ShareID(), LockReason: new("equal")})
			cloud.Mock.UpdateLock(before.ID, func(l *openstack.Lock) { l.CreatedAt = l.CreatedAt.Add(-time.Minute) })
			cloud.Mock.AddFault(fault)
			runSteps(t, resource.TestStep{
				Config: config,
				Check: func(s *terraform.State) error {
					expectOneLockEach(t, cloud, s, 4, before.ID)
					return nil
				},
			})
			if left := cloud.Mock.Locks(); len(left) != 1 || left[0].ID != before.ID {
				t.Errorf("after destroy the server holds %+v, wanted the earlier lock alone", left)
			}
		})
	}
}

// A server that takes longer than a short request_timeout makes the lock all the same, which is found and kept.
func TestAccResourceLock_slowerThanRequestTimeout(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	cloud.Mock.AddFault(core.Fault{Match: createRequest, Late: 3 * time.Second})
	provider := strings.Replace(cloud.Provider("alice"), "{", "{\n  request_timeout = \"1s\"", 1)
	runSteps(t, resource.TestStep{
		Config: provider + lockConfig(cloud.ShareID(), `lock_reason = "slow"`),
		Check: func(s *terraform.State) error {
			expectOneLockEach(t, cloud, s, 1)
			return nil
		},
	})
}

// expectOneLockEach checks that the state has want locks, each another one, that
// the server holds them and the others, and nothing else.
func expectOneLockEach(t *testing.T, cloud *acctest.OpenStack, s *terraform.State, want int, others ...string) {
	t.Helper()
	ids := map[string]bool{}
	for _, other := range others {
		ids[other] = true
	}
	for _, r := range s.RootModule().Resources {
		ids[r.Primary.ID] = true
	}
	if len(ids) != want+len(others) {
		t.Errorf("state has %d different locks, wanted %d", len(ids)-len(others), want)
	}
	held := cloud.Mock.Locks()
	if len(held) != want+len(others) {
		t.Errorf("the server holds %d locks, wanted %d", len(held), want+len(others))
	}
	for _, lock := range held {
		if !ids[lock.ID] {
			t.Errorf("lock %s is in no state", lock.ID)
		}
	}
}

func TestAccResourceLock_hundredWithOneAnswerInTenLost(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	cloud.Mock.AddFault(core.Fault{Match: createRequest, EveryNth: 10, CutAfter: true})
	runSteps(t, resource.TestStep{
		Config: hundredLocks(cloud),
		Check: func(s *terraform.State) error {
			expectOneLockEach(t, cloud, s, 100)
			return nil
		},
	})
}

func TestAccResourceLock_requestsForAHundred(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	cli := acctest.NewCLI(t, hundredLocks(cloud))
	for _, c := range []struct {
		what string
		run  func()
		most int
	}{
		{"create", func() { cli.Apply() }, 104},
		{"refresh", func() { cli.Run("plan", "-refresh-only", "-no-color") }, 104},
		{"destroy", func() { cli.Destroy() }, 204},
	} {
		cloud.Mock.ResetJournal()
		c.run()
		sent, logins := len(cloud.Mock.Journal()), len(cloud.Mock.Requests(core.Match{API: "keystone"}))
		t.Logf("%s 100 locks: %d requests, of these %d logins", c.what, sent, logins)
		if sent < 100 || sent > c.most || logins > 2 {
			t.Errorf("%s took %d requests and %d logins, wanted 100 to %d and at most 2", c.what, sent, logins, c.most)
		}
	}
}

func TestAccResourceLock_retriesWhatIsSafe(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	soon := http.Header{"Retry-After": {"0"}}
	for _, status := range []int{429, 500, 502, 503, 504} {
		cloud.Mock.AddFault(core.Fault{
			Match: core.Match{API: "manila", Method: "GET", Path: ".*/resource-locks/.*"}, Times: 1, Status: status, Header: soon,
		})
		cloud.Mock.AddFault(core.Fault{
			Match: core.Match{API: "manila", Method: "DELETE"}, Times: 1, Status: status, Header: soon,
		})
	}
	cloud.Mock.AddFault(core.Fault{Match: core.Match{API: "keystone", Method: "POST"}, Times: 1, Status: 503, Header: soon})
	cloud.Mock.AddFault(core.Fault{Match: createRequest, Times: 1, Status: 429, Header: soon})
	runSteps(t, resource.TestStep{Config: cloud.Provider("alice") + lockConfig(cloud.ShareID())})
	if left := cloud.Mock.Locks(); len(left) != 0 {
		t.Errorf("after destroy the server holds %+v", left)
	}
}

func TestAccResourceLock_tokenExpiresDuringTheRun(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	var once sync.Once
	cloud.Mock.AddFault(core.Fault{
		Match: createRequest, Before: func() { once.Do(cloud.Mock.RevokeTokens) },
	})
	config := cloud.Provider("alice", fmt.Sprintf("service_auth = { user_name = %q, password = %q, project_name = %q }",
		"svc", cloud.Mock.Password("svc"), "service"))
	runSteps(t, resource.TestStep{Config: config + lockConfig(cloud.ShareID(), "count = 5")})
	if refused := cloud.Mock.Requests(core.Match{API: "manila", Status: 401}); len(refused) == 0 {
		t.Error("no request met the revoked token")
	}
}

func TestAccResourceLock_oldCloud(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t, mockserver.WithOpenStack(openstack.WithMaxMicroversion("2.78")))
	runSteps(t, resource.TestStep{
		Config:      cloud.Provider("alice") + lockConfig(cloud.ShareID()),
		ExpectError: inWords("offers 2.0 to 2.78, and resource locks need 2.81"),
	})
	if sent := cloud.Mock.Requests(core.Match{API: "manila", Path: ".*resource-locks.*"}); len(sent) != 0 {
		t.Errorf("asked an old server for locks: %+v", sent)
	}
}

func TestAccResourceLock_traceLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	cloud.Mock.AddFault(core.Fault{Match: createRequest, Times: 1, CutAfter: true})
	token, serviceToken := cloud.Mock.IssueToken("alice"), cloud.Mock.IssueToken("svc")
	byToken := cloud.Provider("nobody", attribute("auth_url", cloud.Fixture.Keystone), attribute("token", token),
		attribute("service_token", serviceToken), attribute("region", "RegionOne"))
	wrong := "wrong-" + cloud.Mock.Password("alice")

	cli := acctest.NewCLI(t, cloud.Provider("alice")+lockConfig(cloud.ShareID()))
	cli.Env = append(cli.Env, "TF_LOG=TRACE")
	output := cli.Apply()
	cli.Write("main.tf", strings.Replace(cli.Config(), cloud.Provider("alice"), byToken, 1))
	output += cli.Apply()
	cli.Write("main.tf", strings.Replace(cli.Config(), byToken, cloud.Provider("alice", attribute("password", wrong)), 1))
	refused, ok := cli.Try("plan", "-no-color")
	if ok {
		t.Error("a wrong password was accepted")
	}
	cli.Write("main.tf", strings.Replace(cli.Config(), attribute("password", wrong), attribute("password", cloud.Mock.Password("alice")), 1))
	output += refused + cli.Destroy()

	if !strings.Contains(output, "API request") {
		t.Error("the provider's own requests are not in the log")
	}
	secrets := map[string]string{"password": cloud.Mock.Password("alice"), "token": token, "service token": serviceToken}
	for i, issued := range cloud.Mock.Tokens() {
		secrets[fmt.Sprintf("issued token %d", i)] = issued
	}
	for name, secret := range secrets {
		if at := strings.Index(output, secret); at >= 0 {
			t.Errorf("the output has the %s, after %q", name, output[max(0, at-200):at])
		}
	}
}
