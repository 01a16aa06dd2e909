package manila_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// What is wrong in itself is refused by the plan, without a request.
func TestAccResourceLock_refusedByThePlan(t *testing.T) {
	t.Parallel()
	const id = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
	cases := map[string]struct {
		config string
		want   string
	}{
		"name for id":  {lockConfig("share-1"), `is not a UUID`},
		"no dashes":    {lockConfig(strings.ReplaceAll(id, "-", "")), `is not a UUID`},
		"empty id":     {lockConfig(""), `is not a UUID`},
		"show a share": {lockConfig(id, attribute("resource_action", "show")), `Only an access rule can be locked against "show"`},
		"unknown type": {lockConfig(id, attribute("resource_type", "snapshot")), `Attribute resource_type value must be one of`},
		"empty type":   {lockConfig(id, attribute("resource_type", "")), `Attribute resource_type value must be one of`},
		"empty action": {lockConfig(id, attribute("resource_action", "")), `Attribute resource_action value must be one of`},
		"other action": {lockConfig(id, attribute("resource_action", "update")), `Attribute resource_action value must be one of`},
		"empty region": {lockConfig(id, attribute("region", "")), `Attribute region string length must be at least 1`},
		"reason of 1024": {
			lockConfig(id, attribute("lock_reason", strings.Repeat("x", 1024))),
			`Attribute lock_reason UTF-8 character count must be at most 1023`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewMockOpenStack(t)
			runSteps(t, resource.TestStep{Config: cloud.Provider("alice") + c.config, ExpectError: inWords(c.want)})
			if sent := cloud.Mock.Journal(); len(sent) != 0 {
				t.Errorf("sent %d requests", len(sent))
			}
		})
	}
}

// What only the cloud knows is one clear error, and nothing is left behind.
func TestAccResourceLock_refusedByTheCloud(t *testing.T) {
	t.Parallel()
	const nowhere = "00000000-0000-4000-8000-000000000000"
	cases := map[string]struct {
		// config is given the cloud, whose ids differ from one to the next.
		config func(*acctest.OpenStack) string
		want   string
	}{
		"no such share": {
			func(c *acctest.OpenStack) string { return c.Provider("alice") + lockConfig(nowhere) },
			"400 Bad Request (request id req-",
		},
		"id of a rule as a share": {
			func(c *acctest.OpenStack) string { return c.Provider("alice") + lockConfig(c.Fixture.AccessRule.ID) },
			"is the id of a share (not its name), that it still exists, and that it is in project",
		},
		"reader": {
			func(c *acctest.OpenStack) string { return c.Provider("reader") + lockConfig(c.ShareID()) },
			"the user needs the role member (a reader cannot)",
		},
		"share of another project": {
			func(c *acctest.OpenStack) string {
				return c.Provider("alice") + lockConfig(c.Fixture.Shares["share-carol"])
			},
			"403 Forbidden",
		},
		"wrong password": {
			func(c *acctest.OpenStack) string {
				return c.Provider("alice", attribute("password", "wrong")) + lockConfig(c.ShareID())
			},
			`as user "alice" of domain "Default" for project "demo"`,
		},
		"region without the service": {
			func(c *acctest.OpenStack) string {
				return c.Provider("alice") + lockConfig(c.ShareID(), attribute("region", "Atlantis"))
			},
			`no public endpoint of the shared file system service in region "Atlantis"; it has one in RegionOne`,
		},
		"unreachable auth_url": {
			func(c *acctest.OpenStack) string {
				return c.ProviderWith("alice", "max_retries = 0", attribute("auth_url", "http://127.0.0.1:1/v3")) +
					lockConfig(c.ShareID())
			},
			"http://127.0.0.1:1/v3/auth/tokens: dial tcp 127.0.0.1:1: connect: connection refused",
		},
		"no credentials": {
			func(c *acctest.OpenStack) string {
				return c.Provider("nobody", attribute("auth_url", "http://127.0.0.1:1/v3")) + lockConfig(c.ShareID())
			},
			"No credentials for OpenStack: set user_name and password",
		},
		"unknown cloud": {
			func(c *acctest.OpenStack) string {
				return "provider \"custody\" {\n  openstack = { cloud = \"atlantis\" }\n}\n" + lockConfig(c.ShareID())
			},
			`Cloud "atlantis"`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewOpenStack(t)
			cloud.RequireUsers(t)
			runSteps(t, resource.TestStep{Config: c.config(cloud), ExpectError: inWords(c.want)})
			if cloud.Mock != nil && len(cloud.Mock.Locks()) != 0 {
				t.Errorf("the server holds %+v", cloud.Mock.Locks())
			}
		})
	}
}

func TestAccResourceLock_foreignEndpoints(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		option mockserver.Option
		want   string
	}{
		"no share service":      {mockserver.WithOpenStack(openstack.WithoutShareService()), "service catalog has no public endpoint of the shared file system"},
		"endpoint answers HTML": {mockserver.WithOpenStack(openstack.WithHTMLEndpoint()), "which versions of the shared file system API"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewMockOpenStack(t, c.option)
			runSteps(t, resource.TestStep{
				Config: cloud.Provider("alice") + lockConfig(cloud.ShareID()), ExpectError: inWords(c.want),
			})
		})
	}
}

func TestAccResourceLock_catalogs(t *testing.T) {
	t.Parallel()
	cases := map[string][]mockserver.Option{
		"official service type": {mockserver.WithOpenStack(openstack.WithShareServiceType("shared-file-system"))},
		"project in endpoint":   {mockserver.WithOpenStack(openstack.WithProjectIDInEndpoint())},
		"oldest with locks":     {mockserver.WithOpenStack(openstack.WithMaxMicroversion("2.81"))},
		"two regions":           {mockserver.WithOpenStack(openstack.WithRegions("RegionOne", "RegionTwo"))},
	}
	for name, options := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewMockOpenStack(t, options...)
			runSteps(t, resource.TestStep{Config: cloud.Provider("alice") + lockConfig(cloud.ShareID())})
		})
	}
}

func TestAccResourceLock_statusInTheWay(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	cloud.Mock.SetShareStatus(cloud.ShareID(), "deleting")
	runSteps(t, resource.TestStep{
		Config:      cloud.Provider("alice") + lockConfig(cloud.ShareID()),
		ExpectError: inWords(`The share is in status "deleting".`),
	})
}

func TestAccResourceLock_secondShowLock(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	show := openstack.Lock{ResourceID: cloud.Fixture.AccessRule.ID, ResourceType: "access_rule", ResourceAction: "show"}
	bobs := cloud.Mock.CreateLock("bob", show)
	config := cloud.Provider("alice") + lockConfig(cloud.Fixture.AccessRule.ID,
		attribute("resource_type", "access_rule"), attribute("resource_action", "show"))
	refused := regexp.MustCompile("already[\\s│]+holds[\\s│]+it:[\\s│]+resource[\\s│]+lock[\\s│]+" + bobs.ID)
	runSteps(t, resource.TestStep{Config: config, ExpectError: refused})
	cloud.Mock.DeleteLock(bobs.ID)
	ours := cloud.Mock.CreateLock("alice", show)
	block := "import {\n  to = " + lockAddress + "\n  id = \"RegionOne/" + ours.ID + "\"\n}\n"
	shown := regexp.MustCompile(regexp.QuoteMeta(`id = "RegionOne/` + ours.ID + `"`))
	runSteps(t,
		resource.TestStep{Config: config, ExpectError: shown},
		resource.TestStep{Config: config + block},
	)
}

// A lock that another user holds is neither changed nor lifted, and the error says
// who holds it and who may.
func TestAccResourceLock_heldByAnother(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	cloud.RequireUsers(t)
	why := reason(t)
	alices := lockConfig(cloud.ShareID(), attribute("lock_reason", why))
	held := inWords("The lock is held by user " + cloud.Fixture.Users["alice"])
	runSteps(t,
		resource.TestStep{Config: cloud.Provider("alice") + alices},
		resource.TestStep{
			Config:      cloud.Provider("bob") + lockConfig(cloud.ShareID(), attribute("lock_reason", why+", bob")),
			ExpectError: held,
		},
		resource.TestStep{Config: cloud.Provider("bob") + alices, Destroy: true, ExpectError: held},
		// Another project does not see the lock, which does not say that it is gone.
		resource.TestStep{
			Config:      cloud.Provider("carol") + alices,
			ExpectError: inWords("This does not say that the lock is gone"),
		},
		// An admin sees it from anywhere, and may lift it.
		resource.TestStep{Config: cloud.Provider("admin") + alices, Destroy: true},
	)
	if left := cloud.Locks(t, "alice", why); len(left) != 0 {
		t.Errorf("the cloud holds %+v", left)
	}
}

func TestAccResourceLock_service(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewOpenStack(t)
	cloud.RequireUsers(t)
	why := reason(t)
	config := lockConfig(cloud.ShareID(), attribute("lock_reason", why))
	withService := cloud.ProviderWithService("alice", "svc")
	runSteps(t,
		resource.TestStep{
			Config: withService + config,
			Check:  resource.TestCheckResourceAttr(lockAddress, "lock_context", string(resourcelocks.ContextService)),
		},
		resource.TestStep{
			Config: cloud.Provider("alice") + config, Destroy: true,
			ExpectError: inWords("set service_token or service_auth in the provider's openstack attribute"),
		},
		resource.TestStep{Config: withService + config},
	)
}

// A lock that the server cannot show is not gone.
func TestAccResourceLock_unreadable(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	config := cloud.Provider("alice") + lockConfig(cloud.ShareID())
	setAction := func(action string) {
		id := cloud.Mock.Locks()[0].ID
		cloud.Mock.UpdateLock(id, func(l *openstack.Lock) { l.ResourceAction = action })
	}
	runSteps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { setAction("") },
			Config:    config, ExpectError: inWords("The lock may still be there"),
		},
		resource.TestStep{PreConfig: func() { setAction("delete") }, Config: config},
	)
}

// A 404 that is not about the lock does not make Terraform forget it.
func TestAccResourceLock_notFoundByAStranger(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		contentType, body, want string
	}{
		"a proxy": {"text/html", "<html>Not Found</html>", "the answer is an HTML page, not one of the API"},
		"an older server": {
			"application/json", `{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}`,
			"This does not say that the lock is gone",
		},
		"Keystone": {
			"application/json", `{"error": {"code": 404, "title": "Not Found", "message": "Could not find it."}}`,
			"This does not say that the lock is gone",
		},
		"another lock": {
			"application/json", `{"itemNotFound": {"code": 404, "message": "Resource lock x could not be found."}}`,
			"This does not say that the lock is gone",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewMockOpenStack(t)
			config := cloud.Provider("alice") + lockConfig(cloud.ShareID())
			stranger := core.Fault{
				Match:  core.Match{API: "manila", Method: http.MethodGet, Path: ".*/resource-locks/.*"},
				Status: http.StatusNotFound, Body: c.body, Header: http.Header{"Content-Type": {c.contentType}},
			}
			runSteps(t,
				resource.TestStep{Config: config},
				resource.TestStep{
					PreConfig: func() { cloud.Mock.AddFault(stranger) }, Config: config, ExpectError: inWords(c.want),
				},
				resource.TestStep{PreConfig: cloud.Mock.ClearFaults, Config: config},
			)
			if made := len(requests(cloud, http.MethodPost)); made != 1 {
				t.Errorf("%d locks were made", made)
			}
		})
	}
}

func TestAccResourceLock_malformedImport(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewMockOpenStack(t)
	config := cloud.Provider("alice") + lockConfig(cloud.ShareID())
	steps := []resource.TestStep{{Config: config}}
	for _, id := range []string{"payroll", "/", "RegionOne/", "/b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00", "a/b/c"} {
		steps = append(steps, resource.TestStep{
			ResourceName: lockAddress, ImportState: true, ImportStateId: id,
			ExpectError: regexp.MustCompile(`Invalid Import ID`),
		})
	}
	steps = append(steps, resource.TestStep{
		ResourceName: lockAddress, ImportState: true, ImportStateId: "00000000-0000-4000-8000-000000000000",
		ExpectError: inWords("The lock does not exist, or belongs to another project"),
	})
	runSteps(t, steps...)
}
