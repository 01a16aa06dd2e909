package apigee

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ list.ListResourceWithConfigure      = (*appKeyResource)(nil)
	_ list.ListResourceWithValidateConfig = (*appKeyResource)(nil)
)

// NewDeveloperAppKeyListResource makes the list resource custody_developer_app_key.
func NewDeveloperAppKeyListResource() list.ListResource { return &appKeyResource{kind: developers()} }

// NewAppGroupAppKeyListResource makes the list resource custody_app_group_app_key.
func NewAppGroupAppKeyListResource() list.ListResource { return &appKeyResource{kind: appGroups()} }

func (r *appKeyResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the keys of an app of an Apigee " + r.kind.noun + ", or of all its apps. The result contains " +
			"fingerprints, but no consumer keys or secrets.",
		Attributes: map[string]schema.Attribute{
			"organization": schema.StringAttribute{
				MarkdownDescription: r.kind.organizationDescription(),
				Optional:            true,
				Validators:          organizationValidators(),
			},
			r.kind.attribute: schema.StringAttribute{
				MarkdownDescription: r.kind.ownerDescription,
				Required:            true,
				Validators:          r.kind.ownerValidators(),
			},
			"app": schema.StringAttribute{
				MarkdownDescription: r.kind.appDescription + " Default: all apps of the " + r.kind.noun + ".",
				Optional:            true,
				Validators:          r.kind.appValidators(),
			},
		},
	}
}

// ValidateListResourceConfig refuses names that contradict each other.
func (r *appKeyResource) ValidateListResourceConfig(
	ctx context.Context, req list.ValidateConfigRequest, resp *list.ValidateConfigResponse,
) {
	var config appReference
	resp.Diagnostics.Append(r.kind.get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// List finds the keys of one app with one request, and those of all apps of an owner
// with one for up to 100 apps of a developer or 1000 of an app group.
func (r *appKeyResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config appReference
	diags := r.kind.get(ctx, req.Config, &config)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	op := operation{
		summary: "Cannot List " + r.kind.title + " Keys", tried: "list the keys",
		permissions: r.kind.permits("get"),
	}
	if config.App.IsNull() {
		op.permissions = r.kind.permits("list", "get")
	}
	apigee, err := op.reach(ctx, r.client, config)
	var found []listedKey
	if err == nil {
		found, err = listKeys(ctx, apigee, op.app, req.Limit)
	}
	if err != nil {
		op.addFailure(err, &diags)
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		for _, one := range found {
			if !push(r.kind.listResult(ctx, req, one)) {
				return
			}
		}
	}
}

// listedKey is a key of an app.
type listedKey struct {
	app appkeys.AppName
	key appkeys.Key
}

// listKeys are at most so many keys of the app, or of all apps of the developer if
// none is named, those of an app from old to new; limit 0: all.
func listKeys(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName, limit int64,
) ([]listedKey, error) {
	var found []listedKey
	use := func(app *appkeys.App) bool {
		of := name.Owner.App(app.Name)
		for _, key := range oldestFirst(app.Keys) {
			found = append(found, listedKey{of, key})
		}
		return limit == 0 || int64(len(found)) < limit
	}
	var err error
	if name.Name == "" {
		err = appkeys.EachApp(ctx, apigee, name.Owner, use)
	} else {
		var app *appkeys.App
		if app, err = appkeys.GetApp(ctx, apigee, name); err == nil {
			use(app)
		}
	}
	if limit > 0 {
		found = found[:min(limit, int64(len(found)))]
	}
	return found, err
}

// oldestFirst puts keys into an order of their own, since the API has none.
func oldestFirst(keys []appkeys.Key) []appkeys.Key {
	return slices.SortedFunc(slices.Values(keys), func(a, b appkeys.Key) int {
		return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), cmp.Compare(a.String(), b.String()))
	})
}

// listResult is the result of one key in the form of the kind's schema.
func (k *ownerKind) listResult(ctx context.Context, req list.ListRequest, key listedKey) list.ListResult {
	var diags diag.Diagnostics
	result := service.ListResult(ctx, req, func(found *types.Object) (any, string) {
		var model appKeyModel
		diags.Append(k.fromObject(ctx, *found, &model)...)
		identity, name := key.fill(&model)
		var more diag.Diagnostics
		*found, more = k.toObject(ctx, found.AttributeTypes(ctx), &model)
		diags.Append(more...)
		named, more := k.toObject(ctx, map[string]attr.Type{
			"organization": types.StringType, k.attribute: types.StringType, "app": types.StringType,
			"key_fingerprint": types.StringType,
		}, identity)
		diags.Append(more...)
		return named, name
	})
	result.Diagnostics.Append(diags...)
	return result
}

// fill is without the key and its secret, for "terraform query -json" prints what is
// sensitive like the rest. The import of its identity is without them, too.
func (l listedKey) fill(found *appKeyModel) (identity ownerModel, displayName string) {
	found.setDefaults()
	found.ReadyForRotation = types.BoolValue(false)
	found.fromAPI(l.app, &l.key)
	return found.identity(), l.displayName()
}

// displayName says whose key it is and how long it is good for, as
// "dev@acme.test portal sha256:0f…, approved until 2027-02-22".
func (l listedKey) displayName() string {
	return fmt.Sprintf("%s %s %s, %s", l.app.Owner.Name, l.app.Name, l.key, describe(l.key))
}
