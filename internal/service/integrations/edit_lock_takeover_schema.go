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
			"`integrations`. Its newest draft is taken over. The normal way to name a draft, since each takeover gives it a new id. " +
			"Another integration is a new takeover; the project's number in the place of its id is not.",
		Optional: true,
		Validators: []validator.String{
			integrationName, stringvalidator.ExactlyOneOf(path.MatchRoot("integration"), path.MatchRoot("integration_version")),
		},
	}
	attributes["integration_version"] = schema.StringAttribute{
		MarkdownDescription: "Full name of the draft to take over, that of the integration and `/versions/…`. Another version is a new takeover.",
		Optional:            true,
		Validators:          []validator.String{versionName},
	}
	attributes["expected_lock_holder"] = schema.StringAttribute{
		MarkdownDescription: "E-mail address of who is to lose the lock. If somebody else holds it, nothing is taken over. A lock that the " +
			"provider's own user holds already is fine. Without this, whoever holds the lock when it is applied loses it, also if that is " +
			"somebody else than the plan named.",
		Optional:   true,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["triggers"] = schema.MapAttribute{
		MarkdownDescription: "Any values. When they change, the lock is taken over again. The first values after an import are only noted.",
		ElementType:         types.StringType,
		Optional:            true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Takes over the edit lock of the draft of an Application Integration, as the console's Take Over button does: the " +
			"draft of whoever holds the lock becomes a snapshot, and a copy of it becomes the new draft, with a new id, locked by the " +
			"provider's user. **Both users get an e-mail.** Planning and refreshing only read.\n\n" +
			"The resource records an event. The lock ends 15 minutes after the last edit of the draft, and anybody who may edit can take " +
			"it over in turn; `lock_holder` shows that, and nothing is taken over again because of it. Nothing hands a lock back: " +
			"destroying the resource calls nothing. On Terraform 1.14.1 and later the action `custody_takeover_edit_lock` does the same.\n\n" +
			"The state holds the attributes below: e-mail addresses of who held the lock are among them, and no secret.",
		Attributes: attributes,
	}
}

// takeoverResults are what a takeover leaves.
func takeoverResults() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"draft_version": computedString("Full name of the new draft. Where the provider's user held the lock already, of the draft that is there."),
		"snapshot_version": computedString("Full name of the version that was the draft before and is a snapshot now. Null where nothing was " +
			"taken over, because the provider is known to have held the lock: by the key of a service account, also in the application " +
			"default credentials, by impersonation, or by an earlier takeover of the same run."),
		"snapshot_number": schema.Int64Attribute{
			MarkdownDescription: "Snapshot number of `snapshot_version`.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"lock_holder":          computedString("E-mail address of who holds the lock of the draft, as far as can be seen. Null: nobody."),
		"previous_lock_holder": computedString("E-mail address of who lost the lock. Null where nothing was taken over."),
		"taken_over_at": schema.StringAttribute{
			MarkdownDescription: "When the lock was taken over (RFC 3339). Null where nothing was taken over.",
			CustomType:          timetypes.RFC3339Type{},
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"last_modifier_email": computedString("E-mail address of who last edited the draft."),
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
