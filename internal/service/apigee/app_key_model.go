package apigee

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// appKeyModel is a resource for keys.
type appKeyModel struct {
	appReference
	APIProducts             types.Map         `tfsdk:"api_products"`
	Scopes                  types.Set         `tfsdk:"scopes"`
	Attributes              types.Map         `tfsdk:"attributes"`
	Status                  types.String      `tfsdk:"status"`
	GeneratedBy             types.String      `tfsdk:"generated_by"`
	ExpiresIn               types.String      `tfsdk:"expires_in"`
	RotateBeforeExpiry      types.String      `tfsdk:"rotate_before_expiry"`
	RotateWhenChanged       types.Map         `tfsdk:"rotate_when_changed"`
	DeletionPolicy          types.String      `tfsdk:"deletion_policy"`
	ConsumerKey             types.String      `tfsdk:"consumer_key"`
	ConsumerSecret          types.String      `tfsdk:"consumer_secret"`
	ConsumerSecretWO        types.String      `tfsdk:"consumer_secret_wo"`
	ConsumerSecretWOVersion types.Int64       `tfsdk:"consumer_secret_wo_version"`
	StoreConsumerKey        types.Bool        `tfsdk:"store_consumer_key"`
	StoreConsumerSecret     types.Bool        `tfsdk:"store_consumer_secret"`
	ReadyForRotation        types.Bool        `tfsdk:"ready_for_rotation"`
	KeyFingerprint          types.String      `tfsdk:"key_fingerprint"`
	ID                      types.String      `tfsdk:"id"`
	IssuedAt                timetypes.RFC3339 `tfsdk:"issued_at"`
	ExpiresAt               timetypes.RFC3339 `tfsdk:"expires_at"`
}

// appKeyIdentity is the identity of a resource for keys.
type appKeyIdentity struct {
	appReference
	KeyFingerprint types.String `tfsdk:"key_fingerprint"`
}

// identity has plain names, whatever form the configuration gives them.
func (m appKeyModel) identity() *appKeyIdentity {
	return &appKeyIdentity{*m.appReference.identity(), m.KeyFingerprint}
}

func (*appKeyModel) developersOnly() []string { return []string{"generated_by"} }

// madeHere says that the key is one that the provider makes.
func (m appKeyModel) madeHere() bool {
	return m.GeneratedBy.ValueString() == generatedByProvider || !m.kind.generates()
}

// keyProductModel is one entry of api_products.
type keyProductModel struct {
	Status types.String `tfsdk:"status"`
}

var keyProductType = types.ObjectType{AttrTypes: map[string]attr.Type{"status": types.StringType}}

// keySettings are what can be changed of a key without making another one.
type keySettings struct {
	// Products have the status that is asked for; empty: whatever it is.
	Products   map[string]string
	Attributes map[string]string
	// Scopes are nil where the configuration leaves them to Apigee.
	Scopes []string
	Status string
}

// settings takes over what the plan asks for.
func (m appKeyModel) settings(ctx context.Context, diags *diag.Diagnostics) keySettings {
	wanted := keySettings{Products: map[string]string{}, Attributes: map[string]string{}, Status: m.Status.ValueString()}
	var products map[string]keyProductModel
	diags.Append(m.APIProducts.ElementsAs(ctx, &products, false)...)
	for name, product := range products {
		wanted.Products[name] = product.Status.ValueString()
	}
	diags.Append(m.Attributes.ElementsAs(ctx, &wanted.Attributes, false)...)
	if !m.Scopes.IsNull() && !m.Scopes.IsUnknown() {
		wanted.Scopes = []string{}
		diags.Append(m.Scopes.ElementsAs(ctx, &wanted.Scopes, false)...)
	}
	return wanted
}

func (s keySettings) productNames() []string { return slices.Sorted(maps.Keys(s.Products)) }

// attributes is the whole list in a steady order.
func (s keySettings) attributes() []appkeys.Attribute {
	var list []appkeys.Attribute
	for _, name := range slices.Sorted(maps.Keys(s.Attributes)) {
		list = append(list, appkeys.Attribute{Name: name, Value: s.Attributes[name]})
	}
	return list
}

// fromAPI takes over what the server says of the key.
func (m *appKeyModel) fromAPI(app appkeys.AppName, key *appkeys.Key) {
	m.setApp(app)
	m.APIProducts = productsValue(m.APIProducts, key.Products)
	m.Scopes = scopesValue(key.Scopes)
	m.Attributes = attributesValue(m.Attributes, key.Attributes)
	m.Status = types.StringValue(key.Status)
	m.setKey(key.ConsumerKey)
	m.setSecret(key.ConsumerSecret)
	m.KeyFingerprint = types.StringValue(appkeys.Fingerprint(key.ConsumerKey))
	m.ID = types.StringValue(keyPath(app, m.KeyFingerprint.ValueString()))
	m.IssuedAt = timeValue(&key.IssuedAt)
	m.ExpiresAt = timeValue(key.ExpiresAt)
}

// setApp keeps the configured form of a name.
func (r *appReference) setApp(app appkeys.AppName) {
	for value, name := range map[*types.String]string{
		&r.Organization: app.Owner.Organization, &r.Owner: app.Owner.Name, &r.App: app.Name,
	} {
		if shortName(value.ValueString()) != name {
			*value = types.StringValue(name)
		}
	}
}

// keepsSecret says whether the server's secret belongs into state: not one that is
// not to be stored, alone or with its key, nor one that was given as a write-only value.
func (m appKeyModel) keepsSecret() bool {
	return m.StoreConsumerKey.ValueBool() && m.StoreConsumerSecret.ValueBool() && m.ConsumerSecretWOVersion.IsNull()
}

func (m *appKeyModel) setKey(consumerKey string) {
	m.ConsumerKey = types.StringNull()
	if m.StoreConsumerKey.ValueBool() {
		m.ConsumerKey = types.StringValue(consumerKey)
	}
}

// setSecret keeps the secret where it is to be kept, also when an answer has none.
func (m *appKeyModel) setSecret(secret string) {
	switch {
	case !m.keepsSecret():
		m.ConsumerSecret = types.StringNull()
	case secret != "":
		m.ConsumerSecret = types.StringValue(secret)
	case m.ConsumerSecret.IsUnknown():
		m.ConsumerSecret = types.StringNull()
	}
}

// setDefaults fills what an import leaves open and the server does not know. The import of a fingerprint brings no key
// into state, for nobody knows yet whether the configuration wants it there.
func (m *appKeyModel) setDefaults() {
	if m.StoreConsumerKey.IsNull() {
		m.StoreConsumerKey = types.BoolValue(!m.ConsumerKey.IsNull())
	}
	if m.StoreConsumerSecret.IsNull() {
		m.StoreConsumerSecret = types.BoolValue(true)
	}
	if m.GeneratedBy.IsNull() && m.kind.generates() {
		m.GeneratedBy = types.StringValue(generatedByApigee)
	}
	if m.DeletionPolicy.IsNull() {
		m.DeletionPolicy = types.StringValue(policyDelete)
	}
}

func keyPath(app appkeys.AppName, fingerprint string) string {
	return app.String() + "/keys/" + fingerprint
}

// productsValue is null or empty as it was where the key has no product.
func productsValue(known types.Map, products []appkeys.Product) types.Map {
	if len(products) == 0 {
		return emptyAs(known, keyProductType)
	}
	elements := map[string]attr.Value{}
	for _, product := range products {
		elements[product.Name] = types.ObjectValueMust(keyProductType.AttrTypes,
			map[string]attr.Value{"status": types.StringValue(product.Status)})
	}
	return types.MapValueMust(keyProductType, elements)
}

// attributesValue is null or empty as it was where there is no attribute.
func attributesValue(known types.Map, attributes []appkeys.Attribute) types.Map {
	if len(attributes) == 0 {
		return emptyAs(known, types.StringType)
	}
	elements := map[string]attr.Value{}
	for _, attribute := range attributes {
		elements[attribute.Name] = types.StringValue(attribute.Value)
	}
	return types.MapValueMust(types.StringType, elements)
}

func emptyAs(known types.Map, elementType attr.Type) types.Map {
	if known.IsNull() || known.IsUnknown() {
		return types.MapNull(elementType)
	}
	return types.MapValueMust(elementType, map[string]attr.Value{})
}

func scopesValue(scopes []string) types.Set {
	elements := []attr.Value{}
	for _, scope := range scopes {
		elements = append(elements, types.StringValue(scope))
	}
	return types.SetValueMust(types.StringType, elements)
}

func timeValue(t *time.Time) timetypes.RFC3339 {
	if t == nil || t.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339ValueMust(t.UTC().Format(time.RFC3339Nano))
}

// timeOf is nil for a time that is not set or not known.
func timeOf(value timetypes.RFC3339) *time.Time {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, value.ValueString())
	if err != nil {
		return nil
	}
	return &t
}
