package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The variables of the google attributes, as hashicorp/google names them; the
// first that is set counts. The organization has none there.
var (
	credentialsVariables     = []string{"GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON"}
	accessTokenVariables     = []string{"GOOGLE_OAUTH_ACCESS_TOKEN"}
	impersonationVariables   = []string{"GOOGLE_IMPERSONATE_SERVICE_ACCOUNT"}
	billingProjectVariables  = []string{"GOOGLE_BILLING_PROJECT"}
	projectOverrideVariables = []string{"USER_PROJECT_OVERRIDE"}
	organizationVariables    = []string{"GOOGLE_APIGEE_ORGANIZATION"}
	apigeeVariables          = []string{"GOOGLE_APIGEE_CUSTOM_ENDPOINT"}
	integrationsVariables    = []string{"GOOGLE_INTEGRATIONS_CUSTOM_ENDPOINT"}
	iamCredentialsVariables  = []string{"GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT"}
)

func googleSchema() schema.SingleNestedAttribute {
	notEmpty := []validator.String{stringvalidator.LengthAtLeast(1)}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Configuration of Google's APIs. Optional if the environment variables are sufficient, or if you use no " +
			"Google resource.",
		Optional: true,
		Attributes: map[string]schema.Attribute{
			"credentials": schema.StringAttribute{
				MarkdownDescription: "Path or content of a credentials file: the key of a service account, or any other kind " +
					"that Google's clients take. Without it and `access_token`, the provider uses application default credentials." +
					environment(credentialsVariables...),
				Optional: true, Sensitive: true,
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1),
					stringvalidator.ConflictsWith(path.Root("google").AtName("access_token").Expression()),
				},
			},
			"access_token": schema.StringAttribute{
				MarkdownDescription: "OAuth access token. The provider cannot renew it." +
					environment(accessTokenVariables...),
				Optional: true, Sensitive: true, Validators: notEmpty,
			},
			"check_at_plan": schema.BoolAttribute{
				MarkdownDescription: "Let a plan look for the app and the API products of each new key, one request each, and report what " +
					"is missing. To look for products takes the IAM permission `apigee.apiproducts.get`. Default `false`: the plan of a new " +
					"key makes no request.",
				Optional: true,
			},
			"impersonate_service_account": schema.StringAttribute{
				MarkdownDescription: "E-mail address of a service account to impersonate. The credentials need " +
					"`roles/iam.serviceAccountTokenCreator` on it." + environment(impersonationVariables...),
				Optional: true, Validators: notEmpty,
			},
			"impersonate_service_account_delegates": schema.ListAttribute{
				MarkdownDescription: "E-mail addresses of the service accounts in the delegation chain, each of which may " +
					"impersonate the next.",
				ElementType: types.StringType, Optional: true,
				Validators: []validator.List{listvalidator.ValueStringsAre(notEmpty...)},
			},
			"billing_project": schema.StringAttribute{
				MarkdownDescription: "Project to charge for quota, sent as `X-Goog-User-Project` if `user_project_override` is " +
					"true." +
					environment(billingProjectVariables...),
				Optional: true, Validators: notEmpty,
			},
			"user_project_override": schema.BoolAttribute{
				MarkdownDescription: "Charge `billing_project` for quota instead of the `quota_project_id` of the credentials file. " +
					"Default `false`." +
					environment(projectOverrideVariables...),
				Optional: true,
			},
			"organization": schema.StringAttribute{
				MarkdownDescription: "Default Apigee organization of all resources. The form `organizations/…` is accepted too." +
					environment(organizationVariables...),
				Optional: true, Validators: notEmpty,
			},
			"apigee_custom_endpoint": endpointAttribute("Apigee API, such as one for data residency", apigeeVariables),
			"integrations_custom_endpoint": endpointAttribute("Application Integration API, such as one for a region",
				integrationsVariables),
		},
	}
}

func endpointAttribute(api string, variables []string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "URL of the " + api + ", with or without the version at its end." + environment(variables...),
		Optional:            true, Validators: []validator.String{httpURL{}},
	}
}
