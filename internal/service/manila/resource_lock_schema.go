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
		MarkdownDescription: "A lock on a share or on an access rule of OpenStack's shared file system service (Manila). Until it is " +
			"lifted, nobody can delete the resource. Requires Manila API version 2.81 (OpenStack 2023.2 Bobcat).\n\n" +
			"All attributes are stored in state; none is secret.",
		Attributes: map[string]schema.Attribute{
			"resource_id": schema.StringAttribute{
				MarkdownDescription: "UUID of the share or access rule to lock. Case does not matter. Changing it replaces the lock.",
				Required:            true,
				Validators:          []validator.String{isUUID{showsResources}},
				PlanModifiers:       []planmodifier.String{keepEqualFold{}, stringplanmodifier.RequiresReplace()},
			},

			"resource_type": schema.StringAttribute{
				MarkdownDescription: "What `resource_id` is: `share` or `access_rule`. Default `share`. Changing it replaces the lock.",
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(string(resourcelocks.TypeShare)),
				Validators:          []validator.String{stringvalidator.OneOf(resourceTypes...)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"resource_action": schema.StringAttribute{
				MarkdownDescription: "What the lock prevents: `delete`, or `show` for access rules, which hides from others who has access. " +
					"Default `delete`. Changing it replaces the lock.",
				Optional:      true,
				Computed:      true,
				Default:       stringdefault.StaticString(string(resourcelocks.ActionDelete)),
				Validators:    []validator.String{stringvalidator.OneOf(resourceActions...)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"lock_reason": schema.StringAttribute{
				MarkdownDescription: "Why the resource is locked, up to 1,023 characters. Null and an empty string are different values for the server. " +
					"Many clouds cannot store characters beyond the Basic Multilingual Plane, such as emoji.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.UTF8LengthAtMost(resourcelocks.MaxReasonLength)},
			},
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "If `true`, Terraform refuses to destroy or replace the lock, also with `-replace` and " +
					"`create_before_destroy`. Without it, the `terraform destroy` that deletes the share also lifts its lock. To lift " +
					"the lock, set `false`, apply, then destroy. Default `false`.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"region": schema.StringAttribute{
				MarkdownDescription: "Region of the resource. Defaults to the provider's region. Changing it replaces the lock.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace(),
				},
			},

			"id":           computedString("UUID of the lock."),
			"user_id":      computedString("ID of the user who holds the lock."),
			"project_id":   computedString("ID of the project that the lock belongs to. This is the project of the user who created it, not that of the share."),
			"lock_context": computedString("Context in which the lock was created, which decides who may lift it: `user`, `admin` or `service`."),
			"created_at": schema.StringAttribute{
				MarkdownDescription: "Time of creation (RFC 3339).",
				CustomType:          timetypes.RFC3339Type{},
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"updated_at": schema.StringAttribute{
				MarkdownDescription: "Time of the last update (RFC 3339); null if the lock was never updated.",
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
				Description:       "Region of the lock. Defaults to the provider's region.",
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
