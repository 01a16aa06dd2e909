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
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ resource.ResourceWithConfigure      = (*developerAppKeyResource)(nil)
	_ resource.ResourceWithIdentity       = (*developerAppKeyResource)(nil)
	_ resource.ResourceWithImportState    = (*developerAppKeyResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*developerAppKeyResource)(nil)
	_ resource.ResourceWithValidateConfig = (*developerAppKeyResource)(nil)
)

// NewDeveloperAppKeyResource makes the resource custody_developer_app_key.
func NewDeveloperAppKeyResource() resource.Resource { return &developerAppKeyResource{} }

type developerAppKeyResource struct {
	client *client.Client
}

func (r *developerAppKeyResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_developer_app_key"
}

func (r *developerAppKeyResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// Create makes the key and puts it into state before anything else is asked of it.
func (r *developerAppKeyResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan developerAppKeyModel
	var writeOnlySecret types.String
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("consumer_secret_wo"), &writeOnlySecret)...)
	wanted := plan.settings(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	named := plan.named(writeOnlySecret.ValueString())
	op := operation{summary: "Cannot Create Developer App Key", tried: "generate a key", permissions: permitManageApp}
	if named.ConsumerKey != "" {
		op.tried, op.permissions = "bring in key "+developerappkeys.Fingerprint(named.ConsumerKey), permitCreateKey
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
		if ok && plan.GeneratedBy.ValueString() == generatedByProvider {
			// Nobody else can have made a key of this name: where it turns up, it is to be deleted.
			plan.unfinished()
			saved.set(ctx, &plan, op.app, &developerappkeys.Key{
				ConsumerKey: unsettled.consumerKey, ConsumerSecret: named.ConsumerSecret, Status: developerappkeys.StatusApproved,
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
func (m *developerAppKeyModel) unfinished() { m.DeletionPolicy = types.StringValue(policyDelete) }

// named is the key that is to be brought in; without a name where Apigee generates one.
func (m developerAppKeyModel) named(writeOnlySecret string) developerappkeys.CreateOpts {
	opts := developerappkeys.CreateOpts{
		ConsumerKey:    m.ConsumerKey.ValueString(),
		ConsumerSecret: cmp.Or(writeOnlySecret, m.ConsumerSecret.ValueString()), ExpiresIn: durationOf(m.ExpiresIn),
	}
	if opts.ConsumerKey == "" && m.GeneratedBy.ValueString() == generatedByProvider {
		opts.ConsumerKey, opts.ConsumerSecret = secureText(keyLength), secureText(secretLength)
	}
	return opts
}

func makeKey(
	ctx context.Context, apigee *client.Apigee, app developerappkeys.AppName, named developerappkeys.CreateOpts,
	wanted keySettings,
) (*developerappkeys.Key, error) {
	if named.ConsumerKey != "" {
		return createKey(ctx, apigee, app, named)
	}
	generate := generation{apigee: apigee, app: app, opts: developerappkeys.GenerateOpts{
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
	ctx context.Context, model *developerAppKeyModel, app developerappkeys.AppName, key *developerappkeys.Key,
) {
	model.fromAPI(app, key)
	t.diags.Append(t.state.Set(ctx, model)...)
	t.diags.Append(t.identity.Set(ctx, model.identity())...)
}

func (r *developerAppKeyResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state developerAppKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	known := state
	// An older CLI keeps no identity, and the framework wants one even of a key that is gone.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	op := operation{
		summary: "Cannot Read Developer App Key", tried: "read key " + state.KeyFingerprint.ValueString(), permissions: permitReadKey,
	}
	apigee, err := op.reach(ctx, r.client, state.appReference)
	// A key that was just moved here has no organization, and its identity must not change afterwards.
	if errors.Is(err, client.ErrUnknownConfiguration) && !state.Organization.IsNull() {
		resp.Diagnostics.AddWarning("Developer App Key Not Refreshed", fmt.Sprintf(
			"Key %s was not read, because the provider's google configuration is known only after apply.", state.ID.ValueString()))
		return
	}
	var key *developerappkeys.Key
	if err == nil {
		key, err = findKey(ctx, apigee, op.app, state)
	}
	switch {
	case isGone(err), err == nil && key == nil:
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

// findKey reads the key, or looks for it on its app where only its fingerprint is
// known, as after an import. It is nil if the app does not have it.
func findKey(
	ctx context.Context, apigee *client.Apigee, name developerappkeys.AppName, state developerAppKeyModel,
) (*developerappkeys.Key, error) {
	if key := state.ConsumerKey.ValueString(); key != "" {
		return apigee.ReadKey(ctx, name, key)
	}
	app, err := apigee.ReadApp(ctx, name)
	if err != nil {
		return nil, err
	}
	for i := range app.Keys {
		if app.Keys[i].String() == state.KeyFingerprint.ValueString() {
			return &app.Keys[i], nil
		}
	}
	return nil, nil
}

// Update changes what can be changed of a key. What is the provider's own costs no
// request.
func (r *developerAppKeyResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan, state developerAppKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	wanted := plan.settings(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.changesKey(state) {
		r.change(ctx, &plan, wanted, keyTarget{&resp.State, resp.Identity, &resp.Diagnostics})
		return
	}
	plan.settleRotation(r.now(ctx))
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

func (r *developerAppKeyResource) change(
	ctx context.Context, plan *developerAppKeyModel, wanted keySettings, saved keyTarget,
) {
	op := operation{
		summary: "Cannot Update Developer App Key", tried: "change key " + plan.KeyFingerprint.ValueString(), permissions: permitManageKey,
	}
	apigee, unlock, ok := op.open(ctx, r.client, plan.appReference, saved.diags)
	if !ok {
		return
	}
	defer unlock()
	key, err := developerappkeys.Get(ctx, apigee, op.app, plan.ConsumerKey.ValueString())
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
func (m developerAppKeyModel) changesKey(state developerAppKeyModel) bool {
	newSecret := !m.ConsumerSecret.IsNull() && !m.ConsumerSecret.Equal(state.ConsumerSecret)
	return newSecret || m.changesSettings(state)
}

// changesSettings says whether the update changes what Apigee has of the key.
func (m developerAppKeyModel) changesSettings(state developerAppKeyModel) bool {
	return !m.APIProducts.Equal(state.APIProducts) || !m.Scopes.Equal(state.Scopes) ||
		!m.Attributes.Equal(state.Attributes) || !m.Status.Equal(state.Status)
}

// settleRotation fills what the plan could not know.
func (m *developerAppKeyModel) settleRotation(now time.Time) {
	if m.ReadyForRotation.IsUnknown() {
		m.ReadyForRotation = types.BoolValue(readyForRotation(timeOf(m.ExpiresAt), durationOf(m.RotateBeforeExpiry), now))
	}
}

// Delete deletes the key, revokes it, or leaves it, as its deletion_policy says.
func (r *developerAppKeyResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state developerAppKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	policy := state.DeletionPolicy.ValueString()
	if resp.Diagnostics.HasError() {
		return
	}
	if policy == policyAbandon {
		state.warnOfAbandoned(r.now(ctx), &resp.Diagnostics)
		return
	}
	op := operation{
		summary: "Cannot Delete Developer App Key", tried: "delete key " + state.KeyFingerprint.ValueString(), permissions: permitDeleteKey,
	}
	remove := developerappkeys.Delete
	if policy == policyRevoke {
		op.summary, op.permissions = "Cannot Revoke Developer App Key", permitManageKey
		op.tried = "revoke key " + state.KeyFingerprint.ValueString()
		remove = revokeKey
	}
	apigee, unlock, ok := op.open(ctx, r.client, state.appReference, &resp.Diagnostics)
	if !ok {
		return
	}
	defer unlock()
	if apigee.Made.Has(state.KeyFingerprint.ValueString()) {
		resp.Diagnostics.AddWarning("Developer App Key Kept", fmt.Sprintf(
			"Key %s stays as it is: the object that replaces this one has the same consumer_key.", state.ID.ValueString()))
		return
	}
	err := remove(ctx, apigee, op.app, state.ConsumerKey.ValueString())
	if err != nil && !isGone(err) {
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	apigee.Ended.Add(state.KeyFingerprint.ValueString())
}

// isGone says that the key is not there, alone or with its app.
func isGone(err error) bool { return client.IsNoSuchKey(err) || client.IsNoSuchApp(err) }

func revokeKey(
	ctx context.Context, c developerappkeys.Caller, app developerappkeys.AppName, consumerKey string,
) error {
	return developerappkeys.SetStatus(ctx, c, app, consumerKey, developerappkeys.StatusRevoked)
}

var fingerprintPattern = regexp.MustCompile(`^sha256:[0-9a-f]{16}$`)

// ImportState takes the id, also with the consumer key in the place of its
// fingerprint, or the identity. The key itself is never repeated in a message.
func (r *developerAppKeyResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	var identity developerAppKeyIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		identity.Organization = importOrganization(ctx, r.client, identity.Organization)
	} else {
		values, ok := splitID(req.ID, "organizations", "developers", "apps", "keys")
		if !ok {
			values = make([]string, 4)
		}
		identity = developerAppKeyIdentity{
			Organization: types.StringValue(values[0]), DeveloperEmail: types.StringValue(values[1]),
			App: types.StringValue(values[2]), KeyFingerprint: types.StringValue(values[3]),
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	last := identity.KeyFingerprint.ValueString()
	consumerKey := types.StringNull()
	if keyPattern.MatchString(last) && req.ID != "" {
		consumerKey = types.StringValue(last)
		last = developerappkeys.Fingerprint(last)
		identity.KeyFingerprint = types.StringValue(last)
	}
	if !fingerprintPattern.MatchString(last) || identity.Organization.ValueString() == "" {
		resp.Diagnostics.AddError("Invalid Import ID", "Give organizations/ORGANIZATION/developers/EMAIL/apps/APP/keys/FINGERPRINT, where "+
			"FINGERPRINT is sha256: and the first 16 hex digits of the SHA-256 of the consumer key, or the consumer key itself. "+
			"The data source custody_developer_app shows the fingerprints of an app's keys.")
		return
	}
	if problem := developerEmailProblem(identity.DeveloperEmail.ValueString()); problem != "" {
		resp.Diagnostics.AddError("Invalid Import ID", problem)
		return
	}
	setMark(ctx, resp.Private, markImported, &resp.Diagnostics)
	app := developerappkeys.AppName{
		Organization: identity.Organization.ValueString(), Developer: identity.DeveloperEmail.ValueString(),
		App: identity.App.ValueString(),
	}
	for attribute, value := range map[string]types.String{
		"organization": identity.Organization, "developer_email": identity.DeveloperEmail, "app": identity.App,
		"key_fingerprint": identity.KeyFingerprint, "consumer_key": consumerKey, "id": types.StringValue(keyPath(app, last)),
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity)...)
}
