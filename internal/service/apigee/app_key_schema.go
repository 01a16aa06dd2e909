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

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
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

// settableStatuses are those that somebody can give a key, an app or a product on a key.
var settableStatuses = []string{appkeys.StatusApproved, appkeys.StatusRevoked}

func (r *appKeyResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	attributes := r.kind.referenceAttributes("Changing it replaces the key.")
	maps.Copy(attributes, keySettingAttributes())
	maps.Copy(attributes, r.kind.keyLifeAttributes())
	maps.Copy(attributes, r.kind.keySecretAttributes())
	maps.Copy(attributes, r.kind.keyResults())
	if r.kind.generates() {
		attributes["generated_by"] = generatedByAttribute()
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: r.kind.keyDescription(),
		Attributes:          attributes,
	}
}

// appReferenceAttributes name the app.
func (k *ownerKind) referenceAttributes(onChange string) map[string]schema.Attribute {
	modifiers := []planmodifier.String{keepSameName{}, stringplanmodifier.RequiresReplace()}
	return map[string]schema.Attribute{
		"organization": schema.StringAttribute{
			MarkdownDescription: k.organizationDescription() + " " + onChange,
			Optional:            true,
			Computed:            true,
			Validators:          organizationValidators(),
			PlanModifiers: append([]planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				modifiers...),
		},
		k.attribute: schema.StringAttribute{
			MarkdownDescription: k.ownerDescription + " " + onChange,
			Required:            true,
			Validators:          k.ownerValidators(),
			PlanModifiers:       modifiers,
		},
		"app": schema.StringAttribute{
			MarkdownDescription: k.appDescription + " " + onChange,
			Required:            true,
			Validators:          k.appValidators(),
			PlanModifiers:       modifiers,
		},
	}
}

// keySettingAttributes change in place.
func keySettingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"api_products": schema.MapNestedAttribute{
			MarkdownDescription: "API products that the key gives access to, by name. Products are added and removed one by one; the " +
				"others keep their status. Apigee refuses calls with a key that has no product.",
			Optional: true,
			Validators: []validator.Map{noNulls{}, mapvalidator.KeysAre(stringvalidator.LengthAtLeast(1),
				stringvalidator.RegexMatches(namePattern, "must be letters, digits, spaces and . _ - $ %"), plainName{})},
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"status": schema.StringAttribute{
					MarkdownDescription: "`approved` or `revoked`. If omitted, the status is not managed: Apigee sets `approved`, or `pending` if " +
						"the product needs manual approval.",
					Optional:      true,
					Computed:      true,
					Validators:    []validator.String{stringvalidator.OneOf(settableStatuses...)},
					PlanModifiers: []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
				},
			}},
		},
		"scopes": schema.SetAttribute{
			MarkdownDescription: "OAuth scopes of the key, which its products must define. If omitted, Apigee assigns them, also when the " +
				"products change.",
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
			Default:             stringdefault.StaticString(appkeys.StatusApproved),
			Validators:          []validator.String{stringvalidator.OneOf(settableStatuses...)},
		},
	}
}

// keyLifeAttributes say how long the key lives, when another one takes its place,
// and what becomes of it then.
func (k *ownerKind) keyLifeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"expires_in": schema.StringAttribute{
			MarkdownDescription: "How long the key is valid from its creation, in whole seconds: days, or a " +
				"[Go duration](https://pkg.go.dev/time#ParseDuration), such as `90d`, `2160h` or `1d12h`. " +
				k.onExpiry() + "If omitted, the key never expires. Changing it creates a new key; `2160h` instead of " +
				"`90d` is no change.",
			Optional:      true,
			Validators:    []validator.String{positiveSeconds{}},
			PlanModifiers: []planmodifier.String{keepSameDuration{}, replaceIfLifeDiffers()},
		},
		"rotate_before_expiry": schema.StringAttribute{
			MarkdownDescription: "Time before its expiry from which the plan replaces the key, such as `14d`. It must be shorter " +
				"than `expires_in`. If omitted, expiry never replaces the key.",
			Optional:   true,
			Validators: []validator.String{positiveSeconds{}, stringvalidator.AlsoRequires(path.MatchRoot("expires_in"))},
		},
		"rotate_when_changed": schema.MapAttribute{
			MarkdownDescription: "Arbitrary values. Changing one of them replaces the key. Setting them for the first time does not.",
			ElementType:         types.StringType,
			Optional:            true,
			PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(
				func(_ context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
					resp.RequiresReplace = !req.StateValue.IsNull()
				}, firstValueIsNoChange, firstValueIsNoChange)},
		},
		"deletion_policy": schema.StringAttribute{
			MarkdownDescription: "What happens to the key when the resource is destroyed or replaced: `delete`, `revoke` (the key stays on the app, " +
				"revoked) or `abandon` (the key stays valid until it expires, and stays on the app after that). With `create_before_destroy`, the old " +
				"and the new key are both valid for a time. Default `delete`.",
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString(policyDelete),
			Validators: []validator.String{stringvalidator.OneOf(policyDelete, policyRevoke, policyAbandon)},
		},
		"ready_for_rotation": schema.BoolAttribute{
			MarkdownDescription: "Whether the key is within `rotate_before_expiry` of its expiry. If so, the plan replaces it.",
			Computed:            true,
		},
	}
}

const firstValueIsNoChange = "Setting a first value changes nothing. Changing it replaces the key."

// generatedByAttribute is for the owners for whom Apigee generates keys.
func generatedByAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "Who generates the key and its secret: `apigee`, or `provider`, which uses secure random numbers. `provider` is " +
			"safer: it neither reads nor writes the app, and the provider always finds its key if a response is lost. Conflicts with " +
			"`consumer_key`. Default `apigee`. Changing it replaces the key, except after an import.",
		Optional:      true,
		Computed:      true,
		Default:       stringdefault.StaticString(generatedByApigee),
		Validators:    []validator.String{stringvalidator.OneOf(generatedByApigee, generatedByProvider)},
		PlanModifiers: []planmodifier.String{replaceIfOtherGenerator()},
	}
}

// keySecretAttributes are the key itself.
func (k *ownerKind) keySecretAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"consumer_key": schema.StringAttribute{
			MarkdownDescription: "The key. Set it to import a key of another system; " + k.leftOut() + " Up to 2,048 letters, " +
				"digits, underscores and hyphens; it must be unique in the organization. Changing it replaces the key. " +
				"Null if `store_consumer_key = false`.",
			Optional:      true,
			Computed:      true,
			Sensitive:     true,
			Validators:    []validator.String{keyText{}},
			PlanModifiers: []planmodifier.String{replaceIfOtherKey()},
		},
		"consumer_secret": schema.StringAttribute{
			MarkdownDescription: "The key's secret. Set it, or `consumer_secret_wo`, together with `consumer_key`. Changing it replaces the key. " +
				"Null if `store_consumer_key = false`, `store_consumer_secret = false` or `consumer_secret_wo` is set.",
			Optional:      true,
			Computed:      true,
			Sensitive:     true,
			Validators:    []validator.String{keyText{}, stringvalidator.AlsoRequires(path.MatchRoot("consumer_key"))},
			PlanModifiers: []planmodifier.String{replaceIfOtherSecret()},
		},
		"consumer_secret_wo": schema.StringAttribute{
			MarkdownDescription: "Same as `consumer_secret`, but never stored in plan or state. Requires Terraform 1.11.",
			Optional:            true,
			WriteOnly:           true,
			Validators: []validator.String{
				keyText{},
				stringvalidator.ConflictsWith(path.MatchRoot("consumer_secret")),
				stringvalidator.AlsoRequires(path.MatchRoot("consumer_key"), path.MatchRoot("consumer_secret_wo_version")),
			},
		},
		"consumer_secret_wo_version": schema.Int64Attribute{
			MarkdownDescription: "Increase it when you change `consumer_secret_wo`, because Terraform cannot detect that. Changing it replaces the key.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AlsoRequires(path.MatchRoot("consumer_secret_wo"))},
			PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplaceIf(
				func(_ context.Context, req planmodifier.Int64Request, resp *int64planmodifier.RequiresReplaceIfFuncResponse) {
					resp.RequiresReplace = !req.StateValue.IsNull() && !req.PlanValue.IsNull()
				}, firstValueIsNoChange, firstValueIsNoChange)},
		},
		"store_consumer_key": schema.BoolAttribute{
			MarkdownDescription: "Whether to store the key in state, as `consumer_key`. With `false`, neither the key nor its secret is in state or " +
				"plan: `key_fingerprint` stands for the key, and the provider finds the key on its app. Read both with the ephemeral resource. " +
				"Conflicts with `consumer_key`. Changing it changes nothing in Apigee. An import by fingerprint does not store the key " +
				"until an apply does. Default `true`.",
			Optional: true,
			Computed: true,
			Default:  booldefault.StaticBool(true),
		},
		"store_consumer_secret": schema.BoolAttribute{
			MarkdownDescription: "Whether to store a generated secret in state, as `consumer_secret`. Default `true`.",
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(true),
		},
	}
}

func (k *ownerKind) keyResults() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"key_fingerprint": computedString("Stands for the key where the key itself must not be seen: `sha256:` and the first 16 hex " +
			"digits of its SHA-256."),
		"id": computedString("`" + k.idForm() + "/keys/{key_fingerprint}`."),
		"issued_at": schema.StringAttribute{
			MarkdownDescription: "Time of creation (RFC 3339).",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"expires_at": schema.StringAttribute{
			MarkdownDescription: "Time of expiry (RFC 3339); null if the key never expires.",
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

func (r *appKeyResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	attributes := r.kind.identityAttributes()
	attributes["key_fingerprint"] = identityschema.StringAttribute{
		Description:       "Fingerprint of the key: sha256: and the first 16 hex digits of its SHA-256.",
		RequiredForImport: true,
	}
	resp.IdentitySchema = identityschema.Schema{Attributes: attributes}
}

func (k *ownerKind) identityAttributes() map[string]identityschema.Attribute {
	return map[string]identityschema.Attribute{
		"organization": identityschema.StringAttribute{
			Description:       "Name of the Apigee organization. Defaults to the provider's organization.",
			OptionalForImport: true,
		},
		k.attribute: identityschema.StringAttribute{
			Description:       k.identityDescription(),
			RequiredForImport: true,
		},
		"app": identityschema.StringAttribute{
			Description:       "Name of the app.",
			RequiredForImport: true,
		},
	}
}
