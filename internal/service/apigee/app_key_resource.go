package apigee

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ resource.ResourceWithConfigure      = (*appKeyResource)(nil)
	_ resource.ResourceWithIdentity       = (*appKeyResource)(nil)
	_ resource.ResourceWithImportState    = (*appKeyResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*appKeyResource)(nil)
	_ resource.ResourceWithValidateConfig = (*appKeyResource)(nil)
)

// NewDeveloperAppKeyResource makes the resource custody_developer_app_key.
func NewDeveloperAppKeyResource() resource.Resource { return &appKeyResource{kind: developers()} }

// NewAppGroupAppKeyResource makes the resource custody_app_group_app_key.
func NewAppGroupAppKeyResource() resource.Resource { return &appKeyResource{kind: appGroups()} }

type appKeyResource struct {
	client *client.Client
	kind   *ownerKind
}

func (r *appKeyResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + r.kind.typeName + "_key"
}

func (r *appKeyResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// Create makes the key and puts it into state before anything else is asked of it.
func (r *appKeyResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan appKeyModel
	var writeOnlySecret types.String
	resp.Diagnostics.Append(r.kind.get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("consumer_secret_wo"), &writeOnlySecret)...)
	wanted := plan.settings(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	named := plan.named(writeOnlySecret.ValueString())
	op := operation{
		summary: "Cannot Create " + r.kind.title + " Key", tried: "generate a key",
		permissions: r.kind.permits("get", "manage"),
	}
	if named.ConsumerKey != "" {
		op.tried, op.permissions = "bring in key "+appkeys.Fingerprint(named.ConsumerKey), permitCreateKey
		op.ownKey = true
	}
	apigee, unlock, ok := op.open(ctx, r.client, plan.appReference, &resp.Diagnostics)
	if !ok {
		return
	}
	defer unlock()

	plan.ReadyForRotation = types.BoolValue(false)
	saved := keyTarget{&resp.State, resp.Identity, &resp.Diagnostics}
	key, err := makeKey(ctx, apigee, op.app, named, wanted)
	if err != nil {
		unsettled, ok := errors.AsType[*unsettledKeyError](err)
		if ok && plan.madeHere() {
			// Nobody else can have made a key of this name: where it turns up, it is to be deleted.
			plan.unfinished()
			saved.set(ctx, &plan, op.app, &appkeys.Key{
				ConsumerKey: unsettled.consumerKey, ConsumerSecret: named.ConsumerSecret, Status: appkeys.StatusApproved,
			})
			op.recorded = true
		}
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	apigee.Claims.Add(key.String())
	apigee.Made.Add(key.String())
	// What is planned as null must stay so, whatever a key has that was there already.
	made := plan
	saved.set(ctx, &made, op.app, key)
	change := keyChange{apigee: apigee, app: op.app, key: key, wanted: wanted}
	if err := change.run(ctx); err != nil {
		plan.unfinished()
		op.tried, op.permissions, op.ownKey = "set up the new key "+key.String(), permitManageKey, false
		op.addFailure(err, &resp.Diagnostics)
	}
	saved.set(ctx, &plan, op.app, change.key)
}

// unfinished makes of a new key one whose end is to be deleted, for nobody uses it.
// It is in the state and not beside it, because Terraform keeps private data from the
// deletion of an object whose creation failed.
func (m *appKeyModel) unfinished() { m.DeletionPolicy = types.StringValue(policyDelete) }

// named is the key that is to be brought in; without a name where Apigee generates one.
func (m appKeyModel) named(writeOnlySecret string) appkeys.CreateOpts {
	opts := appkeys.CreateOpts{
		ConsumerKey:    m.ConsumerKey.ValueString(),
		ConsumerSecret: cmp.Or(writeOnlySecret, m.ConsumerSecret.ValueString()), ExpiresIn: durationOf(m.ExpiresIn),
	}
	if opts.ConsumerKey == "" && m.madeHere() {
		opts.ConsumerKey, opts.ConsumerSecret = secureText(keyLength), secureText(secretLength)
	}
	return opts
}

func makeKey(
	ctx context.Context, apigee *client.Apigee, app appkeys.AppName, named appkeys.CreateOpts,
	wanted keySettings,
) (*appkeys.Key, error) {
	if named.ConsumerKey != "" {
		return createKey(ctx, apigee, app, named)
	}
	generate := generation{apigee: apigee, app: app, opts: appkeys.GenerateOpts{
		Products: wanted.productNames(), Scopes: wanted.Scopes, ExpiresIn: named.ExpiresIn,
	}}
	return generate.run(ctx)
}

// keyTarget is where a key is put into state.
type keyTarget struct {
	state    *tfsdk.State
	identity *tfsdk.ResourceIdentity
	diags    *diag.Diagnostics
}

func (t keyTarget) set(
	ctx context.Context, model *appKeyModel, app appkeys.AppName, key *appkeys.Key,
) {
	model.fromAPI(app, key)
	t.diags.Append(model.kind.set(ctx, t.state, model)...)
	t.diags.Append(model.kind.set(ctx, t.identity, model.identity())...)
}

func (r *appKeyResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state appKeyModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	known := state
	// An older CLI keeps no identity, and the framework wants one even of a key that is gone.
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, state.identity())...)
	op := operation{
		summary: "Cannot Read " + r.kind.title + " Key", tried: "read key " + state.KeyFingerprint.ValueString(),
		permissions: r.permitsReading(state),
	}
	apigee, err := op.reach(ctx, r.client, state.appReference)
	// A key that was just moved here has no organization, and its identity must not change afterwards.
	if errors.Is(err, client.ErrUnknownConfiguration) && !state.Organization.IsNull() {
		resp.Diagnostics.AddWarning(r.kind.title+" Key Not Refreshed", fmt.Sprintf(
			"Key %s was not read, because the provider's google configuration is known only after apply.", state.ID.ValueString()))
		return
	}
	var key *appkeys.Key
	if err == nil {
		key, err = findKey(ctx, apigee, op.app, state)
	}
	switch {
	case isGone(err) && state.isImported(ctx, req.Private, &resp.Diagnostics):
		op.addNoSuchKey(ctx, apigee, &resp.Diagnostics)
		return
	case isGone(err):
		state.warnOfMovedKeyGone(op.app, &resp.Diagnostics)
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	apigee.Claims.Add(key.String())
	state.setDefaults()
	window := durationOf(state.RotateBeforeExpiry)
	state.ReadyForRotation = types.BoolValue(readyForRotation(key.ExpiresAt, window, apigee.Now()))
	state.fromAPI(op.app, key)
	// Most keys are as they were, and to set a state takes half of the time of a read.
	if !reflect.DeepEqual(state, known) {
		keyTarget{&resp.State, resp.Identity, &resp.Diagnostics}.set(ctx, &state, op.app, key)
	}
}

// isImported says that the state is that of an import which nothing was read for yet. A key that was moved here from
// another provider names no organization then, and one whose creation was not settled has no mark of an import.
func (m appKeyModel) isImported(ctx context.Context, private privateState, diags *diag.Diagnostics) bool {
	return m.IssuedAt.IsNull() && !m.Organization.IsNull() && hasMark(ctx, private, markImported, diags)
}

// addNoSuchKey is for the import of a key that the app does not have.
func (o operation) addNoSuchKey(ctx context.Context, apigee *client.Apigee, diags *diag.Diagnostics) {
	app, err := apigee.ReadApp(ctx, o.app)
	if err != nil {
		o.addFailure(err, diags)
		return
	}
	service.Failure{
		Summary: o.summary, Tried: o.tried + " of " + o.app.String(), Err: &noSuchKeyError{app.Keys},
		Remedy: "Import the key by the fingerprint of one that the app has.",
	}.AddTo(diags)
}

// Update changes what can be changed of a key. What is the provider's own costs no
// request.
func (r *appKeyResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan, state appKeyModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(r.kind.get(ctx, req.State, &state)...)
	wanted := plan.settings(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.changesKey(state) {
		r.change(ctx, &plan, wanted, keyTarget{&resp.State, resp.Identity, &resp.Diagnostics})
		return
	}
	plan.settleRotation(r.now(ctx))
	resp.Diagnostics.Append(r.kind.set(ctx, &resp.State, &plan)...)
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, plan.identity())...)
}

func (r *appKeyResource) change(
	ctx context.Context, plan *appKeyModel, wanted keySettings, saved keyTarget,
) {
	op := operation{
		summary: "Cannot Update " + r.kind.title + " Key", tried: "change key " + plan.KeyFingerprint.ValueString(), permissions: permitManageKey,
	}
	apigee, unlock, ok := op.open(ctx, r.client, plan.appReference, saved.diags)
	if !ok {
		return
	}
	defer unlock()
	key, err := getKey(ctx, apigee, op.app, *plan)
	if err != nil {
		op.addFailure(err, saved.diags)
		return
	}
	if secret := plan.ConsumerSecret.ValueString(); secret != "" && secret != key.ConsumerSecret {
		saved.diags.AddAttributeError(path.Root("consumer_secret"), "Cannot Change Consumer Secret", fmt.Sprintf(
			"Key %s has another secret than consumer_secret says, and Apigee cannot change the secret of a key. Replace this resource, or set "+
				"the secret that the key has.", plan.ID.ValueString()))
		return
	}
	change := keyChange{apigee: apigee, app: op.app, key: key, wanted: wanted}
	err = change.run(ctx)
	plan.settleRotation(apigee.Now())
	saved.set(ctx, plan, op.app, change.key)
	if err != nil {
		op.addFailure(err, saved.diags)
	}
}

// changesKey says whether the update needs Apigee.
func (m appKeyModel) changesKey(state appKeyModel) bool {
	newKey := !m.ConsumerKey.IsNull() && !m.ConsumerKey.Equal(state.ConsumerKey)
	newSecret := !m.ConsumerSecret.IsNull() && !m.ConsumerSecret.Equal(state.ConsumerSecret)
	return newKey || newSecret || m.changesSettings(state)
}

// changesSettings says whether the update changes what Apigee has of the key.
func (m appKeyModel) changesSettings(state appKeyModel) bool {
	return !m.APIProducts.Equal(state.APIProducts) || !m.Scopes.Equal(state.Scopes) ||
		!m.Attributes.Equal(state.Attributes) || !m.Status.Equal(state.Status)
}

// settleRotation fills what the plan could not know.
func (m *appKeyModel) settleRotation(now time.Time) {
	if m.ReadyForRotation.IsUnknown() {
		m.ReadyForRotation = types.BoolValue(readyForRotation(timeOf(m.ExpiresAt), durationOf(m.RotateBeforeExpiry), now))
	}
}

// Delete deletes the key, revokes it, or leaves it, as its deletion_policy says.
func (r *appKeyResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state appKeyModel
	resp.Diagnostics.Append(r.kind.get(ctx, req.State, &state)...)
	policy := state.DeletionPolicy.ValueString()
	if resp.Diagnostics.HasError() {
		return
	}
	if policy == policyAbandon {
		state.warnOfAbandoned(r.now(ctx), &resp.Diagnostics)
		return
	}
	op := operation{
		summary: "Cannot Delete " + r.kind.title + " Key", tried: "delete key " + state.KeyFingerprint.ValueString(), permissions: permitDeleteKey,
	}
	remove := appkeys.Delete
	if policy == policyRevoke {
		op.summary, op.permissions = "Cannot Revoke "+r.kind.title+" Key", permitManageKey
		op.tried = "revoke key " + state.KeyFingerprint.ValueString()
		remove = revokeKey
	}
	apigee, unlock, ok := op.open(ctx, r.client, state.appReference, &resp.Diagnostics)
	if !ok {
		return
	}
	defer unlock()
	if apigee.Made.Has(state.KeyFingerprint.ValueString()) {
		resp.Diagnostics.AddWarning(r.kind.title+" Key Kept", fmt.Sprintf(
			"Key %s stays as it is: the object that replaces this one has the same consumer_key.", state.ID.ValueString()))
		return
	}
	consumerKey, err := consumerKeyOf(ctx, apigee, op.app, state)
	if err == nil {
		err = remove(ctx, apigee, op.app, consumerKey)
	}
	if err != nil && !isGone(err) {
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	apigee.Ended.Add(state.KeyFingerprint.ValueString())
}

// isGone says that the key is not there, alone or with its app.
func isGone(err error) bool { return client.IsNoSuchKey(err) || client.IsNoSuchApp(err) }

func revokeKey(
	ctx context.Context, c appkeys.Caller, app appkeys.AppName, consumerKey string,
) error {
	return appkeys.SetStatus(ctx, c, app, consumerKey, appkeys.StatusRevoked)
}

var fingerprintPattern = regexp.MustCompile(`^sha256:[0-9a-f]{16}$`)

// ImportState takes the id, also with the consumer key in the place of its
// fingerprint, or the identity. The key itself is never repeated in a message.
func (r *appKeyResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	identity := appKeyIdentity{appReference: appReference{kind: r.kind}}
	if req.ID == "" {
		resp.Diagnostics.Append(r.kind.get(ctx, req.Identity, &identity)...)
		identity.Organization = importOrganization(ctx, r.client, identity.Organization)
	} else {
		values, ok := splitID(req.ID, "organizations", string(r.kind.in), "apps", "keys")
		if !ok {
			values = make([]string, 4)
		}
		identity.Organization, identity.Owner = types.StringValue(values[0]), types.StringValue(values[1])
		identity.App, identity.KeyFingerprint = types.StringValue(values[2]), types.StringValue(values[3])
	}
	if resp.Diagnostics.HasError() {
		return
	}
	last := identity.KeyFingerprint.ValueString()
	consumerKey := types.StringNull()
	if keyPattern.MatchString(last) && req.ID != "" {
		consumerKey = types.StringValue(last)
		last = appkeys.Fingerprint(last)
		identity.KeyFingerprint = types.StringValue(last)
	}
	if !fingerprintPattern.MatchString(last) || identity.Organization.ValueString() == "" {
		resp.Diagnostics.AddError("Invalid Import ID", fmt.Sprintf("Give %s/keys/FINGERPRINT, where FINGERPRINT is sha256: and the first 16 "+
			"hex digits of the SHA-256 of the consumer key, or the consumer key itself; got %q. The data source custody_%s shows the "+
			"fingerprints of an app's keys.", r.kind.importForm(), shownID(req.ID), r.kind.typeName))
		return
	}
	if problem := r.kind.problem(identity.Owner.ValueString()); problem != "" {
		resp.Diagnostics.AddError("Invalid Import ID", problem)
		return
	}
	setMark(ctx, resp.Private, markImported, &resp.Diagnostics)
	app := identity.name("")
	values := identity.attributes()
	values["key_fingerprint"], values["consumer_key"] = &identity.KeyFingerprint, &consumerKey
	id := types.StringValue(keyPath(app, last))
	values["id"] = &id
	for attribute, value := range values {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	resp.Diagnostics.Append(r.kind.set(ctx, resp.Identity, &identity)...)
}
