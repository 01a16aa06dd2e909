package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// credential is one attribute that says who logs in to OpenStack.
type credential struct {
	name string
	// env are the variables that stand in for it, the first that is set counts. Those
	// of service_auth start with OS_SERVICE_ instead of OS_.
	env         []string
	description string
	sensitive   bool
	// with is another attribute for the same thing: at most one of the two is set.
	with  string
	field func(*client.OpenStackCredentials) *string
}

// credentials are the attributes that openstack and openstack.service_auth have in common.
var credentials = []credential{
	{
		name: "user_name", with: "user_id", env: []string{"OS_USERNAME"},
		description: "Name of the user to log in as.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.UserName },
	},
	{
		name: "user_id", with: "user_name", env: []string{"OS_USER_ID"},
		description: "ID of the user to log in as.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.UserID },
	},
	{
		name: "password", sensitive: true, env: []string{"OS_PASSWORD"},
		description: "Password of the user.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.Password },
	},
	{
		name: "project_name", with: "project_id", env: []string{"OS_PROJECT_NAME", "OS_TENANT_NAME"},
		description: "Name of the project to work in.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.ProjectName },
	},
	{
		name: "project_id", with: "project_name", env: []string{"OS_PROJECT_ID", "OS_TENANT_ID"},
		description: "ID of the project to work in.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.ProjectID },
	},
	{
		name: "user_domain_name", with: "user_domain_id", env: []string{"OS_USER_DOMAIN_NAME"},
		description: "Name of the domain that the user is in.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.UserDomainName },
	},
	{
		name: "user_domain_id", with: "user_domain_name", env: []string{"OS_USER_DOMAIN_ID"},
		description: "ID of the domain that the user is in.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.UserDomainID },
	},
	{
		name: "project_domain_name", with: "project_domain_id", env: []string{"OS_PROJECT_DOMAIN_NAME"},
		description: "Name of the domain that the project is in.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.ProjectDomainName },
	},
	{
		name: "project_domain_id", with: "project_domain_name", env: []string{"OS_PROJECT_DOMAIN_ID"},
		description: "ID of the domain that the project is in.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.ProjectDomainID },
	},
	{
		name: "domain_name", with: "domain_id", env: []string{"OS_DOMAIN_NAME"},
		description: "Name of the domain of the user and of the project, if they have no domain of their own.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.DomainName },
	},
	{
		name: "domain_id", with: "domain_name", env: []string{"OS_DOMAIN_ID"},
		description: "ID of the domain of the user and of the project, if they have no domain of their own.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.DomainID },
	},
	{
		name: "default_domain", env: []string{"OS_DEFAULT_DOMAIN"},
		description: "ID of the domain to use if no other is set. Default `default`.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.DefaultDomain },
	},
	{
		name: "application_credential_id", with: "application_credential_name",
		env:         []string{"OS_APPLICATION_CREDENTIAL_ID"},
		description: "ID of the application credential to log in with. It has its own project.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.ApplicationCredentialID },
	},
	{
		name: "application_credential_name", with: "application_credential_id",
		env:         []string{"OS_APPLICATION_CREDENTIAL_NAME"},
		description: "Name of the application credential to log in with. Requires `user_name` or `user_id` as well.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.ApplicationCredentialName },
	},
	{
		name: "application_credential_secret", sensitive: true, env: []string{"OS_APPLICATION_CREDENTIAL_SECRET"},
		description: "Secret of the application credential.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.ApplicationCredentialSecret },
	},
}

// userCredentials are those of the user alone, whom a service does not stand in for.
var userCredentials = []credential{
	{
		name: "token", sensitive: true, env: []string{"OS_TOKEN", "OS_AUTH_TOKEN"},
		description: "Token to use instead of a login. The provider cannot renew it.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.Token },
	},
	{
		name: "system_scope", env: []string{"OS_SYSTEM_SCOPE"},
		description: "`all` asks for a token of the whole system instead of a project. Manila's default policies refuse it.",
		field:       func(c *client.OpenStackCredentials) *string { return &c.SystemScope },
	},
}

func (c credential) attribute(parent path.Path, prefix string) schema.StringAttribute {
	validators := []validator.String{stringvalidator.LengthAtLeast(1)}
	if c.with != "" {
		validators = append(validators, stringvalidator.ConflictsWith(parent.AtName(c.with).Expression()))
	}
	if c.name == "system_scope" {
		validators = append(validators, stringvalidator.OneOf("all"))
	}
	return schema.StringAttribute{
		MarkdownDescription: c.description + environment(prefixed(c.env, prefix)...),
		Optional:            true,
		Sensitive:           c.sensitive,
		Validators:          validators,
	}
}

const servicePrefix = "OS_SERVICE_"

func prefixed(env []string, prefix string) []string {
	names := make([]string, len(env))
	for i, name := range env {
		names[i] = prefix + strings.TrimPrefix(name, "OS_")
	}
	return names
}

func environment(names ...string) string {
	return " Environment: `" + strings.Join(names, "` or `") + "`."
}

func openstackSchema() schema.SingleNestedAttribute {
	root := path.Root("openstack")
	service := map[string]schema.Attribute{}
	attributes := map[string]schema.Attribute{
		"cloud": schema.StringAttribute{
			MarkdownDescription: "Name of an entry in `clouds.yaml`, which the provider looks for in the same places as other OpenStack clients, together " +
				"with `secure.yaml` and `clouds-public.yaml`. Attributes that are set here take precedence over the file. If `cloud` is set, " +
				"the provider ignores the variables for credentials." + environment("OS_CLOUD"),
			Optional: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"auth_url": schema.StringAttribute{
			MarkdownDescription: "URL of the identity service, Keystone v3." + environment("OS_AUTH_URL"),
			Optional:            true, Validators: []validator.String{httpURL{}},
		},
		"region": schema.StringAttribute{
			MarkdownDescription: "Default region of all resources." + environment("OS_REGION_NAME"),
			Optional:            true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"endpoint_type": schema.StringAttribute{
			MarkdownDescription: "Which endpoint of the catalog to use: `public`, `internal` or `admin`. Default `public`." +
				environment("OS_ENDPOINT_TYPE", "OS_INTERFACE"),
			Optional: true, Validators: []validator.String{stringvalidator.OneOf(endpointTypes...)},
		},
		"endpoint_overrides": schema.MapAttribute{
			MarkdownDescription: "URLs to use instead of the catalog's, by service type: `sharev2` or `shared-file-system`." +
				environment("OS_SHAREV2_ENDPOINT_OVERRIDE", "OS_SHARED_FILE_SYSTEM_ENDPOINT_OVERRIDE"),
			ElementType: types.StringType, Optional: true,
			Validators: []validator.Map{
				mapvalidator.KeysAre(stringvalidator.OneOf("sharev2", "shared-file-system")),
				mapvalidator.ValueStringsAre(httpURL{}),
			},
		},
		"check_at_plan": schema.BoolAttribute{
			MarkdownDescription: "Let a plan look for the share or access rule of each new lock, one request each, and report what would make " +
				"the apply fail: an object that is missing or cannot be locked, and a user without a role that may lock. Default `false`: " +
				"the plan of a new lock makes no request.",
			Optional: true,
		},
		"insecure": schema.BoolAttribute{
			MarkdownDescription: "Accept any TLS certificate." + environment("OS_INSECURE"),
			Optional:            true,
			Validators:          []validator.Bool{boolvalidator.ConflictsWith(root.AtName("cacert_file").Expression())},
		},
		"cacert_file": fileAttribute("PEM file of the certificate authorities to trust.", "OS_CACERT"),
		"cert": fileAttribute("PEM file of a client certificate.", "OS_CERT",
			stringvalidator.AlsoRequires(root.AtName("key").Expression())),
		"key": fileAttribute("PEM file of the client certificate's key.", "OS_KEY",
			stringvalidator.AlsoRequires(root.AtName("cert").Expression())),
		"service_token": schema.StringAttribute{
			MarkdownDescription: "Token of a user with the role `service`, sent as `X-Service-Token`: the locks get the context " +
				"`service`." + environment("OS_SERVICE_TOKEN"),
			Optional: true, Sensitive: true,
			Validators: []validator.String{
				stringvalidator.LengthAtLeast(1),
				stringvalidator.ConflictsWith(root.AtName("service_auth").Expression()),
			},
		},
		"service_auth": schema.SingleNestedAttribute{
			MarkdownDescription: "A user with the role `service`, whose token the provider gets and renews itself, at the same `auth_url`, " +
				"and sends as `X-Service-Token`.",
			Optional:   true,
			Attributes: service,
		},
	}
	for _, c := range credentials {
		attributes[c.name] = c.attribute(root, "OS_")
		service[c.name] = c.attribute(root.AtName("service_auth"), servicePrefix)
	}
	for _, c := range userCredentials {
		attributes[c.name] = c.attribute(root, "OS_")
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Configuration of the OpenStack cloud. Optional if the environment variables are sufficient, or if you use no OpenStack resource.",
		Optional:            true,
		Attributes:          attributes,
	}
}

var endpointTypes = []string{"public", "internal", "admin", "publicURL", "internalURL", "adminURL"}

func fileAttribute(description, env string, more ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + environment(env),
		Optional:            true,
		Validators:          append(more, stringvalidator.LengthAtLeast(1)),
	}
}
