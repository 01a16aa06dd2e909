package apigee

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ list.ListResourceWithConfigure      = (*developerAppKeyResource)(nil)
	_ list.ListResourceWithValidateConfig = (*developerAppKeyResource)(nil)
)

// NewDeveloperAppKeyListResource makes the list resource custody_developer_app_key.
func NewDeveloperAppKeyListResource() list.ListResource { return &developerAppKeyResource{} }

func (r *developerAppKeyResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the keys of an Apigee developer app, or of all apps of a developer. Neither consumer keys nor " +
			"consumer secrets are shown: a key is known by its fingerprint.",
		Attributes: map[string]schema.Attribute{
			"organization": schema.StringAttribute{
				MarkdownDescription: organizationDescription,
				Optional:            true,
				Validators:          organizationValidators(),
			},
			"developer_email": schema.StringAttribute{
				MarkdownDescription: developerDescription,
				Required:            true,
				Validators:          developerValidators(),
			},
			"app": schema.StringAttribute{
				MarkdownDescription: appDescription + " Left out: all apps of the developer.",
				Optional:            true,
				Validators:          appValidators(),
			},
		},
	}
}

// ValidateListResourceConfig refuses names that contradict each other.
func (r *developerAppKeyResource) ValidateListResourceConfig(
	ctx context.Context, req list.ValidateConfigRequest, resp *list.ValidateConfigResponse,
) {
	var config appReference
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// List finds the keys of one app with one request, and those of all apps of a
// developer with one for up to 100 apps.
func (r *developerAppKeyResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config appReference
	diags := req.Config.Get(ctx, &config)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	op := operation{summary: "Cannot List Developer App Keys", tried: "list the keys", permissions: permitReadApp}
	if config.App.IsNull() {
		op.permissions = permitListApps
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
			if !push(service.ListResult(ctx, req, one.fill)) {
				return
			}
		}
	}
}

// listedKey is a key of an app.
type listedKey struct {
	app developerappkeys.AppName
	key developerappkeys.Key
}

// listKeys are at most so many keys of the app, or of all apps of the developer if
// none is named, those of an app from old to new; limit 0: all.
func listKeys(
	ctx context.Context, apigee *client.Apigee, name developerappkeys.AppName, limit int64,
) ([]listedKey, error) {
	var found []listedKey
	use := func(app *developerappkeys.App) bool {
		of := developerappkeys.AppName{Organization: name.Organization, Developer: name.Developer, App: app.Name}
		for _, key := range oldestFirst(app.Keys) {
			found = append(found, listedKey{of, key})
		}
		return limit == 0 || int64(len(found)) < limit
	}
	var err error
	if name.App == "" {
		err = developerappkeys.EachApp(ctx, apigee, name.Organization, name.Developer, use)
	} else {
		var app *developerappkeys.App
		if app, err = developerappkeys.GetApp(ctx, apigee, name); err == nil {
			use(app)
		}
	}
	if limit > 0 {
		found = found[:min(limit, int64(len(found)))]
	}
	return found, err
}

// oldestFirst puts keys into an order of their own, since the API has none.
func oldestFirst(keys []developerappkeys.Key) []developerappkeys.Key {
	return slices.SortedFunc(slices.Values(keys), func(a, b developerappkeys.Key) int {
		return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), cmp.Compare(a.String(), b.String()))
	})
}

// fill is without the key and its secret, for "terraform query -json" prints what is
// sensitive like the rest. An import brings them into state.
func (l listedKey) fill(found *developerAppKeyModel) (identity any, displayName string) {
	found.setDefaults()
	found.ReadyForRotation = types.BoolValue(false)
	found.fromAPI(l.app, &l.key)
	found.ConsumerKey, found.ConsumerSecret = types.StringNull(), types.StringNull()
	return found.identity(), l.displayName()
}

// displayName says whose key it is and how long it is good for, as
// "dev@acme.test portal sha256:0f…, approved until 2027-02-22".
func (l listedKey) displayName() string {
	return fmt.Sprintf("%s %s %s, %s", l.app.Developer, l.app.App, l.key, describe(l.key))
}
