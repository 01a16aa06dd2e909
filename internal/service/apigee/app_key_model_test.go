package apigee

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	product := func(status types.String) attr.Value {
		return types.ObjectValueMust(keyProductType.AttrTypes, map[string]attr.Value{"status": status})
	}
	m := appKeyModel{
		APIProducts: types.MapValueMust(keyProductType, map[string]attr.Value{
			"weather": product(types.StringValue("revoked")), "maps": product(types.StringUnknown()),
		}),
		Attributes: types.MapValueMust(types.StringType, map[string]attr.Value{
			"b": types.StringValue("2"), "a": types.StringValue(""),
		}),
		Scopes: types.SetUnknown(types.StringType),
		Status: types.StringValue("approved"),
	}
	var diags diag.Diagnostics
	got := m.settings(t.Context(), &diags)
	want := keySettings{
		Products:   map[string]string{"weather": "revoked", "maps": ""},
		Attributes: map[string]string{"a": "", "b": "2"}, Status: "approved",
	}
	if diff := cmp.Diff(want, got); diff != "" || diags.HasError() {
		t.Error(diff, diags)
	}
	if diff := cmp.Diff([]string{"maps", "weather"}, got.productNames()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]appkeys.Attribute{{Name: "a"}, {Name: "b", Value: "2"}}, got.attributes()); diff != "" {
		t.Error(diff)
	}
	m.Scopes = types.SetValueMust(types.StringType, nil)
	if got := m.settings(t.Context(), &diags); got.Scopes == nil {
		t.Error("no scopes at all are taken for scopes that are left to Apigee")
	}
}

func TestFromAPI(t *testing.T) {
	t.Parallel()
	app := appkeys.Developer("acme", "dev@acme.test").App("portal")
	m := appKeyModel{
		appReference: appReference{
			kind:         developers(),
			Organization: types.StringUnknown(), Owner: types.StringValue("organizations/acme/developers/dev@acme.test"),
			App: types.StringValue("portal"),
		},
		APIProducts: types.MapNull(keyProductType), Attributes: types.MapValueMust(types.StringType, nil),
		StoreConsumerKey: types.BoolValue(true), StoreConsumerSecret: types.BoolValue(true),
	}
	m.fromAPI(app, &appkeys.Key{
		ConsumerKey: "the-key", ConsumerSecret: "the-secret", Status: "approved", IssuedAt: noon,
	})
	for name, c := range map[string]struct{ got, want attr.Value }{
		"organization":         {m.Organization, types.StringValue("acme")},
		"the configured form":  {m.Owner, types.StringValue("organizations/acme/developers/dev@acme.test")},
		"products stay null":   {m.APIProducts, types.MapNull(keyProductType)},
		"attributes stay none": {m.Attributes, types.MapValueMust(types.StringType, map[string]attr.Value{})},
		"never expires":        {m.ExpiresAt, timetypes.NewRFC3339Null()},
		"issued":               {m.IssuedAt, timetypes.NewRFC3339ValueMust("2030-05-01T12:00:00Z")},
		"key":                  {m.ConsumerKey, types.StringValue("the-key")},
		"secret":               {m.ConsumerSecret, types.StringValue("the-secret")},
		"id": {m.ID, types.StringValue("organizations/acme/developers/dev@acme.test/apps/portal/keys/" +
			appkeys.Fingerprint("the-key"))},
	} {
		if !c.got.Equal(c.want) {
			t.Errorf("%s: got %s, wanted %s", name, c.got, c.want)
		}
	}
	if id := fmt.Sprint(m.ID, m.identity()); strings.Contains(id, "the-key") {
		t.Errorf("the key is in %s", id)
	}
}

func TestSetSecret(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		key    bool
		store  bool
		wo     types.Int64
		known  types.String
		answer string
		want   types.String
	}{
		"stored":                      {true, true, types.Int64Null(), types.StringUnknown(), "s", types.StringValue("s")},
		"not stored with its key":     {false, true, types.Int64Null(), types.StringValue("old"), "s", types.StringNull()},
		"not stored":                  {true, false, types.Int64Null(), types.StringValue("old"), "s", types.StringNull()},
		"write-only":                  {true, true, types.Int64Value(1), types.StringNull(), "s", types.StringNull()},
		"answer without, known":       {true, true, types.Int64Null(), types.StringValue("s"), "", types.StringValue("s")},
		"answer without, never known": {true, true, types.Int64Null(), types.StringUnknown(), "", types.StringNull()},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := appKeyModel{
				StoreConsumerKey: types.BoolValue(c.key), StoreConsumerSecret: types.BoolValue(c.store),
				ConsumerSecretWOVersion: c.wo, ConsumerSecret: c.known,
			}
			m.setSecret(c.answer)
			if !m.ConsumerSecret.Equal(c.want) {
				t.Errorf("the secret is %s", m.ConsumerSecret)
			}
		})
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"1h30m": 90 * time.Minute, "2d": 48 * time.Hour, "90 days": 0} {
		if got := durationOf(types.StringValue(text)); got != want {
			t.Errorf("durationOf(%q) = %s", text, got)
		}
	}
	if got := durationOf(types.StringUnknown()); got != 0 {
		t.Errorf("an unknown duration is %s", got)
	}
}
