package provider

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

// openstackObject is the value of the provider's openstack attribute.
type openstackObject struct {
	types.Object
}

// text is a string attribute's value, empty where it is null.
func text(object types.Object, name string) string {
	value, _ := object.Attributes()[name].(types.String)
	return value.ValueString()
}

func isTrue(object types.Object, name string) bool {
	value, _ := object.Attributes()[name].(types.Bool)
	return value.ValueBool()
}

// firstSet is the first of the variables that has a value.
func firstSet(env ...string) string {
	for _, name := range env {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

func hasUnknown(object types.Object) bool {
	if object.IsUnknown() {
		return true
	}
	return slices.ContainsFunc(slices.Collect(maps.Values(object.Attributes())), func(value attr.Value) bool {
		switch value := value.(type) {
		case types.Object:
			return hasUnknown(value)
		case types.List:
			return value.IsUnknown() || slices.ContainsFunc(value.Elements(), attr.Value.IsUnknown)
		case types.Map:
			return value.IsUnknown() || slices.ContainsFunc(slices.Collect(maps.Values(value.Elements())), attr.Value.IsUnknown)
		default:
			return value.IsUnknown()
		}
	})
}

// loginMethod names the ways to log in. Attributes of two of them cannot work together.
type loginMethod struct {
	name       string
	attributes []string
}

var loginMethods = []loginMethod{
	{"an application credential", []string{
		"application_credential_id", "application_credential_name", "application_credential_secret",
	}},
	{"a token", []string{"token"}},
	passwordLogin,
}

// passwordLogin is also the way of a user of whom nothing else is configured.
var passwordLogin = loginMethod{"a password", []string{"password"}}

// chosen are the methods of which an attribute is set.
func chosen(object types.Object) []loginMethod {
	return slices.DeleteFunc(slices.Clone(loginMethods), func(m loginMethod) bool {
		return !slices.ContainsFunc(m.attributes, func(name string) bool { return isSet(object, name) })
	})
}

// isSet says nothing yet of a value that is unknown: it may turn out null.
func isSet(object types.Object, name string) bool {
	value, ok := object.Attributes()[name]
	return ok && !value.IsNull() && !value.IsUnknown()
}

// validate refuses attributes that cannot work together, as far as they are in
// the configuration; what the environment adds is seen by Configure.
func (o openstackObject) validate(diags *diag.Diagnostics) {
	if o.IsNull() || o.IsUnknown() {
		return
	}
	root := path.Root("openstack")
	validateCredentials(root, o.Object, diags)
	if service, ok := o.Attributes()["service_auth"].(types.Object); ok && !service.IsNull() && !service.IsUnknown() {
		validateCredentials(root.AtName("service_auth"), service, diags)
	}
}

func validateCredentials(at path.Path, object types.Object, diags *diag.Diagnostics) {
	if methods := chosen(object); len(methods) > 1 {
		diags.AddAttributeError(at.AtName(firstOf(object, methods[1])), "Conflicting Credentials",
			fmt.Sprintf("Set either %s or %s, not both.", methods[0].name, methods[1].name))
		return
	}
	if isSet(object, "token") {
		refuse(at, object, diags, "A token already says whose it is.", "user_name", "user_id")
	}
	if isSet(object, "application_credential_id") || isSet(object, "application_credential_name") {
		refuse(at, object, diags, "An application credential has a project of its own, and Keystone refuses another.",
			"project_name", "project_id", "system_scope")
	}
	if isSet(object, "system_scope") {
		refuse(at, object, diags, "A token is either for the whole system or for a project.", "project_name", "project_id")
	}
}

func firstOf(object types.Object, method loginMethod) string {
	i := slices.IndexFunc(method.attributes, func(name string) bool { return isSet(object, name) })
	return method.attributes[i]
}

func refuse(at path.Path, object types.Object, diags *diag.Diagnostics, why string, names ...string) {
	for _, name := range names {
		if isSet(object, name) {
			diags.AddAttributeError(at.AtName(name), "Conflicting Credentials", why+" Remove "+name+".")
		}
	}
}

// configure makes the OpenStack half, or gives the reason why there is none. What
// is wrong with the configuration is a diagnostic at once; what is wrong with the
// environment alone is not, for who uses the other cloud only need not care.
func (o openstackObject) configure(how client.TransportConfig, diags *diag.Diagnostics) (*client.OpenStack, error) {
	if hasUnknown(o.Object) {
		return nil, client.ErrUnknownConfiguration
	}
	config, err := o.resolve()
	var cloud *client.OpenStack
	if err == nil {
		cloud, err = client.NewOpenStack(config, how)
	}
	if err != nil && !o.IsNull() {
		at := path.Root("openstack")
		if config.Cloud != "" {
			at = at.AtName("cloud")
		}
		diags.AddAttributeError(at, "Invalid OpenStack Configuration", service.Sentence(err.Error()))
	}
	return cloud, err
}

// resolve adds what the environment says to what the configuration says.
func (o openstackObject) resolve() (client.OpenStackConfig, error) {
	config := client.OpenStackConfig{
		AuthURL:      text(o.Object, "auth_url"),
		Cloud:        text(o.Object, "cloud"),
		Region:       orEnv(text(o.Object, "region"), "OS_REGION_NAME"),
		EndpointType: orEnv(text(o.Object, "endpoint_type"), "OS_ENDPOINT_TYPE", "OS_INTERFACE"),
		CACertFile:   orEnv(text(o.Object, "cacert_file"), "OS_CACERT"),
		Cert:         orEnv(text(o.Object, "cert"), "OS_CERT"),
		Key:          orEnv(text(o.Object, "key"), "OS_KEY"),
	}
	if config.AuthURL == "" {
		config.Cloud = orEnv(config.Cloud, "OS_CLOUD")
	}
	env := "OS_"
	if config.Cloud != "" {
		env = ""
	} else {
		config.AuthURL = orEnv(config.AuthURL, "OS_AUTH_URL")
	}
	config.OpenStackCredentials = credentialsOf(o.Object, slices.Concat(credentials, userCredentials), env)

	config.ServiceToken = text(o.Object, "service_token")
	service, _ := o.Attributes()["service_auth"].(types.Object)
	if !service.IsNull() || config.ServiceToken == "" && firstSet(serviceUser...) != "" {
		auth := credentialsOf(service, credentials, servicePrefix)
		config.ServiceAuth = &auth
	} else {
		config.ServiceToken = orEnv(config.ServiceToken, "OS_SERVICE_TOKEN")
	}

	var err error
	config.Insecure, err = o.insecure()
	config.CheckAtPlan = isTrue(o.Object, "check_at_plan")
	overrides, overridesErr := o.endpointOverrides()
	config.EndpointOverrides = overrides
	return config, errors.Join(err, overridesErr, complete(config))
}

// serviceUser are the variables that ask for a service token on their own.
var serviceUser = []string{
	servicePrefix + "USERNAME", servicePrefix + "USER_ID", servicePrefix + "APPLICATION_CREDENTIAL_ID",
}

func orEnv(value string, env ...string) string {
	if value != "" {
		return value
	}
	return firstSet(env...)
}

// credentialsOf reads the attributes, and the variables with the given prefix
// where neither the attribute nor the other one for the same thing is set. The
// variables of another way to log in than the configured one are not read.
func credentialsOf(object types.Object, attributes []credential, prefix string) client.OpenStackCredentials {
	var result client.OpenStackCredentials
	methods := chosen(object)
	if len(methods) == 0 && (isSet(object, "user_name") || isSet(object, "user_id")) {
		methods = []loginMethod{passwordLogin}
	}
	for _, a := range attributes {
		value := text(object, a.name)
		if value == "" && prefix != "" && !isSet(object, a.with) && !belongsToOther(a.name, methods) {
			value = firstSet(prefixed(a.env, prefix)...)
		}
		*a.field(&result) = value
	}
	if result.DefaultDomain == "" {
		result.DefaultDomain = "default"
	}
	return result
}

func belongsToOther(name string, methods []loginMethod) bool {
	own := func(m loginMethod) bool { return slices.Contains(m.attributes, name) }
	return len(methods) > 0 && slices.ContainsFunc(loginMethods, own) && !slices.ContainsFunc(methods, own)
}

func (o openstackObject) insecure() (*bool, error) {
	if value, ok := o.Attributes()["insecure"].(types.Bool); ok && !value.IsNull() {
		return value.ValueBoolPointer(), nil
	}
	text := os.Getenv("OS_INSECURE")
	if text == "" {
		return nil, nil
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		return nil, errors.New("OS_INSECURE must be true or false")
	}
	return &value, nil
}

// endpointOverrides are the configured ones, and those of the variables where none is.
// The URLs are shown in logs and errors, so one with a user in it is refused without
// repeating it.
func (o openstackObject) endpointOverrides() (map[string]string, error) {
	overrides := map[string]string{}
	configured, _ := o.Attributes()["endpoint_overrides"].(types.Map)
	for name, url := range configured.Elements() {
		if url, ok := url.(types.String); ok {
			overrides[name] = url.ValueString()
		}
	}
	if len(overrides) > 0 {
		return overrides, nil
	}
	for _, name := range []string{"sharev2", "shared-file-system"} {
		variable := "OS_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "_ENDPOINT_OVERRIDE"
		address := os.Getenv(variable)
		if address != "" && !isHTTPURL(address) {
			return nil, fmt.Errorf("%s must be an http or https URL without a user or a password in it", variable)
		}
		overrides[name] = address
	}
	return overrides, nil
}

// complete says what is missing. With a cloud, clouds.yaml may have the rest.
func complete(c client.OpenStackConfig) error {
	if c.Cloud == "" {
		if err := completeWithoutCloud(c); err != nil {
			return err
		}
	}
	if c.EndpointType != "" && !slices.Contains(endpointTypes, c.EndpointType) {
		return fmt.Errorf("endpoint_type (or OS_ENDPOINT_TYPE) must be one of %s", strings.Join(endpointTypes, ", "))
	}
	if c.ServiceAuth != nil {
		return completeCredentials(*c.ServiceAuth, "service_auth: ")
	}
	return nil
}

func completeWithoutCloud(c client.OpenStackConfig) error {
	if c.AuthURL == "" {
		return errors.New("no OpenStack cloud is configured: set cloud (or OS_CLOUD) for an entry of clouds.yaml, " +
			"or auth_url (or OS_AUTH_URL) and credentials, in the provider's openstack attribute")
	}
	if !isHTTPURL(c.AuthURL) {
		return errors.New("auth_url (or OS_AUTH_URL) must be a URL that starts with http:// or https://, " +
			"without a user or a password in it")
	}
	return completeCredentials(c.OpenStackCredentials, "")
}

func completeCredentials(c client.OpenStackCredentials, where string) error {
	user := c.UserName + c.UserID
	switch {
	case c.ApplicationCredentialID+c.ApplicationCredentialName != "":
		if c.ApplicationCredentialSecret == "" {
			return errors.New(where + "an application credential needs application_credential_secret")
		}
		if c.ApplicationCredentialID == "" && user == "" {
			return errors.New(where + "application_credential_name needs user_name or user_id too, or use application_credential_id")
		}
	case c.Token != "":
	case user == "" && c.Password == "":
		return errors.New(where + "no credentials for OpenStack: set user_name and password, or application_credential_id and " +
			"application_credential_secret, or token, or name a cloud of clouds.yaml")
	case user == "":
		return errors.New(where + "password needs user_name or user_id")
	case c.Password == "":
		return fmt.Errorf("%suser %q needs password", where, user)
	case where == "" && c.ProjectName+c.ProjectID+c.SystemScope == "":
		return errors.New("set project_name or project_id: Manila needs a token for a project")
	}
	return nil
}
