package apigee

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// What to do next goes by the reason that Google gives, not by the status alone.
func TestRemedies(t *testing.T) {
	t.Parallel()
	forbidden := func(reason, permission string) error {
		return &client.APIError{Status: 403, Kind: "PERMISSION_DENIED", Reason: reason, Permission: permission}
	}
	cases := map[string]struct {
		err  error
		want string
	}{
		"disabled":      {forbidden("SERVICE_DISABLED", ""), "Enable the Apigee API, apigee.googleapis.com"},
		"quota project": {forbidden("USER_PROJECT_DENIED", ""), "serviceusage.services.use"},
		"no project":    {forbidden("CONSUMER_INVALID", ""), "Set billing_project"},
		"permission":    {forbidden("IAM_PERMISSION_DENIED", "apigee.appkeys.get"), "need the IAM permission apigee.appkeys.get"},
		"no reason":     {forbidden("", ""), "need the IAM permission apigee.developerapps.get in organization acme"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := operation{
				tried: "read what there is", permissions: developers().permits("get"),
				app: appkeys.Developer("acme", "dev@acme.test").App("portal"),
			}
			if got := op.remedy(c.err); !strings.Contains(got, c.want) {
				t.Error(got)
			}
		})
	}
}

// Where no organization is known, none is made up.
func TestFailureWithoutAnOrganization(t *testing.T) {
	t.Parallel()
	op := operation{tried: "generate a key", app: appkeys.Developer("", "dev@acme.test").App("portal")}
	var diags diag.Diagnostics
	op.addFailure(errNoOrganization, &diags)
	if text := diags[0].Detail(); !strings.HasPrefix(text, `Tried to generate a key of app "portal" of developer dev@acme.test.`) {
		t.Error(text)
	}
}
