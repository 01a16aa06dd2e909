package apigee_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// planIs is a step that plans the action and nothing more.
func planIs(address string, action plancheck.ResourceActionType, config string) resource.TestStep {
	return resource.TestStep{
		Config: config, PlanOnly: true, ExpectNonEmptyPlan: action != plancheck.ResourceActionNoop,
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PostApplyPreRefresh: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)},
		},
	}
}

// Another organization is another app, however it is named.
func TestAccDeveloperAppKey_anotherOrganization(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	const replace = plancheck.ResourceActionDestroyBeforeCreate
	app := func(organization string) string {
		return strings.Replace(keyConfig(weather), `"portal"`,
			`"organizations/`+organization+`/developers/dev@acme.test/apps/portal"`, 1)
	}
	runSteps(t,
		resource.TestStep{Config: cloud.Provider() + keyConfig(weather)},
		planIs(keyAddress, plancheck.ResourceActionNoop, cloud.Provider()+app("acme")),
		planIs(keyAddress, replace, cloud.Provider()+app("other")),
		planIs(keyAddress, replace, cloud.Provider()+keyConfig(weather, `organization = "other"`)),
		planIs(keyAddress, replace, strings.Replace(cloud.Provider(), `"acme"`, `"other"`, 1)+keyConfig(weather)),
		planIs(keyAddress, plancheck.ResourceActionNoop,
			strings.Replace(cloud.Provider(), `"acme"`, `"other"`, 1)+keyConfig(weather, `organization = "acme"`)),
	)
}

// An app that is written as an id after an import is not changed.
func TestAccDeveloperAppStatus_idAfterImport(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	const id = "organizations/acme/developers/dev@acme.test/apps/portal"
	runSteps(t,
		resource.TestStep{
			Config: cloud.Provider() + statusConfig("approved"), ResourceName: statusAddress, ImportState: true,
			ImportStateId: id, ImportStatePersist: true,
		},
		planIs(statusAddress, plancheck.ResourceActionNoop,
			cloud.Provider()+strings.Replace(statusConfig("approved"), `"portal"`, `"`+id+`"`, 1)),
	)
}

// A key that was imported is as good as one of either generator.
func TestAccDeveloperAppKey_generatorAfterImport(t *testing.T) {
	t.Parallel()
	for _, generator := range []string{"apigee", "provider"} {
		t.Run(generator, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			key := cloud.Mock.AddKey(organization, developer, portal, apigee.Key{})
			config := cloud.Provider() + keyConfig(attribute("generated_by", generator), notStored)
			action := plancheck.ResourceActionNoop
			if generator == "provider" {
				action = plancheck.ResourceActionUpdate
			}
			runSteps(t,
				resource.TestStep{
					Config: config, ResourceName: keyAddress, ImportState: true, ImportStatePersist: true,
					ImportStateId: "organizations/acme/developers/dev@acme.test/apps/portal/keys/" + apigee.KeyFingerprint(key.ConsumerKey),
				},
				planIs(keyAddress, action, config),
				resource.TestStep{Config: config},
			)
		})
	}
	cloud := acctest.NewApigee(t)
	runSteps(t,
		resource.TestStep{Config: cloud.Provider() + keyConfig(weather)},
		planIs(keyAddress, plancheck.ResourceActionDestroyBeforeCreate,
			cloud.Provider()+keyConfig(weather, `generated_by = "provider"`)),
	)
}

// A plan tells of a key that ends before its successor exists, and of one that a
// destroy leaves valid.
func TestAccDeveloperAppKey_warnings(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	gap, stays := inWords("Ends Before the New One Exists"), inWords("Developer App Key Stays Valid")
	cli := acctest.NewCLI(t, cloud.Provider()+
		keyConfig(weather, `expires_in = "48h"`, `rotate_when_changed = { n = "1" }`))
	plan := func(what string, wantGap, wantStays bool, args ...string) {
		t.Helper()
		output := cli.Run(append([]string{"plan", "-no-color"}, args...)...)
		if gap.MatchString(output) != wantGap || stays.MatchString(output) != wantStays {
			t.Errorf("%s: the plan says\n%s", what, output)
		}
	}
	plan("create", false, false)
	cli.Apply()
	plan("destroy", false, false, "-destroy")
	cli.Write("main.tf", strings.Replace(cli.Config(), `n = "1"`, `n = "2"`, 1))
	plan("rotation", true, false)
	cli.Write("main.tf", strings.Replace(cli.Config(), `expires_in = "48h"`, `expires_in = "47h"`, 1))
	cli.Write("main.tf", strings.Replace(cli.Config(), `n = "2"`, `n = "1"`, 1))
	plan("another lifetime", false, false)
	cli.Write("main.tf", strings.Replace(cli.Config(), weather, weather+"\n  deletion_policy = \"abandon\"", 1))
	cli.Apply()
	cli.Write("main.tf", strings.Replace(cli.Config(), `n = "1"`, `n = "2"`, 1))
	plan("rotation that abandons", false, false)
	plan("destroy that abandons", false, true, "-destroy")
	until := newKey(t, cloud).ExpiresAt.UTC().Format(time.DateOnly)
	if output := cli.Destroy(); !inWords("is valid until " + until).MatchString(strings.ReplaceAll(output, until+"T", until+" ")) {
		t.Errorf("destroy says\n%s", output)
	}
}
