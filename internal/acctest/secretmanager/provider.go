// Package secretmanager stands in for the little of the provider hashicorp/google with
// which the guides hand a key on: the resource google_secret_manager_secret_version.
// It keeps in memory what it is given. Only tests import it.
package secretmanager

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Store holds the versions of secrets.
type Store struct {
	mu       sync.Mutex
	versions map[string][]string
}

// Versions are the data of each version of a secret, oldest first.
func (s *Store) Versions(secret string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.versions[secret]...)
}

// NewServer makes the provider that writes to the store.
func NewServer(store *Store) tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(&googleProvider{store})()
}

type googleProvider struct{ store *Store }

func (p *googleProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "google"
}

func (p *googleProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (p *googleProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (p *googleProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p *googleProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &secretVersion{p.store} }}
}

type secretVersion struct{ store *Store }

type secretVersionModel struct {
	Secret              types.String `tfsdk:"secret"`
	SecretDataWO        types.String `tfsdk:"secret_data_wo"`
	SecretDataWOVersion types.String `tfsdk:"secret_data_wo_version"`
}

func (r *secretVersion) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "google_secret_manager_secret_version"
}

func (r *secretVersion) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"secret":         schema.StringAttribute{Required: true, PlanModifiers: replace()},
		"secret_data_wo": schema.StringAttribute{Required: true, WriteOnly: true, Sensitive: true},
		// A number up to version 7 of the real one, which Terraform turns into this.
		"secret_data_wo_version": schema.StringAttribute{Required: true, PlanModifiers: replace()},
	}}
}

func replace() []planmodifier.String {
	return []planmodifier.String{stringplanmodifier.RequiresReplace()}
}

func (r *secretVersion) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan secretVersionModel
	var data types.String
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("secret_data_wo"), &data)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	if r.store.versions == nil {
		r.store.versions = map[string][]string{}
	}
	secret := plan.Secret.ValueString()
	r.store.versions[secret] = append(r.store.versions[secret], data.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *secretVersion) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *secretVersion) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (r *secretVersion) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
