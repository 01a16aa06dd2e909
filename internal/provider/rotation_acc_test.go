package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

// TestAccRotationExample has the time of two rotations pass for the guide's example.
func TestAccRotationExample(t *testing.T) {
	t.Parallel()
	e := newExample(t, "guides/rotating-keys/before_expiry.tf")
	e.Write("main.tf", e.Config()+"provider \"custody\" {}\n"+e.content)
	e.Apply()
	first := e.validKeys()
	e.expectPlan("just made", false)

	e.pass("1800h") // 75 days
	e.expectPlan("16 days before the expiry", false)
	e.pass("72h")
	e.expectPlan("13 days before the expiry", true)
	e.Apply()
	both := e.validKeys()
	if len(both) != len(first)+1 || !slices.Contains(both, first[len(first)-1]) {
		t.Errorf("the valid keys are %v, wanted those before the rotation, %v, and one more", both, first)
	}
	e.expectPlan("after the rotation", false)

	e.pass("336h") // 14 days
	if now := e.validKeys(); slices.Contains(now, first[len(first)-1]) || len(now) != len(first) {
		t.Errorf("after its expiry the old key is among the valid ones: %v", now)
	}
	e.expectPlan("after the expiry of the old key", false)
	e.Destroy()
}

// pass has time pass on the mock server.
func (e *example) pass(duration string) {
	e.t.Helper()
	body := strings.NewReader(`{"advance": "` + duration + `"}`)
	req, err := http.NewRequestWithContext(e.t.Context(), http.MethodPost, e.cloud.Mock.URL()+"/_mock/clock", body)
	if err != nil {
		e.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		e.t.Fatalf("the clock answers %s", resp.Status)
	}
}

// expectPlan says whether the plan is to replace the key, or else that there is nothing to do.
func (e *example) expectPlan(when string, replaces bool) {
	e.t.Helper()
	output, empty := e.Try("plan", "-no-color", "-detailed-exitcode")
	if empty == replaces || replaces && !strings.Contains(output, "must be replaced") {
		e.t.Errorf("%s, the plan is\n%s", when, output)
	}
}

// validKeys are the fingerprints of the keys of the app that Apigee takes at the server's time.
func (e *example) validKeys() []string {
	e.t.Helper()
	app, _ := e.cloud.Mock.App("acme", "dev@acme.test", "portal")
	var valid []string
	for _, key := range app.Keys {
		if key.ExpiresAt.IsZero() || key.ExpiresAt.After(e.cloud.Mock.Now()) {
			valid = append(valid, apigee.KeyFingerprint(key.ConsumerKey))
		}
	}
	return valid
}
