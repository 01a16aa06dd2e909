package provider

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

func nullOf(t *testing.T, attributeType attr.Type) tftypes.Value {
	t.Helper()
	return tftypes.NewValue(attributeType.TerraformType(t.Context()), nil)
}

// configuration is a provider block.
type configuration struct {
	openstack      values
	google         values
	maxRetries     any
	requestTimeout any
}

func (c configuration) value(t *testing.T) tftypes.Value {
	t.Helper()
	openstack, err := c.openstack.openstack(t).ToTerraformValue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	google, err := c.google.google(t).ToTerraformValue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return tftypes.NewValue(providerSchema(t).Type().TerraformType(t.Context()), map[string]tftypes.Value{
		"openstack":       openstack,
		"google":          google,
		"max_retries":     tftypes.NewValue(tftypes.Number, c.maxRetries),
		"request_timeout": tftypes.NewValue(tftypes.String, c.requestTimeout),
	})
}

func providerSchema(t *testing.T) (result interface{ Type() attr.Type }) {
	t.Helper()
	var resp provider.SchemaResponse
	New("test")().Schema(t.Context(), provider.SchemaRequest{}, &resp)
	return resp.Schema
}

// validate asks over the plugin protocol, as Terraform does, and gives the paths
// of the errors.
func (c configuration) validate(t *testing.T) []string {
	t.Helper()
	value := c.value(t)
	config, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		t.Fatal(err)
	}
	server := providerserver.NewProtocol6(New("test")())()
	resp, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]bool{}
	for _, d := range resp.Diagnostics {
		paths[d.Attribute.String()] = true
		if strings.Contains(d.Detail, "hunter2") {
			t.Errorf("the diagnostic has the password: %s", d.Detail)
		}
	}
	return slices.Sorted(maps.Keys(paths))
}

func at(names ...string) string {
	steps := tftypes.NewAttributePath()
	for _, name := range names {
		steps = steps.WithAttributeName(name)
	}
	return steps.String()
}

func overrides(key, url string) types.Map {
	return types.MapValueMust(types.StringType, map[string]attr.Value{key: types.StringValue(url)})
}

func TestRefusedConfigurations(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		openstack values
		want      [][]string // below openstack
	}{
		"user by name and by id": {values{"user_name": "a", "user_id": "b"}, [][]string{{"user_id"}, {"user_name"}}},
		"project by name and by id": {
			values{"project_name": "a", "project_id": "b"}, [][]string{{"project_id"}, {"project_name"}},
		},
		"password and token": {values{"password": "hunter2", "token": "t"}, [][]string{{"password"}}},
		"token and credential": {
			values{"token": "t", "application_credential_secret": "hunter2"}, [][]string{{"token"}},
		},
		"credential and password": {
			values{"application_credential_id": "a", "password": "hunter2"}, [][]string{{"password"}},
		},
		"token and user":    {values{"token": "t", "user_name": "a"}, [][]string{{"user_name"}}},
		"token and user id": {values{"token": "t", "user_id": "a"}, [][]string{{"user_id"}}},
		"credential and project": {
			values{"application_credential_id": "a", "project_name": "b"}, [][]string{{"project_name"}},
		},
		"credential's name and system": {
			values{"application_credential_name": "a", "system_scope": "all"}, [][]string{{"system_scope"}},
		},
		"system and project":         {values{"system_scope": "all", "project_id": "b"}, [][]string{{"project_id"}}},
		"system by another name":     {values{"system_scope": "some"}, [][]string{{"system_scope"}}},
		"insecure with an authority": {values{"insecure": true, "cacert_file": "ca.pem"}, [][]string{{"insecure"}}},
		"certificate without key":    {values{"cert": "c.pem"}, [][]string{{"cert"}}},
		"key without certificate":    {values{"key": "k.pem"}, [][]string{{"key"}}},
		"both service tokens": {
			values{"service_token": "t", "service_auth": values{"user_id": "s"}}, [][]string{{"service_token"}},
		},
		"service: two ways": {
			values{"service_auth": values{"application_credential_id": "a", "password": "hunter2"}},
			[][]string{{"service_auth", "password"}},
		},
		"service: user twice": {
			values{"service_auth": values{"user_name": "a", "user_id": "b"}},
			[][]string{{"service_auth", "user_id"}, {"service_auth", "user_name"}},
		},
		"service: credential and project": {
			values{"service_auth": values{"application_credential_id": "a", "project_id": "b"}},
			[][]string{{"service_auth", "project_id"}},
		},
		"URL without a scheme":  {values{"auth_url": "k:5000/v3"}, [][]string{{"auth_url"}}},
		"URL without a host":    {values{"auth_url": "http:///v3"}, [][]string{{"auth_url"}}},
		"URL of another scheme": {values{"auth_url": "ftp://k/v3"}, [][]string{{"auth_url"}}},
		"an unknown side":       {values{"endpoint_type": "outside"}, [][]string{{"endpoint_type"}}},
		"an unknown service": {
			values{"endpoint_overrides": overrides("share", "http://m/v2")}, [][]string{{"endpoint_overrides"}},
		},
		"empty": {
			values{"cloud": "", "region": "", "password": ""}, [][]string{{"cloud"}, {"password"}, {"region"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			for _, names := range tt.want {
				want = append(want, at(append([]string{"openstack"}, names...)...))
			}
			got := configuration{openstack: tt.openstack}.validate(t)
			for i, path := range got {
				// A key or value of a map is below it.
				if before, _, found := strings.Cut(path, ".ElementKey"); found {
					got[i] = before
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("paths of errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusedTransport(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config configuration
		want   string
	}{
		"fewer than no retries": {configuration{maxRetries: -1}, "max_retries"},
		"too many retries":      {configuration{maxRetries: 21}, "max_retries"},
		"no time":               {configuration{requestTimeout: "0s"}, "request_timeout"},
		"less than no time":     {configuration{requestTimeout: "-1m"}, "request_timeout"},
		"no unit":               {configuration{requestTimeout: "60"}, "request_timeout"},
		"words":                 {configuration{requestTimeout: "soon"}, "request_timeout"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.config.validate(t); !slices.Equal(got, []string{at(tt.want)}) {
				t.Errorf("errors at %q, want one at %s", got, tt.want)
			}
		})
	}
}

func TestAcceptedConfigurations(t *testing.T) {
	t.Parallel()
	unknown := types.StringUnknown()
	tests := map[string]configuration{
		"nothing": {},
		"a user": {openstack: values{
			"auth_url": "https://k:5000/v3", "user_name": "alice", "password": "hunter2", "user_domain_name": "U",
			"project_name": "demo", "project_domain_id": "d1", "region": "north", "endpoint_type": "internalURL",
			"endpoint_overrides": overrides("sharev2", "https://m:8786/v2"),
			"service_auth":       values{"user_name": "svc", "password": "hunter2"},
		}, maxRetries: 20, requestTimeout: "1m30s"},
		"an application credential of a user": {openstack: values{
			"application_credential_name": "ci", "application_credential_secret": "hunter2", "user_id": "u1",
		}},
		"a token for a project": {openstack: values{"token": "t", "project_id": "p1"}},
		"no retries":            {maxRetries: 0},
		"nothing known yet": {
			openstack: values{
				"auth_url": unknown, "insecure": types.BoolUnknown(), "endpoint_overrides": types.MapUnknown(types.StringType),
			},
			maxRetries: tftypes.UnknownValue, requestTimeout: tftypes.UnknownValue,
		},
		"of two ways to log in one may turn out null": {openstack: values{
			"token": unknown, "password": "hunter2", "user_name": "alice", "application_credential_id": unknown,
			"project_name": unknown, "system_scope": unknown,
		}},
		"a service not known yet": {openstack: values{"service_auth": unknownService()}},
	}
	for name, config := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := config.validate(t); len(got) != 0 {
				t.Errorf("errors at %q", got)
			}
		})
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		model providerModel
		want  client.TransportConfig
	}{
		"defaults": {providerModel{}, client.TransportConfig{MaxRetries: 5, RequestTimeout: time.Minute}},
		"given": {
			providerModel{MaxRetries: types.Int64Value(0), RequestTimeout: timetypes.NewGoDurationValue(90 * time.Second)},
			client.TransportConfig{RequestTimeout: 90 * time.Second},
		},
		"not known yet": {
			providerModel{MaxRetries: types.Int64Unknown(), RequestTimeout: timetypes.NewGoDurationUnknown()},
			client.TransportConfig{MaxRetries: 5, RequestTimeout: time.Minute},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			tt.want.UserAgent = "terraform-provider-custody/1.2.3"
			if diff := cmp.Diff(tt.want, tt.model.transport("1.2.3", &diags)); diff != "" || diags.HasError() {
				t.Errorf("(-want +got):\n%s%v", diff, diags)
			}
		})
	}
}

func TestSchemasAreValid(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := New("test")()
	var own provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &own)
	problems := map[string]diag.Diagnostics{"provider": own.Schema.ValidateImplementation(ctx)}
	for _, newResource := range p.Resources(ctx) {
		r := newResource()
		var meta resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "custody"}, &meta)
		var resp resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &resp)
		problems[meta.TypeName] = resp.Schema.ValidateImplementation(ctx)
	}
	for _, newDataSource := range p.DataSources(ctx) {
		d := newDataSource()
		var meta datasource.MetadataResponse
		d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "custody"}, &meta)
		var resp datasource.SchemaResponse
		d.Schema(ctx, datasource.SchemaRequest{}, &resp)
		problems["data "+meta.TypeName] = resp.Schema.ValidateImplementation(ctx)
	}
	for name, diags := range problems {
		if diags.HasError() {
			t.Errorf("%s: %v", name, diags)
		}
	}
	for _, want := range []string{"custody_resource_lock", "data custody_resource_lock", "data custody_resource_locks"} {
		if _, ok := problems[want]; !ok {
			t.Errorf("the provider has no %s", want)
		}
	}
}

// configure makes the provider's client of a configuration.
func (c configuration) configure(t *testing.T, opts ...Option) (*client.Client, diag.Diagnostics) {
	t.Helper()
	p := New("test", opts...)()
	var own provider.SchemaResponse
	p.Schema(t.Context(), provider.SchemaRequest{}, &own)
	var resp provider.ConfigureResponse
	p.Configure(t.Context(), provider.ConfigureRequest{Config: tfsdk.Config{Raw: c.value(t), Schema: own.Schema}}, &resp)
	if resp.ResourceData != resp.DataSourceData || resp.ResourceData != resp.ActionData {
		t.Error("resources, data sources and actions have not the same client")
	}
	made, _ := resp.ResourceData.(*client.Client)
	return made, resp.Diagnostics
}

func TestConfigureMakesNoRequest(t *testing.T) {
	clearEnvironment(t)
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	t.Cleanup(server.Close)
	c, diags := configuration{openstack: values{
		"auth_url": server.URL, "user_name": "alice", "password": "hunter2", "project_name": "demo", "region": "north",
		"service_auth": values{"user_name": "svc", "password": "hunter2"},
	}, maxRetries: 0}.configure(t)
	if diags.HasError() {
		t.Fatal(diags)
	}
	cloud, err := c.OpenStack()
	if err != nil || cloud.Region() != "north" {
		t.Errorf("cloud %v, error %v", cloud, err)
	}
	if got := requests.Load(); got != 0 {
		t.Errorf("%d requests before the first use", got)
	}
	if _, err := c.SharedFileSystem(context.Background(), ""); err == nil || requests.Load() == 0 {
		t.Errorf("error %v after %d requests: the first use logs in", err, requests.Load())
	}
}

func TestConfigureWithoutOpenStack(t *testing.T) {
	clearEnvironment(t)
	c, diags := configuration{}.configure(t)
	if diags.HasError() {
		t.Fatal(diags)
	}
	if _, err := c.OpenStack(); err == nil || !strings.Contains(err.Error(), "OS_CLOUD") {
		t.Errorf("error %v, want one that says what to set", err)
	}
}

func TestConfigureRefuses(t *testing.T) {
	clearEnvironment(t)
	c, diags := configuration{openstack: values{"auth_url": "http://k", "user_name": "alice"}}.configure(t)
	if c != nil || diags.ErrorsCount() != 1 || !strings.Contains(diags[0].Detail(), `User "alice" needs password.`) {
		t.Errorf("client %v, diagnostics %v", c, diags)
	}
}
