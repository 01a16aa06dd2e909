package provider

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

// googleObject is the value of the provider's google attribute.
type googleObject struct {
	types.Object
}

// configure makes the Google half, or gives the reason why there is none. As for
// OpenStack, only what is wrong with the configuration itself is a diagnostic.
func (o googleObject) configure(
	how client.TransportConfig, now func() time.Time, diags *diag.Diagnostics,
) (*client.Google, error) {
	if hasUnknown(o.Object) {
		return nil, client.ErrUnknownConfiguration
	}
	config, err := o.resolve()
	config.Now = now
	var cloud *client.Google
	if err == nil {
		cloud, err = client.NewGoogle(config, how)
	}
	if err != nil && !o.IsNull() {
		diags.AddAttributeError(path.Root("google"), "Invalid Google Configuration", service.Sentence(err.Error()))
	}
	return cloud, err
}

// resolve adds what the environment says to what the configuration says.
func (o googleObject) resolve() (client.GoogleConfig, error) {
	organization := orEnv(text(o.Object, "organization"), organizationVariables...)
	config := client.GoogleConfig{
		Credentials:                        text(o.Object, "credentials"),
		AccessToken:                        text(o.Object, "access_token"),
		ImpersonateServiceAccount:          orEnv(text(o.Object, "impersonate_service_account"), impersonationVariables...),
		ImpersonateServiceAccountDelegates: o.delegates(),
		BillingProject:                     orEnv(text(o.Object, "billing_project"), billingProjectVariables...),
		Organization:                       strings.TrimPrefix(organization, "organizations/"),
		ApigeeEndpoint:                     orEnv(text(o.Object, "apigee_custom_endpoint"), apigeeVariables...),
		IntegrationsEndpoint:               orEnv(text(o.Object, "integrations_custom_endpoint"), integrationsVariables...),
		IAMCredentialsEndpoint:             firstSet(iamCredentialsVariables...),
	}
	// A variable must not win over an attribute that says the same in another way.
	if config.Credentials == "" && config.AccessToken == "" {
		config.Credentials, config.AccessToken = firstSet(credentialsVariables...), firstSet(accessTokenVariables...)
	}
	var err error
	config.CheckAtPlan = isTrue(o.Object, "check_at_plan")
	config.UserProjectOverride, err = o.userProjectOverride()
	return config, errors.Join(err, checkGoogle(config))
}

func (o googleObject) delegates() []string {
	list, _ := o.Attributes()["impersonate_service_account_delegates"].(types.List)
	var emails []string
	for _, element := range list.Elements() {
		if email, ok := element.(types.String); ok {
			emails = append(emails, email.ValueString())
		}
	}
	return emails
}

func (o googleObject) userProjectOverride() (bool, error) {
	if value, ok := o.Attributes()["user_project_override"].(types.Bool); ok && !value.IsNull() {
		return value.ValueBool(), nil
	}
	for _, name := range projectOverrideVariables {
		if text := os.Getenv(name); text != "" {
			value, err := strconv.ParseBool(text)
			if err != nil {
				return false, errors.New(name + " must be true or false")
			}
			return value, nil
		}
	}
	return false, nil
}

// checkGoogle says what is wrong with the values that may come from variables.
func checkGoogle(c client.GoogleConfig) error {
	for _, endpoint := range []struct{ name, url string }{
		{"apigee_custom_endpoint (or GOOGLE_APIGEE_CUSTOM_ENDPOINT)", c.ApigeeEndpoint},
		{"integrations_custom_endpoint (or GOOGLE_INTEGRATIONS_CUSTOM_ENDPOINT)", c.IntegrationsEndpoint},
		{"GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT", c.IAMCredentialsEndpoint},
	} {
		if endpoint.url != "" && !isHTTPURL(endpoint.url) {
			return fmt.Errorf("%s must be a URL that starts with http:// or https://, without a user or a password in it",
				endpoint.name)
		}
	}
	if len(c.ImpersonateServiceAccountDelegates) > 0 && c.ImpersonateServiceAccount == "" {
		return errors.New("impersonate_service_account_delegates needs impersonate_service_account")
	}
	return nil
}
