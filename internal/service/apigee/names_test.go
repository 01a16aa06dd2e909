package apigee

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

func TestAppReference(t *testing.T) {
	t.Parallel()
	acme := func(developer, app string) appkeys.AppName { return appkeys.Developer("acme", developer).App(app) }
	const developerID = "organizations/acme/developers/dev@acme.test"
	cases := map[string]struct {
		organization, developer, app string
		want                         appkeys.AppName
		contradicts                  bool
	}{
		"names": {"acme", "dev@acme.test", "portal", acme("dev@acme.test", "portal"), false},
		"default organization": {
			"", "dev@acme.test", "portal",
			appkeys.Developer("default", "dev@acme.test").App("portal"), false,
		},
		"organization of app": {
			"", "dev@acme.test", developerID + "/apps/portal",
			acme("dev@acme.test", "portal"), false,
		},
		"ids": {
			"organizations/acme", developerID, developerID + "/apps/a b",
			acme("dev@acme.test", "a b"), false,
		},
		"developer of another": {
			"other", developerID, "portal",
			appkeys.Developer("other", "dev@acme.test").App("portal"), true,
		},
		"app of another developer": {
			"acme", "ops@acme.test", developerID + "/apps/portal",
			acme("ops@acme.test", "portal"), true,
		},
		"ids of two organizations": {
			"", "organizations/b/developers/dev@acme.test", developerID + "/apps/portal",
			appkeys.Developer("b", "dev@acme.test").App("portal"), true,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reference := appReference{kind: developers(), Owner: types.StringValue(c.developer), App: types.StringValue(c.app)}
			if c.organization != "" {
				reference.Organization = types.StringValue(c.organization)
			}
			if diff := cmp.Diff(c.want, reference.name("default")); diff != "" {
				t.Error(diff)
			}
			var diags diag.Diagnostics
			if reference.validate(&diags); diags.HasError() != c.contradicts {
				t.Errorf("validate says %v", diags)
			}
		})
	}
}

func TestSplitID(t *testing.T) {
	t.Parallel()
	cases := map[string][]string{
		"organizations/acme/developers/dev@acme.test/apps/a b": {"acme", "dev@acme.test", "a b"},
		"organizations/acme/developers/dev@acme.test/apps/":    nil,
		"organizations/acme/developers/dev@acme.test":          nil,
		"organizations/acme/apps/x/developers/dev@acme.test":   nil,
		"organizations/acme/developers/d/apps/a/keys/k":        nil,
		"": nil,
	}
	for id, want := range cases {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			got, ok := splitID(id, "organizations", "developers", "apps")
			if diff := cmp.Diff(want, got); diff != "" && ok || ok != (want != nil) {
				t.Errorf("splitID = %q, %t", got, ok)
			}
		})
	}
}

func TestShownID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"nonsense":                             "nonsense",
		"acme/dev@acme.test/portal":            "acme/dev@acme.test/portal",
		"a-consumer-key-of-forty-8-characters": "...",
		"organizations/acme/developers/dev@acme.test/app/portal/keys/short":                   "organizations/acme/developers/dev@acme.test/app/portal/keys/...",
		"organizations/acme/developers/dev@acme.test/app/portal/keys/sha256:0123456789abcdef": "organizations/acme/developers/dev@acme.test/app/portal/keys/sha256:0123456789abcdef",
	} {
		if got := shownID(id); got != want {
			t.Errorf("%s is shown as %s, want %s", id, got, want)
		}
	}
}
