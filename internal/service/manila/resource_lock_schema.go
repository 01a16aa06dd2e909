package manila

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

var (
	resourceTypes   = []string{string(resourcelocks.TypeShare), string(resourcelocks.TypeAccessRule)}
	resourceActions = []string{string(resourcelocks.ActionDelete), string(resourcelocks.ActionShow)}
	lockContexts    = []string{
		string(resourcelocks.ContextUser), string(resourcelocks.ContextAdmin), string(resourcelocks.ContextService),
	}
)

func (r *resourceLockResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A lock on a share or on an access rule of OpenStack's shared file system service (Manila): until it is " +
			"lifted, nobody can delete the resource. Needs API version 2.81 (OpenStack 2023.2 Bobcat).\n\n" +
			"The state holds the attributes below, of which none is secret.",
		Attributes: map[string]schema.Attribute{
			"resource_id": schema.StringAttribute{
				MarkdownDescription: "UUID of the share or access rule to lock. Capitals make no difference. Changing it makes a new lock.",
				Required:            true,
				Validators:          []validator.String{isUUID{showsResources}},
				PlanModifiers:       []planmodifier.String{keepEqualFold{}, stringplanmodifier.RequiresReplace()},
			},

			"resource_type": schema.StringAttribute{
				MarkdownDescription: "What `resource_id` is: `share` or `access_rule`. Default `share`. Changing it makes a new lock.",
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(string(resourcelocks.TypeShare)),
				Validators:          []validator.String{stringvalidator.OneOf(resourceTypes...)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"resource_action": schema.StringAttribute{
				MarkdownDescription: "What the lock prevents: `delete`, or `show` for access rules, which hides from others who has access. " +
					"Default `delete`. Changing it makes a new lock.",
				Optional:      true,
				Computed:      true,
				Default:       stringdefault.StaticString(string(resourcelocks.ActionDelete)),
				Validators:    []validator.String{stringvalidator.OneOf(resourceActions...)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"lock_reason": schema.StringAttribute{
				MarkdownDescription: "Why the resource is locked, up to 1,023 characters. No reason and an empty one are different to the server. " +
					"Many clouds store no characters beyond the Basic Multilingual Plane, such as emoji.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.UTF8LengthAtMost(resourcelocks.MaxReasonLength)},
			},
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "While `true`, Terraform refuses to destroy or replace the lock: a lock that falls to the same " +
					"`terraform destroy` as its share protects nothing. To lift the lock, set `false`, apply, then destroy. This " +
					"holds for `-replace` and `create_before_destroy`, too. Default `false`.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"region": schema.StringAttribute{
				MarkdownDescription: "Region of the resource. Default: the provider's. Changing it makes a new lock.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace(),
				},
			},

			"id":           computedString("UUID of the lock."),
			"user_id":      computedString("ID of the user who holds the lock."),
			"project_id":   computedString("ID of the project that the lock belongs to: that of its user's token, not of the share."),
			"lock_context": computedString("With which right the lock was made, and so who may lift it: `user`, `admin` or `service`."),
			"created_at": schema.StringAttribute{
				MarkdownDescription: "When the lock was made (RFC 3339).",
				CustomType:          timetypes.RFC3339Type{},
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"updated_at": schema.StringAttribute{
				MarkdownDescription: "When the lock was last changed (RFC 3339); null if never.",
				CustomType:          timetypes.RFC3339Type{},
				Computed:            true,
			},
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

func (r *resourceLockResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"region": identityschema.StringAttribute{
				Description:       "Region of the lock. Default: the provider's.",
				OptionalForImport: true,
			},
			"id": identityschema.StringAttribute{
				Description:       "UUID of the lock.",
				RequiredForImport: true,
			},
		},
	}
}

// keepEqualFold keeps the known value where the configured one differs from it by
// capitals alone.
type keepEqualFold struct{}

var _ planmodifier.String = keepEqualFold{}

func (keepEqualFold) Description(context.Context) string { return "Capitals make no difference." }

func (m keepEqualFold) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepEqualFold) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if !req.StateValue.IsNull() && !req.PlanValue.IsUnknown() &&
		strings.EqualFold(req.StateValue.ValueString(), req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}
