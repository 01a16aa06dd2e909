package provider

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service/manila"
)

// NewServer makes the provider as a server of the plugin protocol, version 6.
func NewServer(version string, opts ...Option) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		made := providerserver.NewProtocol6(New(version, opts...)())()
		full, ok := made.(frameworkServer)
		if !ok {
			panic(fmt.Sprintf("%T has no actions or no list resources", made))
		}
		return &server{frameworkServer: full}
	}
}

// frameworkServer is the framework's server with the parts that the protocol's library
// keeps apart.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
}

// server mends the configuration that Terraform 1.14 and later have the provider
// generate for what they import: the framework lets no resource have a say in it.
type server struct {
	frameworkServer

	mu sync.Mutex
	// resources are the schemas of the resources, once they were needed: making them takes milliseconds, and a
	// query generates a configuration for each thing that it finds.
	resources map[string]*tfprotov6.Schema
}

// GetProviderSchema says that the provider generates configurations, which the
// framework (1.19.0) can but does not tell: without it Terraform writes its own.
func (s *server) GetProviderSchema(
	ctx context.Context, req *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.frameworkServer.GetProviderSchema(ctx, req)
	if err == nil && resp.ServerCapabilities != nil {
		resp.ServerCapabilities.GenerateResourceConfig = true
	}
	return resp, err
}

// mendedConfigs are the resources whose state the framework does not write as the
// configuration that it stands for.
var mendedConfigs = map[string]func(state, config tftypes.Value) (tftypes.Value, error){
	"custody_resource_lock":     manila.MendResourceLockConfig,
	"custody_developer_app_key": apigee.MendAppKeyConfig,
	"custody_app_group_app_key": apigee.MendAppKeyConfig,
}

func (s *server) GenerateResourceConfig(
	ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest,
) (*tfprotov6.GenerateResourceConfigResponse, error) {
	resp, err := s.frameworkServer.GenerateResourceConfig(ctx, req)
	mend := mendedConfigs[req.TypeName]
	if err != nil || resp.Config == nil || mend == nil {
		return resp, err
	}
	resourceType, err := s.resourceType(ctx, req.TypeName)
	if err != nil {
		return nil, err
	}
	state, err := req.State.Unmarshal(resourceType)
	if err != nil {
		return nil, err
	}
	config, err := resp.Config.Unmarshal(resourceType)
	if err != nil {
		return nil, err
	}
	if config, err = mend(state, config); err != nil {
		return nil, err
	}
	mended, err := tfprotov6.NewDynamicValue(resourceType, config)
	resp.Config = &mended
	return resp, err
}

func (s *server) resourceType(ctx context.Context, name string) (tftypes.Type, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.resources == nil {
		schemas, err := s.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			return nil, err
		}
		s.resources = schemas.ResourceSchemas
	}
	return s.resources[name].ValueType(), nil
}
