package canary

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func (s *server) resource(name string) *tfprotov6.Schema { return s.all().ResourceSchemas[name] }

// ValidateResourceConfig implements tfprotov6.ResourceServer.
func (s *server) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	ctx, c := s.begin(ctx, "ValidateResourceConfig", req.TypeName)
	defer c.end()
	c.given(s.resource(req.TypeName), req.Config)
	resp, err := s.Full.ValidateResourceConfig(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
	}
	return resp, err
}

// UpgradeResourceState implements tfprotov6.ResourceServer.
func (s *server) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	ctx, c := s.begin(ctx, "UpgradeResourceState", req.TypeName)
	defer c.end()
	resp, err := s.Full.UpgradeResourceState(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		c.kept("the state", s.resource(req.TypeName), resp.UpgradedState)
	}
	return resp, err
}

// ReadResource implements tfprotov6.ResourceServer.
func (s *server) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	ctx, c := s.begin(ctx, "ReadResource", req.TypeName)
	defer c.end()
	resp, err := s.Full.ReadResource(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		c.kept("the state", s.resource(req.TypeName), resp.NewState)
		c.beside(resp.Private, resp.NewIdentity)
	}
	return resp, err
}

// PlanResourceChange implements tfprotov6.ResourceServer.
func (s *server) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	ctx, c := s.begin(ctx, "PlanResourceChange", req.TypeName)
	defer c.end()
	c.given(s.resource(req.TypeName), req.Config)
	resp, err := s.Full.PlanResourceChange(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		c.kept("the plan", s.resource(req.TypeName), resp.PlannedState)
		c.beside(resp.PlannedPrivate, resp.PlannedIdentity)
	}
	return resp, err
}

// ApplyResourceChange implements tfprotov6.ResourceServer.
func (s *server) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, c := s.begin(ctx, "ApplyResourceChange", req.TypeName)
	defer c.end()
	c.given(s.resource(req.TypeName), req.Config)
	resp, err := s.Full.ApplyResourceChange(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		c.kept("the state", s.resource(req.TypeName), resp.NewState)
		c.beside(resp.Private, resp.NewIdentity)
	}
	return resp, err
}

// ImportResourceState implements tfprotov6.ResourceServer.
func (s *server) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, c := s.begin(ctx, "ImportResourceState", req.TypeName)
	defer c.end()
	resp, err := s.Full.ImportResourceState(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		for _, imported := range resp.ImportedResources {
			c.kept("the state", s.resource(imported.TypeName), imported.State)
			c.beside(imported.Private, imported.Identity)
		}
	}
	return resp, err
}

// GenerateResourceConfig implements tfprotov6.ResourceServer.
func (s *server) GenerateResourceConfig(
	ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest,
) (*tfprotov6.GenerateResourceConfigResponse, error) {
	ctx, c := s.begin(ctx, "GenerateResourceConfig", req.TypeName)
	defer c.end()
	resp, err := s.Full.GenerateResourceConfig(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		c.kept("the configuration", s.resource(req.TypeName), resp.Config)
	}
	return resp, err
}

// ListResource implements tfprotov6.ListResourceServer.
func (s *server) ListResource(
	ctx context.Context, req *tfprotov6.ListResourceRequest,
) (*tfprotov6.ListResourceServerStream, error) {
	ctx, c := s.begin(ctx, "ListResource", req.TypeName)
	defer c.end()
	stream, err := s.Full.ListResource(ctx, req)
	if err == nil {
		stream.Results = watched(stream.Results, func(found tfprotov6.ListResourceResult) {
			c.diagnostics(found.Diagnostics)
			s.watch.Say("the name in "+c.name, found.DisplayName)
			c.kept("the object", s.resource(req.TypeName), found.Resource)
			c.beside(nil, found.Identity)
			c.end()
		})
	}
	return stream, err
}
