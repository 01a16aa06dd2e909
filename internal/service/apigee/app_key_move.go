package apigee

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

var _ resource.ResourceWithMoveState = (*appKeyResource)(nil)

// What a moved block can bring here: a resource of another provider, whichever registry it comes from.
const (
	movedProvider = "scastria/apigee"
	movedType     = "apigee_developer_app_credential"
)

// credentialModel is the resource apigee_developer_app_credential as far as it is taken over. The organization is in
// the configuration of its provider alone.
type credentialModel struct {
	DeveloperEmail   types.String `tfsdk:"developer_email"`
	DeveloperAppName types.String `tfsdk:"developer_app_name"`
	ConsumerKey      types.String `tfsdk:"consumer_key"`
	ConsumerSecret   types.String `tfsdk:"consumer_secret"`
	APIProducts      types.List   `tfsdk:"api_products"`
	Scopes           types.List   `tfsdk:"scopes"`
	Attributes       types.Map    `tfsdk:"attributes"`
}

func credentialSchema() *schema.Schema {
	attributes := map[string]schema.Attribute{
		"attributes": schema.MapAttribute{ElementType: types.StringType, Optional: true},
	}
	for _, name := range []string{"developer_email", "developer_app_name", "consumer_key", "consumer_secret"} {
		attributes[name] = schema.StringAttribute{Optional: true}
	}
	// States have sets as lists.
	for _, name := range []string{"api_products", "scopes"} {
		attributes[name] = schema.ListAttribute{ElementType: types.StringType, Optional: true}
	}
	return &schema.Schema{Attributes: attributes}
}

// MoveState takes over what a moved block brings here: keys of developer apps.
func (r *appKeyResource) MoveState(context.Context) []resource.StateMover {
	if !r.kind.generates() {
		return nil
	}
	return []resource.StateMover{{SourceSchema: credentialSchema(), StateMover: moveCredential}}
}

// moveCredential takes over a key without a request. The refresh that follows reads what the source does not have.
func moveCredential(
	ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse,
) {
	if req.SourceTypeName != movedType || !strings.HasSuffix(req.SourceProviderAddress, "/"+movedProvider) {
		resp.Diagnostics.AddError("Cannot Move to Developer App Key", fmt.Sprintf(
			"%s of provider %s cannot become a custody_developer_app_key: only %s of %s can. Remove the moved block, and import the key by "+
				"its fingerprint instead.", req.SourceTypeName, req.SourceProviderAddress, movedType, movedProvider))
		return
	}
	var source credentialModel
	if req.SourceState != nil {
		resp.Diagnostics.Append(req.SourceState.Get(ctx, &source)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	key := source.ConsumerKey.ValueString()
	email := strings.ToLower(source.DeveloperEmail.ValueString())
	if key == "" || source.DeveloperAppName.ValueString() == "" || developerEmailProblem(email) != "" {
		resp.Diagnostics.AddError("Cannot Move to Developer App Key", fmt.Sprintf(
			"The state of the %s does not name a developer's e-mail address, an app and a consumer key. Remove the moved block, and import "+
				"the key by its fingerprint instead.", movedType))
		return
	}
	moved := map[string]attr.Value{
		"developer_email": types.StringValue(email), "app": source.DeveloperAppName,
		"consumer_key": source.ConsumerKey, "consumer_secret": source.ConsumerSecret,
		"key_fingerprint": types.StringValue(appkeys.Fingerprint(key)),
		"api_products":    movedProducts(source.APIProducts), "scopes": movedScopes(source.Scopes),
	}
	if len(source.Attributes.Elements()) > 0 {
		moved["attributes"] = source.Attributes
	}
	for name, value := range moved {
		resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root(name), value)...)
	}
	// The organization comes from the provider's configuration, which the framework keeps from moves. The refresh finds
	// it, and an identity without it could not change any more then.
	resp.TargetIdentity = nil
	setMark(ctx, resp.TargetPrivate, markImported, &resp.Diagnostics)
}

// movedProducts has no status of the products: the source has none.
func movedProducts(products types.List) types.Map {
	elements := map[string]attr.Value{}
	for _, product := range products.Elements() {
		if name, ok := product.(types.String); ok {
			elements[name.ValueString()] = types.ObjectValueMust(keyProductType.AttrTypes,
				map[string]attr.Value{"status": types.StringNull()})
		}
	}
	if len(elements) == 0 {
		return types.MapNull(keyProductType)
	}
	return types.MapValueMust(keyProductType, elements)
}

func movedScopes(scopes types.List) types.Set {
	return types.SetValueMust(types.StringType, scopes.Elements())
}

// warnOfMovedKeyGone tells where a key was looked for that was moved here from a state without an organization.
func (m appKeyModel) warnOfMovedKeyGone(app appkeys.AppName, diags *diag.Diagnostics) {
	if !m.Organization.IsNull() {
		return
	}
	diags.AddWarning("Moved Developer App Key Not Found", fmt.Sprintf(
		"Key %s was moved here from %s, and %s does not have it. The state that it comes from does not say of which organization it is, so "+
			"the provider's was taken. If that is another one, do not apply: set organization in the provider's google configuration "+
			"and plan again.", m.KeyFingerprint.ValueString(), movedType, app))
}
