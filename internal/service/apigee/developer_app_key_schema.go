package apigee

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
)

// What becomes of a key when its resource is destroyed.
const (
	policyDelete  = "delete"
	policyRevoke  = "revoke"
	policyAbandon = "abandon"
)

// Who makes the key and its secret where none is given.
const (
	generatedByApigee   = "apigee"
	generatedByProvider = "provider"
)

const keyDescription = "A key of an Apigee developer app: one more that Apigee generates, one that the provider makes, or one that is " +
	"brought in from another system. The app's attributes, callback URL, scopes and other keys stay as they are.\n\n" +
	"The state holds the consumer key and, unless `store_consumer_secret = false` or `consumer_secret_wo` is used, the consumer " +
	"secret: protect the state. Ids, identities, logs and errors name a key by its fingerprint.\n\n" +
	"Apigee's method to generate a key replaces the app's attributes, with `Notes` and `DisplayName`, and its callback URL by those of the " +
	"request. The provider reads them and sends them back, one key of an app after the other. What somebody else changes of them in the " +
	"moment between reading and sending is undone, and the API tells nobody. `generated_by = \"provider\"` neither reads nor writes them.\n\n" +
	"Where the answer to a generate is lost, a key that expires is found again by its lifetime, which is shorter than `expires_in` by " +
	"milliseconds that no other request has. Where that does not tell, as for a key that never expires, the apply fails, names the keys that " +
	"it may be, and takes none. With `generated_by = \"provider\"` a lost answer is always settled.\n\n" +
	"A key that was made and then could not be set up is tainted, with a `deletion_policy` of `delete`: the next apply deletes it and " +
	"makes another one."

// settableStatuses are those that somebody can give a key, an app or a product on a key.
var settableStatuses = []string{developerappkeys.StatusApproved, developerappkeys.StatusRevoked}

func (r *developerAppKeyResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	attributes := appReferenceAttributes("Changing it makes a new key.")
	maps.Copy(attributes, keySettingAttributes())
	maps.Copy(attributes, keyLifeAttributes())
	maps.Copy(attributes, keySecretAttributes())
	maps.Copy(attributes, keyResults())
	resp.Schema = schema.Schema{
		MarkdownDescription: keyDescription,
		Attributes:          attributes,
	}
}

// appReferenceAttributes name the app.
func appReferenceAttributes(onChange string) map[string]schema.Attribute {
	modifiers := []planmodifier.String{keepSameName{}, stringplanmodifier.RequiresReplace()}
	return map[string]schema.Attribute{
		"organization": schema.StringAttribute{
			MarkdownDescription: organizationDescription + " " + onChange,
			Optional:            true,
			Computed:            true,
			Validators:          organizationValidators(),
			PlanModifiers: append([]planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				modifiers...),
		},
		"developer_email": schema.StringAttribute{
			MarkdownDescription: developerDescription + " " + onChange,
			Required:            true,
			Validators:          developerValidators(),
			PlanModifiers:       modifiers,
		},
		"app": schema.StringAttribute{
			MarkdownDescription: appDescription + " " + onChange,
			Required:            true,
			Validators:          appValidators(),
			PlanModifiers:       modifiers,
		},
	}
}

// keySettingAttributes change in place.
func keySettingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"api_products": schema.MapNestedAttribute{
			MarkdownDescription: "API products that the key gives access to, by name. A product is added or removed alone; the others keep " +
				"their status. Apigee refuses calls with a key without products.",
			Optional: true,
			Validators: []validator.Map{noNulls{}, mapvalidator.KeysAre(stringvalidator.LengthAtLeast(1),
				stringvalidator.RegexMatches(productPattern, "must be letters, digits, spaces and . _ - $ %"), plainName{})},
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"status": schema.StringAttribute{
					MarkdownDescription: "Set `approved` or `revoked`. Left out, it is what Apigee gives the product and others make of it: " +
						"`approved`, or `pending` where the product's approval is manual.",
					Optional:      true,
					Computed:      true,
					Validators:    []validator.String{stringvalidator.OneOf(settableStatuses...)},
					PlanModifiers: []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
				},
			}},
		},
		"scopes": schema.SetAttribute{
			MarkdownDescription: "OAuth scopes of the key, which its products must define. Left out, they are what Apigee gives the key, " +
				"also when its products change.",
			ElementType:   types.StringType,
			Optional:      true,
			Computed:      true,
			Validators:    []validator.Set{noNulls{}},
			PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		},
		"attributes": schema.MapAttribute{
			MarkdownDescription: "Custom attributes of the key (not of the app).",
			ElementType:         types.StringType,
			Optional:            true,
			Validators:          []validator.Map{noNulls{}},
		},
		"status": schema.StringAttribute{
			MarkdownDescription: "`approved` or `revoked`. Default `approved`.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(developerappkeys.StatusApproved),
			Validators:          []validator.String{stringvalidator.OneOf(settableStatuses...)},
		},
	}
}

// keyLifeAttributes say how long the key lives, when another one takes its place,
// and what becomes of it then.
func keyLifeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"expires_in": schema.StringAttribute{
			MarkdownDescription: "How long the key is valid from its creation, in whole seconds: days, or a " +
				"[Go duration](https://pkg.go.dev/time#ParseDuration), such as `90d`, `2160h` or `1d12h`. A key that Apigee generates " +
				"expires up to one second earlier. If omitted, the key never expires. Changing it creates a new key; `2160h` instead of " +
				"`90d` is no change.",
			Optional:      true,
			Validators:    []validator.String{positiveSeconds{}},
			PlanModifiers: []planmodifier.String{keepSameDuration{}, replaceIfLifeDiffers()},
		},
		"rotate_before_expiry": schema.StringAttribute{
			MarkdownDescription: "How long before its expiry Terraform proposes to replace the key, such as `14d`. It must be shorter " +
				"than `expires_in`. If omitted, Terraform never proposes it.",
			Optional:   true,
			Validators: []validator.String{positiveSeconds{}, stringvalidator.AlsoRequires(path.MatchRoot("expires_in"))},
		},
		"rotate_when_changed": schema.MapAttribute{
			MarkdownDescription: "Any values: when one of them changes, a new key is made. Giving the first values changes nothing.",
			ElementType:         types.StringType,
			Optional:            true,
			PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(
				func(_ context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
					resp.RequiresReplace = !req.StateValue.IsNull()
				}, firstValueIsNoChange, firstValueIsNoChange)},
		},
		"deletion_policy": schema.StringAttribute{
			MarkdownDescription: "What becomes of the key when the resource is destroyed or replaced: `delete`, `revoke` (it stays on the app, " +
				"revoked) or `abandon` (it stays as it is, valid until it expires, and on the app after that, too). Together with `create_before_destroy`, the last two " +
				"rotate with an overlap. Default `delete`.",
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString(policyDelete),
			Validators: []validator.String{stringvalidator.OneOf(policyDelete, policyRevoke, policyAbandon)},
		},
		"ready_for_rotation": schema.BoolAttribute{
			MarkdownDescription: "Whether the time of `rotate_before_expiry` has come. Then the plan replaces the key.",
			Computed:            true,
		},
	}
}

const firstValueIsNoChange = "A first value changes nothing; another one makes a new key."

// keySecretAttributes are the key itself.
func keySecretAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"generated_by": schema.StringAttribute{
			MarkdownDescription: "Who makes the key and its secret: `apigee`, or `provider`, which makes them with the machine's secure " +
				"random numbers and brings them in. The provider's are the surer way: nothing of the app is read or written back, and an " +
				"answer that is lost is always settled. Not together with `consumer_key`. Default `apigee`. Changing it makes a new key, " +
				"except after an import.",
			Optional:      true,
			Computed:      true,
			Default:       stringdefault.StaticString(generatedByApigee),
			Validators:    []validator.String{stringvalidator.OneOf(generatedByApigee, generatedByProvider)},
			PlanModifiers: []planmodifier.String{replaceIfOtherGenerator()},
		},
		"consumer_key": schema.StringAttribute{
			MarkdownDescription: "The key. Give it to bring in one of another system; left out, Apigee generates one. Up to 2,048 letters, " +
				"digits, underscores and hyphens; nobody else in the organization may have it. Changing it makes a new key.",
			Optional:   true,
			Computed:   true,
			Sensitive:  true,
			Validators: []validator.String{keyText{}},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured(),
			},
		},
		"consumer_secret": schema.StringAttribute{
			MarkdownDescription: "The key's secret. Give it, or `consumer_secret_wo`, together with `consumer_key`. It cannot be changed " +
				"alone: another one makes a new key. Null where it is not to be in state.",
			Optional:      true,
			Computed:      true,
			Sensitive:     true,
			Validators:    []validator.String{keyText{}, stringvalidator.AlsoRequires(path.MatchRoot("consumer_key"))},
			PlanModifiers: []planmodifier.String{replaceIfOtherSecret()},
		},
		"consumer_secret_wo": schema.StringAttribute{
			MarkdownDescription: "The same as `consumer_secret`, but never in plan or state. Needs Terraform 1.11.",
			Optional:            true,
			WriteOnly:           true,
			Validators: []validator.String{
				keyText{},
				stringvalidator.ConflictsWith(path.MatchRoot("consumer_secret")),
				stringvalidator.AlsoRequires(path.MatchRoot("consumer_key"), path.MatchRoot("consumer_secret_wo_version")),
			},
		},
		"consumer_secret_wo_version": schema.Int64Attribute{
			MarkdownDescription: "Raise it when `consumer_secret_wo` has another value, which Terraform cannot see: it makes a new key.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AlsoRequires(path.MatchRoot("consumer_secret_wo"))},
			PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplaceIf(
				func(_ context.Context, req planmodifier.Int64Request, resp *int64planmodifier.RequiresReplaceIfFuncResponse) {
					resp.RequiresReplace = !req.StateValue.IsNull() && !req.PlanValue.IsNull()
				}, firstValueIsNoChange, firstValueIsNoChange)},
		},
		"store_consumer_secret": schema.BoolAttribute{
			MarkdownDescription: "Whether a generated secret is kept in state, as `consumer_secret`. Default `true`.",
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(true),
		},
	}
}

func keyResults() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"key_fingerprint": computedString("Stands for the key where the key itself must not be seen: `sha256:` and the first 16 hex " +
			"digits of its SHA-256."),
		"id": computedString("`organizations/{organization}/developers/{developer_email}/apps/{app}/keys/{key_fingerprint}`."),
		"issued_at": schema.StringAttribute{
			MarkdownDescription: "When the key was made (RFC 3339).",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"expires_at": schema.StringAttribute{
			MarkdownDescription: "When the key expires (RFC 3339); null: never.",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
}

func computedString(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

func (r *developerAppKeyResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	attributes := appIdentityAttributes()
	attributes["key_fingerprint"] = identityschema.StringAttribute{
		Description:       "Fingerprint of the key: sha256: and the first 16 hex digits of its SHA-256.",
		RequiredForImport: true,
	}
	resp.IdentitySchema = identityschema.Schema{Attributes: attributes}
}

func appIdentityAttributes() map[string]identityschema.Attribute {
	return map[string]identityschema.Attribute{
		"organization": identityschema.StringAttribute{
			Description:       "Name of the Apigee organization. Default: the provider's.",
			OptionalForImport: true,
		},
		"developer_email": identityschema.StringAttribute{
			Description:       "E-mail address of the developer.",
			RequiredForImport: true,
		},
		"app": identityschema.StringAttribute{
			Description:       "Name of the app.",
			RequiredForImport: true,
		},
	}
}
