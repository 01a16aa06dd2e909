package apigee_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// impatient is a provider block with a short request_timeout.
func impatient(cloud *acctest.Apigee) string {
	return strings.Replace(cloud.Provider(), "{", "{\n  request_timeout = \"1s\"", 1)
}

// readRequest matches a read of a key.
var readRequest = core.Match{API: "apigee", Method: http.MethodGet, Path: appPathPattern + "/keys/.*"}

var autoApprove = []string{"apply", "-auto-approve", "-no-color", "-input=false"}

// Where nobody can know whose a key is, none is taken charge of and none deleted; the
// error names those it may be, and the next apply makes one.
func TestAccDeveloperAppKey_nothingIsGuessed(t *testing.T) {
	t.Parallel()
	equal := apigee.Key{Products: []apigee.KeyProduct{{Name: "weather", Status: "approved"}}}
	expiring := equal
	expiring.IssuedAt = time.Now()
	expiring.ExpiresAt = expiring.IssuedAt.Add(48 * time.Hour)
	cases := map[string]struct {
		fault core.Fault
		other *apigee.Key
		lines []string
		// keys are how many the app has then, with its first one.
		keys int
		says string
	}{
		"for ever, after the work":  {core.Fault{CutAfter: true}, nil, nil, 2, "any of them may be"},
		"for ever, an empty answer": {core.Fault{Status: 200, Body: "{}"}, nil, nil, 1, "although the app shows none so far"},
		"cut before the work": {
			core.Fault{CutBefore: true}, nil, []string{`expires_in = "48h"`}, 1, "although the app shows none so far",
		},
		"for ever, beside an equal one": {core.Fault{CutAfter: true}, &equal, nil, 3, "any of them may be"},
		"a gateway, and an equal one": {
			core.Fault{Status: 502, Body: "<html>"}, &expiring, []string{`expires_in = "48h"`}, 2, "any of them may be",
		},
		"own word, and an equal one made": {
			core.Fault{Status: 500, Body: google.ErrorBody(500, "INTERNAL", "Failed.")}, &equal, nil, 2, "any of them may be",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			c.fault.Match, c.fault.Times = generateRequest, 1
			if c.other != nil {
				c.fault.After = func() { cloud.Mock.AddKey(organization, developer, portal, *c.other) }
			}
			cloud.Mock.AddFault(c.fault)
			cli := acctest.NewCLI(t, impatient(cloud)+keyConfig(append(c.lines, weather)...))
			output, ok := cli.Try(autoApprove...)
			if ok || !inWords(c.says).MatchString(output) || !inWords("import it as").MatchString(output) {
				t.Errorf("the first apply says\n%s", output)
			}
			keys := thePortal(t, cloud).Keys
			if len(keys) != c.keys {
				t.Errorf("the app has %d keys, wanted %d", len(keys), c.keys)
			}
			for _, key := range keys[1:] {
				if !strings.Contains(output, apigee.KeyFingerprint(key.ConsumerKey)) {
					t.Errorf("the error does not name %s:\n%s", apigee.KeyFingerprint(key.ConsumerKey), output)
				}
			}
			expectNone(t, "the error", output, secretsOf(cloud))
			cli.Apply()
			if now := thePortal(t, cloud).Keys; len(now) != c.keys+1 {
				t.Errorf("after the next apply the app has %d keys, wanted %d", len(now), c.keys+1)
			}
			expectNone(t, "the state", stateOf(t, cli), secretsOf(cloud)[2:2*c.keys])
		})
	}
}

// An answer that is not the app or the key is no reason to write anything.
func TestAccDeveloperAppKey_otherAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"object": "{}", "null": "null", "list": "[]", "another app": `{"name":"other","appId":"a-1"}`, "nothing": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			before := thePortal(t, cloud)
			cloud.Mock.AddFault(core.Fault{
				Match: core.Match{API: "apigee", Method: "GET", Path: appPathPattern}, Times: 1, Status: 200, Body: body,
			})
			cli := acctest.NewCLI(t, cloud.Provider()+keyConfig(weather))
			output, ok := cli.Try(autoApprove...)
			explained := !strings.HasPrefix(body, "{") || inWords("Nothing of it was believed").MatchString(output)
			if ok || len(sent(cloud, "POST")) != 0 || !explained {
				t.Errorf("sent %q, and says\n%s", sent(cloud, "POST"), output)
			}
			expectUntouched(t, cloud, before)
			cli.Apply()
			// The app and the key itself are read.
			either := core.Match{API: "apigee", Method: "GET", Path: appPathPattern + "(/keys/.*)?"}
			cloud.Mock.AddFault(core.Fault{Match: either, Times: 2, Status: 200, Body: body})
			if output, ok := cli.Try(autoApprove...); ok {
				t.Errorf("a key that is none is believed:\n%s", output)
			}
			if output, ok := cli.Try("plan", "-detailed-exitcode", "-no-color"); !ok {
				t.Errorf("the plan is not empty:\n%s", output)
			}
		})
	}
}

// A key whose setup failed is deleted by its replacement, whatever deletion_policy says.
func TestAccDeveloperAppKey_unfinishedIsDeleted(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"abandon", "revoke"} {
		for _, lines := range []string{overlap, ""} {
			t.Run(policy+lines, func(t *testing.T) {
				t.Parallel()
				cloud := acctest.NewApigee(t)
				cloud.Mock.AddFault(core.Fault{
					Match: core.Match{API: "apigee", Method: "POST", Path: appPathPattern + "/keys/.*"}, Times: 1, Status: 403,
					Body: google.ErrorBody(403, "PERMISSION_DENIED", "Permission denied"),
				})
				cli := acctest.NewCLI(t, cloud.Provider()+keyConfig(weather, attribute("deletion_policy", policy),
					`attributes = { env = "prod" }`, lines))
				if output, ok := cli.Try(autoApprove...); ok {
					t.Errorf("apply says\n%s", output)
				}
				unfinished := newKey(t, cloud).ConsumerKey
				cli.Apply()
				if key := newKey(t, cloud); key.ConsumerKey == unfinished || key.Status != "approved" {
					t.Errorf("the app has key %s, %s", apigee.KeyFingerprint(key.ConsumerKey), key.Status)
				}
				cli.Destroy()
				if keys := thePortal(t, cloud).Keys; len(keys) != 2 {
					t.Errorf("a key that was finished did not end by its deletion_policy: %d keys", len(keys))
				}
			})
		}
	}
}

// A run that was killed leaves a key of one's own, which the next one takes.
func TestAccDeveloperAppKey_ownKeyOfAKilledRun(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	left := apigee.Key{ConsumerKey: "own", ConsumerSecret: "own-secret"}
	cloud.Mock.AddKey(organization, developer, portal, left)
	config := func(secret string) string {
		return cloud.Provider() + keyConfig(weather, `consumer_key = "own"`, attribute("consumer_secret", secret), overlap)
	}
	cli := acctest.NewCLI(t, config("another-secret"))
	if output, ok := cli.Try(autoApprove...); ok || !inWords("with another secret").MatchString(output) {
		t.Errorf("apply says\n%s", output)
	}
	cli.Write("main.tf", strings.Replace(cli.Config(), "another-secret", "own-secret", 1))
	cli.Apply()
	if key := newKey(t, cloud); len(key.Products) != 1 {
		t.Errorf("the key has the products %v", key.Products)
	}
	// Its replacement with the same key must not end it.
	if output := cli.Apply("-replace=" + keyAddress); !inWords("has the same consumer_key").MatchString(output) {
		t.Errorf("apply says\n%s", output)
	}
	newKey(t, cloud)
	if output, ok := cli.Try("plan", "-detailed-exitcode", "-no-color"); !ok {
		t.Errorf("the plan is not empty:\n%s", output)
	}
	cli.Destroy()
	if keys := thePortal(t, cloud).Keys; len(keys) != 1 {
		t.Errorf("the app has %d keys", len(keys))
	}
}

// A key of the provider's own is in state also where nobody knows whether it was made,
// and the next apply ends with one.
func TestAccDeveloperAppKey_unsettledOfTheProvider(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]bool{"it was made": true, "it was not made": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			before := thePortal(t, cloud)
			create := core.Match{API: "apigee", Method: "POST", Path: appPathPattern + "/keys"}
			cloud.Mock.AddFault(core.Fault{Match: create, CutAfter: late, CutBefore: !late})
			cloud.Mock.AddFault(core.Fault{
				Match: readRequest, CutBefore: true,
			})
			provider := strings.Replace(cloud.Provider(), "{", "{\n  max_retries = 0", 1)
			cli := acctest.NewCLI(t, provider+keyConfig(weather, `generated_by = "provider"`, `deletion_policy = "abandon"`))
			output, ok := cli.Try(autoApprove...)
			if ok || !inWords("apply again, and it is deleted where it turned up").MatchString(output) {
				t.Errorf("apply says\n%s", output)
			}
			cloud.Mock.ClearFaults()
			expectNone(t, "the error", output, secretsOf(cloud))
			cli.Apply()
			key := newKey(t, cloud)
			if len(key.ConsumerKey) != 48 || len(key.ConsumerSecret) != 64 || len(key.Products) != 1 {
				t.Errorf("the key has %d characters, its secret %d; its products are %v", len(key.ConsumerKey), len(key.ConsumerSecret), key.Products)
			}
			expectUntouched(t, cloud, before)
			if cloud.Mock.GenerateCalls() != 0 {
				t.Error("asked Apigee to generate")
			}
		})
	}
}

// A key is revoked although another change fails.
func TestAccDeveloperAppKey_revokedFirst(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	runSteps(t,
		resource.TestStep{Config: cloud.Provider() + keyConfig(weather)},
		resource.TestStep{
			Config:      cloud.Provider() + keyConfig(`api_products = { weather = {}, nowhere = {} }`, `status = "revoked"`),
			ExpectError: inWords("API Product [nowhere] does not exist"),
		},
		resource.TestStep{
			PreConfig: func() {
				if key := newKey(t, cloud); key.Status != "revoked" {
					t.Errorf("after a change that failed the key is %s", key.Status)
				}
			},
			Config: cloud.Provider() + keyConfig(weather, `status = "revoked"`),
		},
		resource.TestStep{
			Config:      cloud.Provider() + keyConfig(`api_products = { weather = {}, nowhere = {} }`),
			ExpectError: inWords("API Product [nowhere] does not exist"),
		},
	)
	actions := 0
	for _, r := range cloud.Mock.Requests(core.Match{API: "apigee", Method: http.MethodPost, Path: appPathPattern + "/keys/[^/]*"}) {
		if action := r.Query.Get("action"); action == "revoke" {
			actions++
		} else if action == "approve" {
			t.Error("approved a key whose change failed")
		}
	}
	if actions != 1 {
		t.Errorf("revoked %d times", actions)
	}
}

// A key needs no product that has the scopes of its app.
func TestAccDeveloperAppKey_scopesOfTheApp(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"no products": nil, "other products": {"api_products = { maps = {} }"},
		"scopes of its own": {weather, `scopes = ["WRITE"]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			before := thePortal(t, cloud)
			runSteps(t, resource.TestStep{Config: cloud.Provider() + keyConfig(lines...)})
			expectUntouched(t, cloud, before)
		})
	}
}

// Scopes that the configuration does not name are left to Apigee, also those that came
// while the key was about to change.
func TestAccDeveloperAppKey_scopesLeftToApigee(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"another product": {"api_products = { weather = {}, maps = {} }"},
		"an attribute":    {weather, `attributes = { env = "prod" }`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewApigee(t)
			cli := acctest.NewCLI(t, cloud.Provider()+keyConfig(weather))
			cli.Apply()
			key := newKey(t, cloud).ConsumerKey
			// The refresh reads the app, and the update the key.
			cloud.Mock.AddFault(core.Fault{
				Match: readRequest, Times: 1, Before: func() { setScopes(t, cloud, key, `{"scopes":["READ"]}`) },
			})
			cli.Write("main.tf", strings.Replace(cli.Config(), weather, strings.Join(lines, "\n  "), 1))
			cli.Apply()
			if got := newKey(t, cloud); len(got.Scopes) != 1 {
				t.Errorf("the key has scopes %v", got.Scopes)
			}
			if output, ok := cli.Try("plan", "-detailed-exitcode", "-no-color"); !ok {
				t.Errorf("the plan is not empty:\n%s", output)
			}
		})
	}
}

// setScopes changes the scopes of a key of the app portal as somebody else.
func setScopes(t *testing.T, cloud *acctest.Apigee, consumerKey, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, cloud.Mock.URL()+
		"/v1/organizations/acme/developers/dev@acme.test/apps/portal/keys/"+consumerKey, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+cloud.Mock.IssueGoogleToken("ana@shop.test"))
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != http.StatusOK || resp.Body.Close() != nil {
		t.Errorf("setting scopes: %v, %v", resp, err)
	}
}

// A key of one's own that is replaced by itself is brought in again as soon as its name
// is free.
func TestAccDeveloperAppKey_nameFreeLater(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t, mockserver.WithApigee(apigee.Quirks{KeysTakenAfterKeyDelete: time.Second}))
	cli := acctest.NewCLI(t, cloud.Provider()+keyConfig(weather, `consumer_key = "own"`, `consumer_secret = "own-secret"`))
	cli.Apply()
	cli.Apply("-replace=" + keyAddress)
	newKey(t, cloud)
}
