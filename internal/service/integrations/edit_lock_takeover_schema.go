package integrations

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *editLockTakeoverResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	attributes := takeoverResults()
	attributes["integration"] = schema.StringAttribute{
		MarkdownDescription: "Full name of the integration, `projects/…/locations/…/integrations/…` with or without `products/…` before " +
			"`integrations`. The provider takes over its newest draft. Prefer this to `integration_version`, because each " +
			"takeover gives the draft a new id. Changing it triggers a new takeover. Swapping project id and number does not.",
		Optional: true,
		Validators: []validator.String{
			integrationName, stringvalidator.ExactlyOneOf(path.MatchRoot("integration"), path.MatchRoot("integration_version")),
		},
	}
	attributes["integration_version"] = schema.StringAttribute{
		MarkdownDescription: "Full name of the draft to take over: the name of the integration and `/versions/…`. Changing it triggers a new takeover.",
		Optional:            true,
		Validators:          []validator.String{versionName},
	}
	attributes["expected_lock_holder"] = schema.StringAttribute{
		MarkdownDescription: "E-mail address of the user from whom to take over the lock. If another user holds it, the apply fails and takes over " +
			"nothing. If the provider's own user holds it already, the apply succeeds. If omitted, the provider takes the lock from whoever holds " +
			"it at the time of the apply, even if the plan named another user.",
		Optional:   true,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["triggers"] = schema.MapAttribute{
		MarkdownDescription: "Arbitrary values. Changing them triggers a new takeover. The first values after an import do not.",
		ElementType:         types.StringType,
		Optional:            true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Takes over the edit lock of the draft of an Application Integration, like the Take Over button of the console. The " +
			"holder's draft becomes a snapshot. A copy of it, with a new id, becomes the new draft, and the provider's user holds its lock. " +
			"**Both users get an e-mail.** A plan or refresh only reads.\n\n" +
			"The resource records an event. The lock expires 15 minutes after the last edit of the draft, and any editor can take it over. " +
			"`lock_holder` shows such a change, but it does not trigger a new takeover. On Terraform 1.14.1 and later the action " +
			"`custody_takeover_edit_lock` does the same.\n\n" +
			"All attributes are stored in state. They include e-mail addresses, but no secret.",
		Attributes: attributes,
	}
}

// takeoverResults are what a takeover leaves.
func takeoverResults() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"draft_version": computedString("Full name of the new draft. If the provider's user held the lock already, the existing draft."),
		"snapshot_version": computedString("Full name of the former draft, which is a snapshot now. Null if the provider's user held the lock " +
			"already, so that there was no takeover. The provider can tell that from a service account's key, from impersonation, and from an " +
			"earlier takeover of the same run."),
		"snapshot_number": schema.Int64Attribute{
			MarkdownDescription: "Snapshot number of `snapshot_version`.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"lock_holder":          computedString("E-mail address of the user who holds the lock, as reported by the API. Null if nobody does."),
		"previous_lock_holder": computedString("E-mail address of the user who held the lock before. Null if there was no takeover."),
		"taken_over_at": schema.StringAttribute{
			MarkdownDescription: "Time of the takeover (RFC 3339). Null if there was no takeover.",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"last_modifier_email": computedString("E-mail address of the user who last edited the draft."),
	}
}

func computedString(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

func (r *editLockTakeoverResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"draft_version": identityschema.StringAttribute{
			Description: "Full name of the draft whose lock was taken over.", RequiredForImport: true,
		},
	}}
}
