package apigee_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

const appPathPattern = "/v1/organizations/acme/developers/[^/]+/apps/[^/]+"

// generateRequest matches the generate method, and an action on an app.
var generateRequest = core.Match{API: "apigee", Method: http.MethodPost, Path: appPathPattern}

// fiftyKeys are ten keys on each of five apps, which the server gets.
func fiftyKeys(cloud *acctest.Apigee) string {
	for i := range 5 {
		cloud.Mock.AddApp(organization, developer, apigee.App{
			Name: fmt.Sprintf("app-%d", i), CallbackURL: "https://acme.test/cb",
			Attributes: []apigee.Attribute{{Name: "Notes", Value: "kept"}},
			Keys:       []apigee.Key{{Products: []apigee.KeyProduct{{Name: "maps", Status: "approved"}}}},
		})
	}
	keys := keyConfig("count = 50", weather, `expires_in = "48h"`, `attributes = { env = "prod" }`)
	return cloud.Provider() + strings.Replace(keys, `"portal"`, `"app-${count.index % 5}"`, 1)
}

// expectTenEach checks that each app has its first key and ten more, which are the
// ones in the state, and all else as it was.
func expectTenEach(t *testing.T, cloud *acctest.Apigee, before []apigee.App, state string) {
	t.Helper()
	for i, app := range cloud.Mock.Apps(organization) {
		if app.Name == portal {
			continue
		}
		if len(app.Keys) != 11 {
			t.Errorf("%s has %d keys, wanted 11", app.Name, len(app.Keys))
		}
		for n, key := range app.Keys {
			if known := strings.Contains(state, key.ConsumerKey); known != (n > 0) {
				t.Errorf("key %d of %s is in the state: %t", n, app.Name, known)
			}
		}
		app.Keys, app.LastModifiedAt = app.Keys[:1], before[i].LastModifiedAt
		if got, want := fmt.Sprintf("%+v", app), fmt.Sprintf("%+v", before[i]); got != want {
			t.Errorf("the app is\n%s\nand was\n%s", got, want)
		}
	}
}

func TestAccDeveloperAppKey_fiftyWithOneAnswerInTenLost(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	cli := acctest.NewCLI(t, fiftyKeys(cloud))
	before := cloud.Mock.Apps(organization)
	cloud.Mock.AddFault(core.Fault{Match: core.Match{API: "apigee"}, EveryNth: 10, CutAfter: true})
	args := []string{"apply", "-auto-approve", "-no-color", "-input=false"}
	output, ok := cli.Try(args...)
	if !ok {
		t.Logf("the first apply failed:\n%s", output)
		cli.Run(args...)
	}
	t.Logf("50 keys on 5 apps: second apply needed: %t, generate called %d times", !ok, cloud.Mock.GenerateCalls())
	expectTenEach(t, cloud, before, stateOf(t, cli))
	if minted := cloud.Mock.KeysMinted(); minted != 50 {
		t.Errorf("the server made %d keys, wanted 50", minted)
	}
}

func TestAccDeveloperAppKey_requests(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	const n = 20
	keys := keyConfig(fmt.Sprint("count = ", n), weather, `attributes = { env = "prod" }`)
	cli := acctest.NewCLI(t, cloud.Provider()+keys)
	for _, c := range []struct {
		what string
		run  func()
		most int
	}{
		{"create", func() { cli.Apply() }, 3*n + 4},
		{"refresh", func() { cli.Run("plan", "-refresh-only", "-no-color") }, 1 + 4},
		{"destroy", func() { cli.Destroy() }, n + 1 + 4},
	} {
		cloud.Mock.ResetJournal()
		c.run()
		got := len(cloud.Mock.Journal())
		t.Logf("%s %d keys of one app: %d requests", c.what, n, got)
		if got == 0 || got > c.most {
			t.Errorf("%s took %d requests, wanted at most %d", c.what, got, c.most)
		}
	}
	// The attributes of the app are sent with each key that is generated, products of the app with nothing else.
	for _, put := range cloud.Mock.Requests(core.Match{API: "apigee", Method: http.MethodPut, Path: appPathPattern}) {
		t.Errorf("changed the app: %s", put.Body)
	}
}

// A key that was made is taken charge of although the answer was lost, where it must be
// this run's, and none is made twice.
func TestAccDeveloperAppKey_lostAnswers(t *testing.T) {
	t.Parallel()
	createRequest := core.Match{API: "apigee", Path: appPathPattern + "/keys"}
	setupRequest := core.Match{API: "apigee", Method: "POST", Path: appPathPattern + "/keys/.*"}
	expiring := []string{weather, `expires_in = "48h"`}
	own := []string{weather, `consumer_key = "own"`, `consumer_secret = "secret"`}
	provider := []string{weather, `generated_by = "provider"`}
	failed := google.ErrorBody(503, "UNAVAILABLE", "The service is unavailable.")
	cases := map[string]struct {
		fault core.Fault
		lines []string
		// generated is how often the server carried generate out.
		generated int
	}{
		"generate, after the work":    {core.Fault{Match: generateRequest, CutAfter: true}, expiring, 1},
		"generate, Apigee's own word": {core.Fault{Match: generateRequest, Status: 503, Body: failed}, expiring, 1},
		"generate for ever, own word": {core.Fault{Match: generateRequest, Status: 503, Body: failed}, []string{weather}, 1},
		"own key, after the work":     {core.Fault{Match: createRequest, CutAfter: true}, own, 0},
		"provider's, after the work":  {core.Fault{Match: createRequest, CutAfter: true}, provider, 0},
		"provider's, before the work": {core.Fault{Match: createRequest, CutBefore: true}, provider, 0},
		"provider's, a gateway":       {core.Fault{Match: createRequest, Status: 502, Body: "<html>"}, provider, 0},
		"provider's, an empty answer": {core.Fault{Match: createRequest, Status: 200, Body: "{}"}, provider, 0},
		"products, after the work":    {core.Fault{Match: setupRequest, CutAfter: true}, own, 0},
		"delete, after the work":      {core.Fault{Match: core.Match{API: "apigee", Method: "DELETE"}, CutAfter: true}, expiring, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			before := thePortal(t, cloud)
			c.fault.Times = 1
			cloud.Mock.AddFault(c.fault)
			runSteps(t, resource.TestStep{
				Config: cloud.Provider() + keyConfig(c.lines...),
				Check: func(s *terraform.State) error {
					key := newKey(t, cloud)
					if s.RootModule().Resources[keyAddress].Primary.Attributes["consumer_key"] != key.ConsumerKey {
						t.Error("the state has another key than the server")
					}
					return nil
				},
			})
			expectUntouched(t, cloud, before)
			if got := cloud.Mock.GenerateCalls(); got != c.generated {
				t.Errorf("generate was carried out %d times, wanted %d", got, c.generated)
			}
			if lost := cloud.Mock.Requests(c.fault.Match); len(lost) == 0 {
				t.Error("no request met the fault")
			}
		})
	}
}

// A product that is gone already when its removal is sent again is removed.
func TestAccDeveloperAppKey_lostAnswerToRemoval(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	removal := core.Match{API: "apigee", Method: http.MethodDelete, Path: ".*/apiproducts/maps"}
	cloud.Mock.AddFault(core.Fault{Match: removal, Times: 1, CutAfter: true})
	runSteps(t,
		resource.TestStep{Config: cloud.Provider() + keyConfig(`api_products = { weather = {}, maps = {} }`)},
		resource.TestStep{Config: cloud.Provider() + keyConfig(weather)},
	)
	removal.Status = http.StatusBadRequest
	if refused := cloud.Mock.Requests(removal); len(refused) != 1 {
		t.Errorf("%d removals were refused, wanted the second one", len(refused))
	}
}

// An app that was just made shows no keys for a moment.
func TestAccDeveloperAppKey_newApp(t *testing.T) {
	t.Parallel()
	for name, order := range map[string]apigee.CredentialOrder{
		"oldest first": apigee.OldestFirst, "newest first": apigee.NewestFirst, "shuffled": apigee.Shuffled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t, mockserver.WithApigee(apigee.Quirks{
				HiddenReads: 2, Order: order, ActionAnswer: apigee.AnswerEmpty,
			}))
			runSteps(t, resource.TestStep{
				Config: cloud.Provider() + keyConfig(weather, `status = "revoked"`),
				Check: func(s *terraform.State) error {
					key := newKey(t, cloud)
					if s.RootModule().Resources[keyAddress].Primary.Attributes["consumer_key"] != key.ConsumerKey {
						t.Error("took charge of a key that was there before")
					}
					return nil
				},
			})
		})
	}
}

// A failure after the key was made keeps it in state.
func TestAccDeveloperAppKey_failureAfterCreation(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	config := cloud.Provider() + keyConfig(`api_products = { weather = {}, nowhere = {} }`, `consumer_key = "own"`, `consumer_secret = "secret"`)
	cli := acctest.NewCLI(t, config)
	output, ok := cli.Try("apply", "-auto-approve", "-no-color")
	if ok || !inWords("API Product [nowhere] does not exist").MatchString(output) {
		t.Errorf("apply says\n%s", output)
	}
	if !strings.Contains(stateOf(t, cli), apigee.KeyFingerprint(newKey(t, cloud).ConsumerKey)) {
		t.Error("the key that was made is not in the state")
	}
	cli.Write("main.tf", strings.Replace(cli.Config(), "nowhere", "maps", 1))
	cli.Apply()
	if products := newKey(t, cloud).Products; len(products) != 2 {
		t.Errorf("the key has the products %v", products)
	}
	cli.Destroy()
}

func TestAccDeveloperAppKey_refused(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	viewer := cloud.Provider(attribute("access_token", cloud.Mock.IssueGoogleToken("viewer@shop.test")))
	cases := map[string]struct{ config, want string }{
		"organization": {cloud.Provider(`organization = "nowhere"`) + keyConfig(weather), "in organization nowhere"},
		"developer": {
			cloud.Provider() + strings.Replace(keyConfig(weather), developer, "nobody@acme.test", 1),
			"DeveloperId nobody@acme.test does not exist in organization acme",
		},
		"app": {
			cloud.Provider() + strings.Replace(keyConfig(weather), portal, "nowhere", 1),
			"App named nowhere does not exist under dev@acme.test",
		},
		"product":         {cloud.Provider() + keyConfig(`api_products = { nowhere = {} }`), "API Product [nowhere] does not exist"},
		"permission":      {viewer + keyConfig(weather), "need the IAM permission apigee.developerapps.manage in organization acme"},
		"token":           {cloud.Provider(`access_token = "wrong"`) + keyConfig(weather), "Check the credentials: the provider's google attribute"},
		"no organization": {strings.Replace(cloud.Provider(), `organization = "acme"`, "", 1) + keyConfig(weather), "Set organization here, or in the provider's google attribute"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runSteps(t, resource.TestStep{Config: c.config, ExpectError: inWords(c.want)})
		})
	}
}
