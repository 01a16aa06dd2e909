package provider

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// refusing answers each request with a refusal.
type refusing struct{}

func (refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	body := io.NopCloser(strings.NewReader(`{"error": {"code": 403, "message": "No.", "status": "PERMISSION_DENIED"}}`))
	return &http.Response{StatusCode: http.StatusForbidden, Body: body, Request: req}, nil
}

var fuzzedSchemas = sync.OnceValue(func() *tfprotov6.GetProviderSchemaResponse {
	found, err := NewServer("test")().GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		panic(err)
	}
	return found
})

// fuzzedServer is a provider whose requests are refused.
func fuzzedServer(t *testing.T) tfprotov6.ProviderServer {
	t.Helper()
	server := NewServer("test", WithTransport(func(how *client.TransportConfig) {
		how.Base, how.MaxRetries = refusing{}, 0
	}))()
	providerType, ok := fuzzedSchemas().Provider.ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("the provider's configuration is no object")
	}
	config := map[string]tftypes.Value{}
	for name, attributeType := range providerType.AttributeTypes {
		config[name] = tftypes.NewValue(attributeType, nil)
	}
	google, ok := providerType.AttributeTypes["google"].(tftypes.Object)
	if !ok {
		t.Fatal("google is no object")
	}
	half := map[string]tftypes.Value{}
	for name, attributeType := range google.AttributeTypes {
		half[name] = tftypes.NewValue(attributeType, nil)
	}
	half["access_token"] = tftypes.NewValue(tftypes.String, "token")
	config["google"] = tftypes.NewValue(google, half)
	value, err := tfprotov6.NewDynamicValue(providerType, tftypes.NewValue(providerType, config))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: &value})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatal(err, resp)
	}
	return server
}

// FuzzImport imports each type of resource by any id: it is refused without a word of the key that may be in it, or
// imported as an object that can be read.
func FuzzImport(f *testing.F) {
	const app = "organizations/acme/developers/dev@acme.test/apps/portal"
	for _, seed := range []string{
		"", "/", "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d", "north/3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d",
		"/3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d",
		app, app + "/keys/sha256:0123456789abcdef", app + "/keys/aKeyThatNobodyMaySee0123", app + "/keys/",
		"organizations//developers/dev@acme.test/apps/portal/keys/aKeyThatNobodyMaySee0123", "organizations/acme/developers/a/apps/b/keys/c/d",
		"organizations/acme/developers/DEV@acme.test/apps/portal/keys/aKeyThatNobodyMaySee0123", "aKeyThatNobodyMaySee0123",
		"projects/shop/locations/eu/integrations/orders/versions/00000000-0000-4000-8000-000000000001",
		"projects/shop/locations/eu/integrations/orders/versions/x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if !utf8.ValidString(id) {
			return // what Terraform sends is text
		}
		server := fuzzedServer(t)
		for name, schema := range fuzzedSchemas().ResourceSchemas {
			var log bytes.Buffer
			resp, err := server.ImportResourceState(tflogtest.RootLogger(t.Context(), &log),
				&tfprotov6.ImportResourceStateRequest{TypeName: name, ID: id})
			if err != nil {
				t.Fatal(err)
			}
			if len(resp.ImportedResources) == 0 && len(resp.Diagnostics) == 0 {
				t.Errorf("%s: nothing is imported, and nothing said", name)
			}
			for _, d := range resp.Diagnostics {
				checkSaid(t, name, id, d.Summary+" "+d.Detail)
			}
			checkSaid(t, name, id, log.String())
			for _, imported := range resp.ImportedResources {
				if _, err := imported.State.Unmarshal(schema.ValueType()); err != nil {
					t.Errorf("%s: the state cannot be read: %v", name, err)
				}
			}
		}
	})
}

// checkSaid looks for a consumer key, the last part of an id of a key, and for words of the framework that nobody but
// the provider's author can use.
func checkSaid(t *testing.T, resource, id, text string) {
	t.Helper()
	_, key, ok := strings.Cut(id, "/keys/")
	if resource == "custody_developer_app_key" && ok && len(key) >= 12 && !strings.HasPrefix(key, "sha256:") &&
		strings.Contains(text, key) {
		t.Errorf("%s: the key is told: %s", resource, text)
	}
	for _, words := range []string{"report this to the provider", "report this issue", "panic", "%!"} {
		if strings.Contains(text, words) && !strings.Contains(id, words) {
			t.Errorf("%s: %s", resource, text)
		}
	}
}

// FuzzFunctions calls each function with any text: it answers, or says what is wrong with the text.
func FuzzFunctions(f *testing.F) {
	for _, seed := range []string{
		"", "aKeyThatNobodyMaySee0123", "projects/shop/locations/eu/integrations/orders/versions/00000000-0000-4000-8000-000000000001",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // what Terraform sends is text
		}
		server := fuzzedServer(t)
		for name, function := range fuzzedSchemas().Functions {
			argument, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, text))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := server.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{
				Name: name, Arguments: []*tfprotov6.DynamicValue{&argument},
			})
			switch {
			case err != nil:
				t.Fatal(err)
			case resp.Error != nil && resp.Error.Text == "":
				t.Errorf("%s refuses %q without a word", name, text)
			case resp.Error == nil:
				if _, err := resp.Result.Unmarshal(function.Return.Type); err != nil {
					t.Errorf("%s of %q: %v", name, text, err)
				}
			}
		}
	})
}
