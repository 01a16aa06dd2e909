package provider

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// values are attributes by name: strings, bools, nested values, or any attr.Value.
type values map[string]any

func (v values) object(t *testing.T, objectType attr.Type) types.Object {
	t.Helper()
	attributeTypes := objectType.(attr.TypeWithAttributeTypes).AttributeTypes()
	attributes := map[string]attr.Value{}
	for name, attributeType := range attributeTypes {
		switch value := v[name].(type) {
		case nil:
			null, err := attributeType.ValueFromTerraform(t.Context(), nullOf(t, attributeType))
			if err != nil {
				t.Fatal(err)
			}
			attributes[name] = null
		case string:
			attributes[name] = types.StringValue(value)
		case bool:
			attributes[name] = types.BoolValue(value)
		case values:
			attributes[name] = value.object(t, attributeType)
		case attr.Value:
			attributes[name] = value
		}
	}
	for name := range v {
		if _, ok := attributeTypes[name]; !ok {
			t.Fatalf("the schema has no %s", name)
		}
	}
	return types.ObjectValueMust(attributeTypes, attributes)
}

func (v values) openstack(t *testing.T) openstackObject {
	t.Helper()
	if v == nil {
		return openstackObject{types.ObjectNull(openstackSchema().GetType().(types.ObjectType).AttrTypes)}
	}
	return openstackObject{v.object(t, openstackSchema().GetType())}
}

func (v values) google(t *testing.T) googleObject {
	t.Helper()
	if v == nil {
		return googleObject{types.ObjectNull(googleSchema().GetType().(types.ObjectType).AttrTypes)}
	}
	return googleObject{v.object(t, googleSchema().GetType())}
}

// clearEnvironment unsets whatever may configure OpenStack or Google.
func clearEnvironment(t *testing.T) {
	t.Helper()
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); googleVariable(name) || strings.HasPrefix(name, "OS_") {
			t.Setenv(name, "")
		}
	}
}

// enough is a configuration with which nothing is missing.
var enough = map[string]string{
	"OS_AUTH_URL": "http://k/v3", "OS_USERNAME": "env-user", "OS_PASSWORD": "env-password",
	"OS_PROJECT_NAME": "env-project",
}

func setEnvironment(t *testing.T, environments ...map[string]string) {
	t.Helper()
	clearEnvironment(t)
	for _, environment := range environments {
		for name, value := range environment {
			t.Setenv(name, value)
		}
	}
}

// variables are the variables of the schema, each with what it sets.
var variables = map[string]func(client.OpenStackConfig) any{
	"OS_CLOUD":                         func(c client.OpenStackConfig) any { return c.Cloud },
	"OS_AUTH_URL":                      func(c client.OpenStackConfig) any { return c.AuthURL },
	"OS_REGION_NAME":                   func(c client.OpenStackConfig) any { return c.Region },
	"OS_ENDPOINT_TYPE":                 func(c client.OpenStackConfig) any { return c.EndpointType },
	"OS_INTERFACE":                     func(c client.OpenStackConfig) any { return c.EndpointType },
	"OS_CACERT":                        func(c client.OpenStackConfig) any { return c.CACertFile },
	"OS_CERT":                          func(c client.OpenStackConfig) any { return c.Cert },
	"OS_KEY":                           func(c client.OpenStackConfig) any { return c.Key },
	"OS_SERVICE_TOKEN":                 func(c client.OpenStackConfig) any { return c.ServiceToken },
	"OS_USERNAME":                      func(c client.OpenStackConfig) any { return c.UserName },
	"OS_USER_ID":                       func(c client.OpenStackConfig) any { return c.UserID },
	"OS_PASSWORD":                      func(c client.OpenStackConfig) any { return c.Password },
	"OS_PROJECT_NAME":                  func(c client.OpenStackConfig) any { return c.ProjectName },
	"OS_TENANT_NAME":                   func(c client.OpenStackConfig) any { return c.ProjectName },
	"OS_PROJECT_ID":                    func(c client.OpenStackConfig) any { return c.ProjectID },
	"OS_TENANT_ID":                     func(c client.OpenStackConfig) any { return c.ProjectID },
	"OS_USER_DOMAIN_NAME":              func(c client.OpenStackConfig) any { return c.UserDomainName },
	"OS_USER_DOMAIN_ID":                func(c client.OpenStackConfig) any { return c.UserDomainID },
	"OS_PROJECT_DOMAIN_NAME":           func(c client.OpenStackConfig) any { return c.ProjectDomainName },
	"OS_PROJECT_DOMAIN_ID":             func(c client.OpenStackConfig) any { return c.ProjectDomainID },
	"OS_DOMAIN_NAME":                   func(c client.OpenStackConfig) any { return c.DomainName },
	"OS_DOMAIN_ID":                     func(c client.OpenStackConfig) any { return c.DomainID },
	"OS_DEFAULT_DOMAIN":                func(c client.OpenStackConfig) any { return c.DefaultDomain },
	"OS_SYSTEM_SCOPE":                  func(c client.OpenStackConfig) any { return c.SystemScope },
	"OS_TOKEN":                         func(c client.OpenStackConfig) any { return c.Token },
	"OS_AUTH_TOKEN":                    func(c client.OpenStackConfig) any { return c.Token },
	"OS_APPLICATION_CREDENTIAL_ID":     func(c client.OpenStackConfig) any { return c.ApplicationCredentialID },
	"OS_APPLICATION_CREDENTIAL_NAME":   func(c client.OpenStackConfig) any { return c.ApplicationCredentialName },
	"OS_APPLICATION_CREDENTIAL_SECRET": func(c client.OpenStackConfig) any { return c.ApplicationCredentialSecret },
	"OS_INSECURE": func(c client.OpenStackConfig) any {
		if c.Insecure == nil {
			return nil
		}
		return map[bool]string{true: "true", false: "false"}[*c.Insecure]
	},
	"OS_SHAREV2_ENDPOINT_OVERRIDE": func(c client.OpenStackConfig) any { return c.EndpointOverrides["sharev2"] },
	"OS_SHARED_FILE_SYSTEM_ENDPOINT_OVERRIDE": func(c client.OpenStackConfig) any {
		return c.EndpointOverrides["shared-file-system"]
	},
}

// serviceVariables are those of service_auth: the ones of a login with another prefix.
func serviceVariables() map[string]func(client.OpenStackConfig) any {
	result := map[string]func(client.OpenStackConfig) any{}
	for name, get := range variables {
		of := func(c client.OpenStackConfig) any {
			if c.ServiceAuth == nil {
				return nil
			}
			return get(client.OpenStackConfig{OpenStackCredentials: *c.ServiceAuth})
		}
		probe := client.OpenStackCredentials{}
		for _, c := range credentials {
			*c.field(&probe) = "probe"
		}
		if of(client.OpenStackConfig{ServiceAuth: &probe}) == "probe" {
			result["OS_SERVICE_"+strings.TrimPrefix(name, "OS_")] = of
		}
	}
	return result
}

func TestEveryVariable(t *testing.T) {
	valuesOf := map[string]string{
		"OS_AUTH_URL": "http://other/v3", "OS_ENDPOINT_TYPE": "internal", "OS_INTERFACE": "adminURL", "OS_INSECURE": "true",
		"OS_SHAREV2_ENDPOINT_OVERRIDE": "http://m/v2", "OS_SHARED_FILE_SYSTEM_ENDPOINT_OVERRIDE": "https://m/v2",
	}
	all := serviceVariables()
	for name, get := range variables {
		all[name] = get
	}
	for name, get := range all {
		t.Run(name, func(t *testing.T) {
			value, ok := valuesOf[name]
			if !ok {
				value = "from the variable"
			}
			serviceUser := map[string]string{}
			if strings.HasPrefix(name, "OS_SERVICE_") && name != "OS_SERVICE_TOKEN" {
				serviceUser = map[string]string{"OS_SERVICE_USER_ID": "svc"}
			}
			setEnvironment(t, enough, map[string]string{"OS_PROJECT_NAME": ""}, serviceUser, map[string]string{name: value})
			// What is missing besides is no matter here.
			config, _ := values(nil).openstack(t).resolve()
			if got := get(config); got != value {
				t.Errorf("the configuration has %v, want %q", got, value)
			}
		})
	}
	if diff := cmp.Diff(describedVariables(openstackSchema().Attributes), keys(all)); diff != "" {
		t.Errorf("variables of the schema's descriptions (-) and of this test (+):\n%s", diff)
	}
}

func TestOverridesOfVariablesHaveNoPassword(t *testing.T) {
	for _, address := range []string{"http://bob:secret@manila.invalid/v2", "manila.invalid", "ftp://manila.invalid"} {
		t.Run(address, func(t *testing.T) {
			setEnvironment(t, enough, map[string]string{"OS_SHAREV2_ENDPOINT_OVERRIDE": address})
			_, err := values(nil).openstack(t).resolve()
			if err == nil || !strings.Contains(err.Error(), "OS_SHAREV2_ENDPOINT_OVERRIDE") ||
				strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v, want one that names the variable and not its value", err)
			}
		})
	}
}

func keys[V any](m map[string]V) map[string]bool {
	result := map[string]bool{}
	for key := range m {
		result[key] = true
	}
	return result
}

var variablePattern = regexp.MustCompile("`(OS_[A-Z0-9_]+)`")

func describedVariables(attributes map[string]schema.Attribute) map[string]bool {
	names := map[string]bool{}
	for _, attribute := range attributes {
		for _, match := range variablePattern.FindAllStringSubmatch(attribute.GetMarkdownDescription(), -1) {
			names[match[1]] = true
		}
		if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
			for name := range describedVariables(nested.Attributes) {
				names[name] = true
			}
		}
	}
	return names
}

func TestHasUnknown(t *testing.T) {
	t.Parallel()
	overrides := func(value attr.Value) types.Map {
		return types.MapValueMust(types.StringType, map[string]attr.Value{"sharev2": value})
	}
	tests := map[string]struct {
		openstack values
		want      bool
	}{
		"nothing": {nil, false},
		"known": {
			values{"cloud": "demo", "endpoint_overrides": overrides(types.StringValue("http://m"))}, false,
		},
		"an attribute":        {values{"password": types.StringUnknown()}, true},
		"a flag":              {values{"insecure": types.BoolUnknown()}, true},
		"a map":               {values{"endpoint_overrides": types.MapUnknown(types.StringType)}, true},
		"a value of a map":    {values{"endpoint_overrides": overrides(types.StringUnknown())}, true},
		"a nested attribute":  {values{"service_auth": values{"user_name": types.StringUnknown()}}, true},
		"nested, all of them": {values{"service_auth": unknownService()}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := tt.openstack.openstack(t)
			if got := hasUnknown(object.Object); got != tt.want {
				t.Fatalf("unknown %t, want %t", got, tt.want)
			}
			if !tt.want {
				return
			}
			var diags diag.Diagnostics
			cloud, err := object.configure(client.TransportConfig{}, &diags)
			if cloud != nil || !errors.Is(err, client.ErrUnknownConfiguration) || len(diags) != 0 {
				t.Errorf("cloud %v, error %v, diagnostics %v; want it to wait", cloud, err, diags)
			}
		})
	}
}

func unknownService() types.Object {
	service := openstackSchema().Attributes["service_auth"].GetType().(types.ObjectType)
	return types.ObjectUnknown(service.AttrTypes)
}

func TestConfigureSaysWhatIsWrong(t *testing.T) {
	tests := map[string]struct {
		openstack values
		env       map[string]string
		at        path.Path
		// failed says that there is no cloud; a diagnostic is there only if at is.
		failed bool
	}{
		"nothing at all":      {nil, nil, path.Empty(), true},
		"a wrong environment": {nil, map[string]string{"OS_AUTH_URL": "k/v3"}, path.Empty(), true},
		"enough environment":  {nil, enough, path.Empty(), false},
		"an incomplete configuration": {
			values{"auth_url": "http://k/v3"}, nil, path.Root("openstack"), true,
		},
		"a cloud that is not there": {
			values{"cloud": "demo"},
			map[string]string{"OS_CLIENT_CONFIG_FILE": "/nowhere/clouds.yaml"},
			path.Root("openstack").AtName("cloud"), true,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setEnvironment(t, tt.env)
			var diags diag.Diagnostics
			cloud, err := tt.openstack.openstack(t).configure(client.TransportConfig{}, &diags)
			if (err != nil) != tt.failed || (cloud == nil) != tt.failed {
				t.Errorf("cloud %v, error %v", cloud, err)
			}
			var at []string
			for _, d := range diags {
				at = append(at, d.(diag.DiagnosticWithPath).Path().String())
			}
			want := []string{tt.at.String()}
			if tt.at.Equal(path.Empty()) {
				want = nil
			}
			if diff := cmp.Diff(want, at); diff != "" {
				t.Errorf("paths of diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}
