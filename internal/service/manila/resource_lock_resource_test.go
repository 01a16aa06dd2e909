package manila

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// emptyState is a state without a lock.
func emptyState(ctx context.Context, r *resourceLockResource) tfsdk.State {
	var resp resource.SchemaResponse
	r.Schema(ctx, resource.SchemaRequest{}, &resp)
	return tfsdk.State{Schema: resp.Schema, Raw: tftypes.NewValue(resp.Schema.Type().TerraformType(ctx), nil)}
}

func emptyIdentity(ctx context.Context, r *resourceLockResource) *tfsdk.ResourceIdentity {
	var resp resource.IdentitySchemaResponse
	r.IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &resp)
	return &tfsdk.ResourceIdentity{
		Schema: resp.IdentitySchema, Raw: tftypes.NewValue(resp.IdentitySchema.Type().TerraformType(ctx), nil),
	}
}

func TestImportState(t *testing.T) {
	t.Parallel()
	id := types.StringValue(lockID)
	alone := resourceLockIdentity{types.StringNull(), id}
	inNorth := resourceLockIdentity{types.StringValue("north"), id}
	wrong := resourceLockIdentity{types.StringNull(), types.StringValue("audit")}
	tests := map[string]struct {
		id       string
		identity *resourceLockIdentity
		want     *resourceLockIdentity // nil: refused
	}{
		"an id":                     {lockID, nil, &alone},
		"a region and id":           {"north/" + lockID, nil, &inNorth},
		"an identity":               {"", &alone, &alone},
		"an identity with a region": {"", &inNorth, &inNorth},
		"an empty region":           {"/" + lockID, nil, nil},
		"no UUID":                   {"audit", nil, nil},
		"a region alone":            {"north/", nil, nil},
		"more than needed":          {"a/b/" + lockID, nil, nil},
		"no dashes":                 {strings.ReplaceAll(lockID, "-", ""), nil, nil},
		"a wrong identity":          {"", &wrong, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, r := t.Context(), &resourceLockResource{}
			req := resource.ImportStateRequest{ID: tt.id, Identity: emptyIdentity(ctx, r)}
			if tt.identity != nil {
				if diags := req.Identity.Set(ctx, *tt.identity); diags.HasError() {
					t.Fatal(diags)
				}
			}
			resp := resource.ImportStateResponse{State: emptyState(ctx, r), Identity: emptyIdentity(ctx, r)}
			r.ImportState(ctx, req, &resp)
			if tt.want == nil {
				got := fmt.Sprintf("got %q.", cmp.Or(tt.id, "audit"))
				checkError(t, resp.Diagnostics, "Invalid Import ID", []string{got, "REGION/UUID"}, "")
				return
			}
			if resp.Diagnostics.HasError() {
				t.Fatal(resp.Diagnostics)
			}
			var identity resourceLockIdentity
			var state resourceLockModel
			diags := resp.Identity.Get(ctx, &identity)
			diags.Append(resp.State.Get(ctx, &state)...)
			if diags.HasError() || identity != *tt.want || state.identity() != *tt.want {
				t.Errorf("identity %v, state %v (%v); want %v", identity, state.identity(), diags, *tt.want)
			}
		})
	}
}

func TestKeepEqualFold(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ state, plan, want types.String }{
		"the same":    {types.StringValue(shareID), types.StringValue(shareID), types.StringValue(shareID)},
		"in capitals": {types.StringValue(shareID), types.StringValue(shareIDUpper), types.StringValue(shareID)},
		"another":     {types.StringValue(shareID), types.StringValue(lockID), types.StringValue(lockID)},
		"new":         {types.StringNull(), types.StringValue(shareIDUpper), types.StringValue(shareIDUpper)},
		"not known":   {types.StringValue(""), types.StringUnknown(), types.StringUnknown()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := planmodifier.StringRequest{StateValue: tt.state, PlanValue: tt.plan}
			resp := planmodifier.StringResponse{PlanValue: tt.plan}
			keepEqualFold{}.PlanModifyString(t.Context(), req, &resp)
			if !resp.PlanValue.Equal(tt.want) {
				t.Errorf("planned %s, want %s", resp.PlanValue, tt.want)
			}
		})
	}
}

func TestIsGone(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		project string
		roles   []string
		want    bool
	}{
		"of this project":                 {"p1", nil, true},
		"of another project":              {"p2", []string{"member"}, false},
		"of another project, to an admin": {"p2", []string{"admin"}, true},
		"being imported":                  {"", []string{"admin"}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			manila := &client.SharedFileSystem{ProjectID: "p1", Roles: tt.roles}
			if got := isGone(manila, lockState("share", tt.project, "user")); got != tt.want {
				t.Errorf("gone %t, want %t", got, tt.want)
			}
		})
	}
}

func TestRegionOf(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		endpoint    string
		known, want types.String
	}{
		"known":                      {"north", types.StringValue("south"), types.StringValue("south")},
		"not known yet":              {"north", types.StringUnknown(), types.StringValue("north")},
		"none":                       {"north", types.StringNull(), types.StringValue("north")},
		"an endpoint of none":        {"", types.StringUnknown(), types.StringNull()},
		"known, an endpoint of none": {"", types.StringValue("south"), types.StringValue("south")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := regionOf(&client.SharedFileSystem{Region: tt.endpoint}, tt.known); !got.Equal(tt.want) {
				t.Errorf("region %s, want %s", got, tt.want)
			}
		})
	}
}

// TestReadRegion is about a lock of a cloud whose overridden endpoint had no
// region when the lock was made: its identity may not change once it has one.
func TestReadRegion(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		project string
		want    types.String
	}{
		"known already":  {"p1", types.StringNull()},
		"being imported": {"", types.StringValue("north")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, r := t.Context(), &resourceLockResource{client: cloudInNorth(t)}
			req := resource.ReadRequest{State: emptyState(ctx, r)}
			if diags := req.State.Set(ctx, lockState("share", tt.project, "user")); diags.HasError() {
				t.Fatal(diags)
			}
			resp := resource.ReadResponse{State: req.State, Identity: emptyIdentity(ctx, r)}
			r.Read(ctx, req, &resp)
			var state resourceLockModel
			var identity resourceLockIdentity
			resp.Diagnostics.Append(resp.State.Get(ctx, &state)...)
			resp.Diagnostics.Append(resp.Identity.Get(ctx, &identity)...)
			if resp.Diagnostics.HasError() || !state.Region.Equal(tt.want) || !identity.Region.Equal(tt.want) {
				t.Errorf("region %s, in the identity %s (%v); want %s", state.Region, identity.Region, resp.Diagnostics, tt.want)
			}
		})
	}
}

// cloudInNorth is a client of a cloud with one lock, whose endpoint is overridden
// and whose region is north.
func cloudInNorth(t *testing.T) *client.Client {
	t.Helper()
	answers := map[string]string{
		"GET /v3/auth/tokens":              `{"token": {"user": {"id": "u1"}, "project": {"id": "p1"}, "catalog": []}}`,
		"GET /":                            `{"versions": [{"version": "2.89", "min_version": "2.0"}]}`,
		"GET /v2/resource-locks/" + lockID: `{"resource_lock": ` + lockJSON(lockID, `"links": []`) + `}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[fmt.Sprintf("%s %s", r.Method, r.URL.Path)])
	}))
	t.Cleanup(server.Close)
	cloud, err := client.NewOpenStack(client.OpenStackConfig{
		AuthURL: server.URL, Region: "north", EndpointOverrides: map[string]string{"sharev2": server.URL},
		OpenStackCredentials: client.OpenStackCredentials{Token: "a token"},
	}, client.TransportConfig{RequestTimeout: client.DefaultRequestTimeout})
	if err != nil {
		t.Fatal(err)
	}
	c := client.New()
	c.SetOpenStack(cloud, nil)
	return c
}
