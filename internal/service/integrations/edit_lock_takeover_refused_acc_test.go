package integrations_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const someVersion = "/versions/6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d"

// What is wrong with the configuration alone is refused without a request.
func TestAccEditLockTakeover_invalid(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	cases := map[string]struct{ lines, want string }{
		"neither": {"", "one (and only one) of"},
		"both": {
			attribute("integration", orders) + "\n" + attribute("integration_version", orders+someVersion),
			"one (and only one) of",
		},
		"project": {
			attribute("integration", strings.Replace(orders, "shop", "Shop!", 1)),
			`the project is malformed: "Shop!"`,
		},
		"location": {
			attribute("integration", strings.Replace(orders, "europe-west1", "-", 1)),
			"the location is malformed",
		},
		"product": {
			attribute("integration", strings.Replace(apigeeOrders, "/apigee", "/a!", 1)),
			"the product is malformed",
		},
		"integration missing": {
			attribute("integration", strings.TrimSuffix(orders, "/integrations/orders")),
			"the integration is missing",
		},
		"a version":  {attribute("integration", orders+someVersion), "this is the name of a version"},
		"version":    {attribute("integration_version", orders+"/versions/7"), `the version is malformed: "7"`},
		"no version": {attribute("integration_version", orders), "the version is missing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runSteps(t, resource.TestStep{
				Config: cloud.As(ben) + takeoverConfig(c.lines), PlanOnly: true, ExpectError: inWords(c.want),
			})
		})
	}
	t.Cleanup(func() {
		if sent := cloud.Mock.Journal(); len(sent) > 0 {
			t.Errorf("sent %d requests", len(sent))
		}
	})
}

// What cannot work is refused by the plan.
func TestAccEditLockTakeover_refusedByPlan(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	active, archived, unlocked := orders+"active", orders+"archived", orders+"unlocked"
	cloud.Mock.CreateDraft(ana, active, "")
	published := cloud.Mock.Publish(ana, active)
	cloud.Mock.CreateDraft(ana, archived, "")
	deleted := cloud.Mock.DeleteVersion(ana, archived)
	cloud.Mock.CreateDraft(ana, unlocked, "")
	cloud.Mock.ReleaseLock(unlocked)
	cases := map[string]struct{ lines, want string }{
		"no draft":       {attribute("integration", active), "has no draft"},
		"no integration": {attribute("integration", orders+"-nowhere"), "or there is no such integration"},
		"not locked":     {attribute("integration", unlocked), "Nobody holds the edit lock of draft"},
		"active": {
			attribute("integration_version", active+"/versions/"+published.ID),
			"is not in DRAFT but in ACTIVE",
		},
		"archived": {
			attribute("integration_version", archived+"/versions/"+deleted.ID),
			"is not in DRAFT but in ARCHIVED",
		},
		"no version": {attribute("integration_version", orders+someVersion), "a takeover gives the draft a new id"},
		"holder": {
			attribute("integration", orders) + "\n" + attribute("expected_lock_holder", pipeline),
			"is held by ana@shop.test, not by " + pipeline,
		},
		"API": {
			attribute("integration", strings.Replace(orders, "shop", "other", 1)),
			"the Application Integration API (integrations.googleapis.com) is not enabled in project other",
		},
		"region": {
			attribute("integration", strings.Replace(orders, "europe-west1", "us-east1", 1)),
			"Application Integration is set up in region us-east1 of project shop",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runSteps(t, resource.TestStep{
				Config: cloud.As(ben) + takeoverConfig(c.lines), PlanOnly: true, ExpectError: inWords(c.want),
			})
		})
	}
}

func TestAccEditLockTakeover_forbidden(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ person, integration, want string }{
		"viewer":          {"viewer@shop.test", orders, "integrations.integrationVersions.update"},
		"viewer, product": {"viewer@shop.test", apigeeOrders, "integrations.apigeeIntegrationVers.update"},
		"nobody":          {"nobody@shop.test", orders, "integrations.integrationVersions.list"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			runSteps(t, resource.TestStep{
				Config:      cloud.As(c.person) + takeoverConfig(attribute("integration", c.integration)),
				ExpectError: inWords("need the IAM permission " + c.want),
			})
			expectTakeovers(t, cloud.Mock, 0)
		})
	}
}

// Answers that are not the service's, or that do not name what is missing.
func TestAccEditLockTakeover_foreignAnswers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault core.Fault
		want  string
	}{
		"HTML page": {
			core.Fault{
				Status: http.StatusNotFound, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html></html>",
			},
			"This is not an answer of Application Integration",
		},
		"unnamed permission": {
			core.Fault{Status: http.StatusForbidden, Body: forbiddenBody},
			"the credentials need the IAM permission integrations.integrationVersions.update",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			c.fault.Match = takeoverRequest
			cloud.Mock.AddFault(c.fault)
			runSteps(t, resource.TestStep{
				Config:      cloud.As(ben) + takeoverConfig(attribute("integration", orders)),
				ExpectError: inWords(c.want),
			})
			expectTakeovers(t, cloud.Mock, 0)
		})
	}
}

// What is wrong with the provider's Google configuration is said by the plan of the resource, as by that of the action.
func TestAccEditLockTakeover_brokenCredentials(t *testing.T) {
	t.Parallel()
	for name, credentials := range map[string]string{
		"no file": "/nowhere/key.json", "no key": `{"type": "service_account", "client_email": "ci@shop.test"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			runSteps(t, resource.TestStep{
				Config:   cloud.As(ben, attribute("credentials", credentials)) + takeoverConfig(attribute("integration", orders)),
				PlanOnly: true, ExpectError: inWords("Credentials (or GOOGLE_CREDENTIALS)"),
			})
			if sent := cloud.Mock.Journal(); len(sent) > 0 {
				t.Errorf("sent %d requests", len(sent))
			}
		})
	}
}
