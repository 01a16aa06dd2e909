package provider

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// googleVariable says whether a variable may configure Google.
func googleVariable(name string) bool {
	return strings.HasPrefix(name, "GOOGLE_") || strings.HasPrefix(name, "GCLOUD_") || name == "USER_PROJECT_OVERRIDE"
}

func emails(list ...attr.Value) types.List { return types.ListValueMust(types.StringType, list) }

func TestGoogleAttributes(t *testing.T) {
	clearEnvironment(t)
	got, err := values{
		"access_token": "t", "impersonate_service_account": "ci@acme.test",
		"impersonate_service_account_delegates": emails(types.StringValue("a@acme.test"), types.StringValue("b@acme.test")),
		"billing_project":                       "p1", "user_project_override": true, "organization": "organizations/acme",
		"apigee_custom_endpoint": "https://a.test/v1/", "integrations_custom_endpoint": "https://i.test",
	}.google(t).resolve()
	want := client.GoogleConfig{
		AccessToken: "t", ImpersonateServiceAccount: "ci@acme.test",
		ImpersonateServiceAccountDelegates: []string{"a@acme.test", "b@acme.test"},
		BillingProject:                     "p1", UserProjectOverride: true, Organization: "acme",
		ApigeeEndpoint: "https://a.test/v1/", IntegrationsEndpoint: "https://i.test",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, (-want +got):\n%s", err, diff)
	}
}

// googleVariables are the variables of Google, each with a value, its attribute and
// another value of that, and what they set.
var googleVariables = map[string]struct {
	value, attribute string
	other            any
	field            func(*client.GoogleConfig) any
}{
	"GOOGLE_CREDENTIALS":        {"env", "credentials", "own", func(c *client.GoogleConfig) any { return c.Credentials }},
	"GOOGLE_CLOUD_KEYFILE_JSON": {"env", "credentials", "own", func(c *client.GoogleConfig) any { return c.Credentials }},
	"GCLOUD_KEYFILE_JSON":       {"env", "credentials", "own", func(c *client.GoogleConfig) any { return c.Credentials }},
	"GOOGLE_OAUTH_ACCESS_TOKEN": {"env", "access_token", "own", func(c *client.GoogleConfig) any { return c.AccessToken }},
	"GOOGLE_IMPERSONATE_SERVICE_ACCOUNT": {
		"env", "impersonate_service_account", "own",
		func(c *client.GoogleConfig) any { return c.ImpersonateServiceAccount },
	},
	"GOOGLE_BILLING_PROJECT": {
		"env", "billing_project", "own", func(c *client.GoogleConfig) any { return c.BillingProject },
	},
	"USER_PROJECT_OVERRIDE": {
		"true", "user_project_override", false, func(c *client.GoogleConfig) any { return c.UserProjectOverride },
	},
	"GOOGLE_APIGEE_ORGANIZATION": {
		"env", "organization", "own", func(c *client.GoogleConfig) any { return c.Organization },
	},
	"GOOGLE_APIGEE_CUSTOM_ENDPOINT": {
		"http://env", "apigee_custom_endpoint", "http://own", func(c *client.GoogleConfig) any { return c.ApigeeEndpoint },
	},
	"GOOGLE_INTEGRATIONS_CUSTOM_ENDPOINT": {
		"http://env", "integrations_custom_endpoint", "http://own",
		func(c *client.GoogleConfig) any { return c.IntegrationsEndpoint },
	},
	"GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT": {
		"http://env", "", nil, func(c *client.GoogleConfig) any { return c.IAMCredentialsEndpoint },
	},
}

func TestGoogleVariables(t *testing.T) {
	for name, tt := range googleVariables {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			t.Setenv(name, tt.value)
			config, err := values(nil).google(t).resolve()
			var want any = tt.value
			if want == "true" {
				want = true
			}
			if got := tt.field(&config); got != want || err != nil {
				t.Errorf("%v, want the variable's %v; error %v", got, want, err)
			}
			if tt.attribute == "" {
				return
			}
			config, err = values{tt.attribute: tt.other}.google(t).resolve()
			if got := tt.field(&config); got != tt.other || err != nil {
				t.Errorf("%v, want the attribute's %v; error %v", got, tt.other, err)
			}
			description := googleSchema().Attributes[tt.attribute].GetMarkdownDescription()
			if !strings.Contains(description, "`"+name+"`") {
				t.Errorf("the description of %s does not name the variable", tt.attribute)
			}
		})
	}
}

// TestGoogleCredentialsWinOverVariables holds that a variable for one way to log in
// does not come in where the configuration has another.
func TestGoogleCredentialsWinOverVariables(t *testing.T) {
	both := map[string]string{"GOOGLE_CREDENTIALS": "env", "GOOGLE_OAUTH_ACCESS_TOKEN": "env"}
	tests := map[string]struct {
		google                   values
		credentials, accessToken string
	}{
		"credentials":  {values{"credentials": "own"}, "own", ""},
		"access token": {values{"access_token": "own"}, "", "own"},
		"neither":      {nil, "env", "env"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setEnvironment(t, both)
			config, err := tt.google.google(t).resolve()
			if err != nil || config.Credentials != tt.credentials || config.AccessToken != tt.accessToken {
				t.Errorf("credentials %q, access token %q, error %v", config.Credentials, config.AccessToken, err)
			}
		})
	}
}

func TestGoogleSecretsAreSensitive(t *testing.T) {
	t.Parallel()
	for name, attribute := range googleSchema().Attributes {
		want := name == "access_token" || name == "credentials"
		if _, ok := attribute.(schema.StringAttribute); ok && attribute.IsSensitive() != want {
			t.Errorf("%s: sensitive %t, want %t", name, !want, want)
		}
	}
}

func TestRefusedGoogleConfigurations(t *testing.T) {
	clearEnvironment(t)
	tests := map[string]struct {
		google values
		env    map[string]string
		want   string
	}{
		"delegates of nobody": {
			values{"access_token": "t", "impersonate_service_account_delegates": emails(types.StringValue("a"))},
			nil,
			"impersonate_service_account_delegates needs impersonate_service_account",
		},
		"an endpoint without a scheme": {
			values{"access_token": "t"},
			map[string]string{"GOOGLE_APIGEE_CUSTOM_ENDPOINT": "apigee.test"},
			"apigee_custom_endpoint (or GOOGLE_APIGEE_CUSTOM_ENDPOINT) must be a URL",
		},
		"credentials that are no file": {
			values{"credentials": "/no/such/hunter2"}, nil, "neither JSON nor a file that can be read: no such file",
		},
		"neither true nor false": {
			values{"access_token": "t"},
			map[string]string{"USER_PROJECT_OVERRIDE": "perhaps"},
			"USER_PROJECT_OVERRIDE must be true or false",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setEnvironment(t, tt.env)
			c, diags := configuration{google: tt.google}.configure(t)
			if c != nil || diags.ErrorsCount() != 1 || !strings.Contains(diags[0].Detail(), tt.want) ||
				strings.Contains(diags[0].Detail(), "hunter2") {
				t.Errorf("client %v, diagnostics %v", c, diags)
			}
		})
	}
}

func TestRefusedGoogleAttributes(t *testing.T) {
	t.Parallel()
	both := configuration{google: values{"credentials": "{}", "access_token": "t"}}
	if diff := cmp.Diff([]string{at("google", "credentials")}, both.validate(t)); diff != "" {
		t.Errorf("both ways to log in: paths of errors (-want +got):\n%s", diff)
	}
	tests := map[string]values{
		"access_token": {"access_token": ""}, "organization": {"organization": ""},
		"billing_project":              {"billing_project": ""},
		"impersonate_service_account":  {"impersonate_service_account": ""},
		"apigee_custom_endpoint":       {"apigee_custom_endpoint": "apigee.test/v1"},
		"integrations_custom_endpoint": {"integrations_custom_endpoint": "ftp://i.test"},
	}
	for name, google := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff([]string{at("google", name)}, configuration{google: google}.validate(t)); diff != "" {
				t.Errorf("paths of errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEitherHalfWorksAlone(t *testing.T) {
	clearEnvironment(t)
	c, diags := configuration{google: values{"access_token": "t", "organization": "acme"}}.configure(t)
	if diags.HasError() {
		t.Fatal(diags)
	}
	if _, err := c.OpenStack(); err == nil {
		t.Error("there is an OpenStack cloud")
	}
	apigee, err := c.Apigee(t.Context())
	if err != nil || apigee.Organization != "acme" || apigee.MaxRetries != client.DefaultMaxRetries {
		t.Errorf("Apigee %v, error %v", apigee, err)
	}
	setEnvironment(t, enough)
	if c, diags = (configuration{}).configure(t); diags.HasError() {
		t.Fatal(diags)
	}
	if _, err := c.OpenStack(); err != nil {
		t.Errorf("OpenStack: %v", err)
	}
}

func TestGoogleNotKnownYet(t *testing.T) {
	clearEnvironment(t)
	for name, google := range map[string]values{
		"token":    {"access_token": types.StringUnknown()},
		"delegate": {"access_token": "t", "impersonate_service_account_delegates": emails(types.StringUnknown())},
	} {
		c, diags := configuration{google: google}.configure(t)
		if diags.HasError() {
			t.Fatal(diags)
		}
		if _, err := c.Apigee(t.Context()); !errors.Is(err, client.ErrUnknownConfiguration) {
			t.Errorf("%s: error %v, want that it is not known yet", name, err)
		}
	}
}

func TestClock(t *testing.T) {
	clearEnvironment(t)
	at := time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
	c, diags := configuration{google: values{"access_token": "t"}}.configure(t, WithClock(func() time.Time { return at }))
	if diags.HasError() {
		t.Fatal(diags)
	}
	apigee, err := c.Apigee(t.Context())
	if err != nil || !apigee.Now().Equal(at) {
		t.Errorf("Apigee %v, error %v", apigee, err)
	}
}
