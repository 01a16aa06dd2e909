// Package standin has small providers that stand in for those of others, as far as
// the tests need them beside this one. Only tests import it.
package standin

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// standIn is a provider that needs no configuration.
type standIn struct {
	name      string
	resources []func() resource.Resource
}

func newServer(name string, resources ...func() resource.Resource) tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(&standIn{name, resources})()
}

func (p *standIn) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = p.name
}

func (*standIn) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (*standIn) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (*standIn) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p *standIn) Resources(context.Context) []func() resource.Resource { return p.resources }

// untouched is a resource that reads, changes and deletes nothing.
type untouched struct{}

// Read implements resource.Resource.
func (untouched) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update implements resource.Resource.
func (untouched) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

// Delete implements resource.Resource.
func (untouched) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
