package apigee_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// credential is the state of an apigee_developer_app_credential that stands for a key.
func credential(key apigee.Key) map[string]any {
	return map[string]any{
		"id": developer + ":" + portal + ":" + key.ConsumerKey, "developer_email": developer, "developer_app_name": portal,
		"consumer_key": key.ConsumerKey, "consumer_secret": key.ConsumerSecret, "api_products": []string{"weather"},
		"scopes": []string{}, "attributes": map[string]string{"team": "maps"},
		"of_another_version": map[string]any{"a": []int{1}},
	}
}

// movable puts a key on the portal, and answers a provider to move it with.
func movable(t *testing.T) (*acctest.Apigee, *prototest.Harness, apigee.Key) {
	t.Helper()
	cloud := acctest.NewApigee(t)
	key := cloud.Mock.AddKey(organization, developer, portal, apigee.Key{
		Attributes: []apigee.Attribute{{Name: "team", Value: "maps"}},
	})
	cloud.Mock.AddKeyProduct(organization, developer, portal, key.ConsumerKey, "weather")
	return cloud, prototest.New(t, acctest.Factories()["custody"], map[string]any{"google": map[string]any{
		"access_token": cloud.Mock.IssueGoogleToken("ana@shop.test"), "organization": organization,
		"apigee_custom_endpoint": cloud.Mock.URL(),
	}}), key
}

func TestMoveCredential(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"registry.terraform.io/scastria/apigee", "registry.opentofu.org/scastria/apigee", "mirror.acme.test/scastria/apigee",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			cloud, h, key := movable(t)
			moved, read, out := h.Move(t.Context(), "custody_developer_app_key", prototest.Source{
				Provider: address, Type: "apigee_developer_app_credential", State: credential(key),
			})
			if len(out.Errors)+len(out.Warnings) > 0 {
				t.Fatalf("%q %q", out.Errors, out.Warnings)
			}
			if moved["consumer_key"] != key.ConsumerKey || moved["organization"] != nil {
				t.Errorf("the state after the move is not that of the key alone")
			}
			fingerprint := apigee.KeyFingerprint(key.ConsumerKey)
			want := map[string]any{
				"organization": organization, "developer_email": developer, "app": portal, "status": "approved",
				"consumer_key": key.ConsumerKey, "consumer_secret": key.ConsumerSecret, "key_fingerprint": fingerprint,
				"id":           "organizations/acme/developers/dev@acme.test/apps/portal/keys/" + fingerprint,
				"api_products": map[string]any{"weather": map[string]any{"status": "approved"}},
				"attributes":   map[string]any{"team": "maps"}, "scopes": []any{}, "deletion_policy": "delete",
				"generated_by": "apigee", "store_consumer_key": true, "store_consumer_secret": true, "ready_for_rotation": false,
				"issued_at": read["issued_at"],
			}
			maps.DeleteFunc(read, func(_ string, value any) bool { return value == nil })
			if diff := cmp.Diff(want, read); diff != "" {
				t.Errorf("the state after the read (-want +got):\n%s", diff)
			}
			if got := len(cloud.Mock.Requests(core.Match{API: "apigee"})); got != 1 {
				t.Errorf("%d requests, wanted one", got)
			}
		})
	}
}

func TestRefusedMoves(t *testing.T) {
	t.Parallel()
	const right, rightType = "registry.terraform.io/scastria/apigee", "apigee_developer_app_credential"
	tests := map[string]struct {
		provider, sourceType string
		change               map[string]any
		want                 string
	}{
		"another provider":  {"registry.terraform.io/hashicorp/google", rightType, nil, "of provider registry.terraform.io/hashicorp/google"},
		"a namesake":        {"registry.terraform.io/notscastria/apigee", rightType, nil, "of provider registry.terraform.io/notscastria"},
		"another type":      {right, "apigee_company_app_credential", nil, "apigee_company_app_credential of provider"},
		"no key":            {right, rightType, map[string]any{"consumer_key": nil}, "does not name"},
		"no app":            {right, rightType, map[string]any{"developer_app_name": ""}, "does not name"},
		"no address":        {right, rightType, map[string]any{"developer_email": "dev"}, "does not name"},
		"a list for a name": {right, rightType, map[string]any{"developer_email": []string{"dev"}}, "does not name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud, h, key := movable(t)
			state := credential(key)
			maps.Copy(state, tt.change)
			moved, _, out := h.Move(t.Context(), "custody_developer_app_key",
				prototest.Source{Provider: tt.provider, Type: tt.sourceType, State: state})
			if len(out.Errors) != 1 || !strings.Contains(out.Errors[0], tt.want) || moved != nil {
				t.Errorf("errors %q, wanted one with %q", out.Errors, tt.want)
			}
			if text := strings.Join(out.Errors, ""); strings.Contains(text, key.ConsumerKey) {
				t.Error("the error shows the consumer key")
			}
			if got := len(cloud.Mock.Requests(core.Match{API: "apigee"})); got != 0 {
				t.Errorf("%d requests", got)
			}
		})
	}
}

// A key that the provider's organization does not have is planned anew, and the plan says where it was looked for.
func TestMovedKeyGone(t *testing.T) {
	t.Parallel()
	cloud, h, key := movable(t)
	cloud.Mock.DeleteKey(organization, developer, portal, key.ConsumerKey)
	_, read, out := h.Move(t.Context(), "custody_developer_app_key", prototest.Source{
		Provider: "registry.terraform.io/scastria/apigee", Type: "apigee_developer_app_credential", State: credential(key),
	})
	if read != nil || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "set organization in the provider's") {
		t.Errorf("state %v, warnings %q", read, out.Warnings)
	}
}
