package apigee

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*appKeyEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*appKeyEphemeralResource)(nil)
)

// NewDeveloperAppKeyEphemeralResource makes the ephemeral resource custody_developer_app_key.
func NewDeveloperAppKeyEphemeralResource() ephemeral.EphemeralResource {
	return &appKeyEphemeralResource{kind: developers()}
}

// NewAppGroupAppKeyEphemeralResource makes the ephemeral resource custody_app_group_app_key.
func NewAppGroupAppKeyEphemeralResource() ephemeral.EphemeralResource {
	return &appKeyEphemeralResource{kind: appGroups()}
}

type appKeyEphemeralResource struct {
	client *client.Client
	kind   *ownerKind
}

type appKeyEphemeralModel struct {
	appReference
	KeyFingerprint types.String      `tfsdk:"key_fingerprint"`
	ConsumerKey    types.String      `tfsdk:"consumer_key"`
	ConsumerSecret types.String      `tfsdk:"consumer_secret"`
	IssuedAt       timetypes.RFC3339 `tfsdk:"issued_at"`
	ExpiresAt      timetypes.RFC3339 `tfsdk:"expires_at"`
}

func (e *appKeyEphemeralResource) Metadata(
	_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + e.kind.typeName + "_key"
}

func (e *appKeyEphemeralResource) Schema(
	_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a key of an app of an Apigee " + e.kind.noun + " with its secret, and stores neither in state. Pass them to a " +
			"write-only argument, to a provider's configuration or to a provisioner. Select the key by fingerprint or by consumer key. If both " +
			"are omitted, it reads the newest key that is approved and has not expired.",
		Attributes: map[string]schema.Attribute{
			"organization": schema.StringAttribute{
				MarkdownDescription: e.kind.organizationDescription(),
				Optional:            true,
				Computed:            true,
				Validators:          organizationValidators(),
			},
			e.kind.attribute: schema.StringAttribute{
				MarkdownDescription: e.kind.ownerDescription,
				Required:            true,
				Validators:          e.kind.ownerValidators(),
			},
			"app": schema.StringAttribute{
				MarkdownDescription: e.kind.appDescription,
				Required:            true,
				Validators:          e.kind.appValidators(),
			},
			"key_fingerprint": schema.StringAttribute{
				MarkdownDescription: "Fingerprint of the key to read: `sha256:` and the first 16 hex digits of the SHA-256 of the consumer " +
					"key, as in `key_fingerprint` of the resource or as returned by the function `key_fingerprint`.",
				Optional: true,
				Computed: true,
				Validators: []validator.String{
					stringvalidator.RegexMatches(fingerprintPattern, "must be sha256: and 16 hex digits in lower case"),
					stringvalidator.ConflictsWith(path.MatchRoot("consumer_key")),
				},
			},
			"consumer_key": schema.StringAttribute{
				MarkdownDescription: "The key. Set it to read its secret.",
				Optional:            true,
				Computed:            true,
				Sensitive:           true,
				Validators:          []validator.String{keyText{}},
			},
			"consumer_secret": schema.StringAttribute{
				MarkdownDescription: "The key's secret.", Computed: true, Sensitive: true,
			},
			"issued_at": schema.StringAttribute{
				MarkdownDescription: "Time of creation (RFC 3339).", CustomType: timetypes.RFC3339Type{}, Computed: true,
			},
			"expires_at": schema.StringAttribute{
				MarkdownDescription: "Time of expiry (RFC 3339); null if the key never expires.", CustomType: timetypes.RFC3339Type{}, Computed: true,
			},
		},
	}
}

func (e *appKeyEphemeralResource) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	e.client = service.Configure(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses names that contradict each other.
func (e *appKeyEphemeralResource) ValidateConfig(
	ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse,
) {
	var config appKeyEphemeralModel
	resp.Diagnostics.Append(e.kind.get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// Open reads the key. It makes nothing, so nothing is to be renewed or closed.
func (e *appKeyEphemeralResource) Open(
	ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse,
) {
	var config appKeyEphemeralModel
	resp.Diagnostics.Append(e.kind.get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	op := operation{
		summary: "Cannot Read " + e.kind.title + " Key", tried: "read " + config.wanted(),
		permissions: e.kind.permits("get"),
	}
	if !config.ConsumerKey.IsNull() {
		op.permissions = permitReadKey
	}
	apigee, err := op.reach(ctx, e.client, config.appReference)
	var key *appkeys.Key
	if err == nil {
		key, err = config.find(ctx, apigee, op.app)
	}
	if err != nil {
		op.addFailure(err, &resp.Diagnostics)
		return
	}
	if !isUsable(*key, apigee.Now()) {
		resp.Diagnostics.AddWarning(e.kind.title+" Key Cannot Be Used", fmt.Sprintf(
			"Key %s is revoked or has expired: Apigee refuses calls with it. It is read all the same, because it is named.",
			keyPath(op.app, key.String())))
	}
	config.fromAPI(op.app, key)
	resp.Diagnostics.Append(e.kind.set(ctx, &resp.Result, &config)...)
}

// wanted says which key is to be read.
func (m appKeyEphemeralModel) wanted() string {
	switch {
	case !m.KeyFingerprint.IsNull():
		return "key " + m.KeyFingerprint.ValueString()
	case !m.ConsumerKey.IsNull():
		return "key " + appkeys.Fingerprint(m.ConsumerKey.ValueString())
	}
	return "the newest key in use"
}

// find reads the key that is named, or the newest one that can be used.
func (m appKeyEphemeralModel) find(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName,
) (*appkeys.Key, error) {
	if !m.ConsumerKey.IsNull() {
		return apigee.ReadKey(ctx, name, m.ConsumerKey.ValueString())
	}
	app, err := apigee.ReadApp(ctx, name)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Backward(oldestFirst(app.Keys)) {
		if m.KeyFingerprint.IsNull() && isUsable(key, apigee.Now()) || m.KeyFingerprint.ValueString() == key.String() {
			return &key, nil
		}
	}
	return nil, &noSuchKeyError{app.Keys}
}

// isUsable says whether Apigee takes the key, as far as the key itself tells.
func isUsable(key appkeys.Key, now time.Time) bool {
	return key.Status == appkeys.StatusApproved && !hasExpired(key.ExpiresAt, now)
}

// noSuchKeyError says that an app has other keys than the one that was looked for.
type noSuchKeyError struct {
	keys []appkeys.Key
}

func (e *noSuchKeyError) Error() string {
	if len(e.keys) == 0 {
		return "the app has no key"
	}
	var has []string
	for _, key := range oldestFirst(e.keys) {
		has = append(has, key.String()+" ("+describe(key)+")")
	}
	return "the app does not have it, but has " + strings.Join(has, ", ")
}

// describe says how long a key is good for, as "approved until 2027-02-22".
func describe(key appkeys.Key) string {
	if key.ExpiresAt == nil {
		return key.Status
	}
	return key.Status + " until " + key.ExpiresAt.UTC().Format(time.DateOnly)
}

func (m *appKeyEphemeralModel) fromAPI(app appkeys.AppName, key *appkeys.Key) {
	m.setApp(app)
	m.KeyFingerprint = types.StringValue(key.String())
	m.ConsumerKey = types.StringValue(key.ConsumerKey)
	m.ConsumerSecret = types.StringValue(key.ConsumerSecret)
	m.IssuedAt = timeValue(&key.IssuedAt)
	m.ExpiresAt = timeValue(key.ExpiresAt)
}
