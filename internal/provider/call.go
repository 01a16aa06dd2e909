package provider

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// call is the context that the framework gets for one call of the protocol. The framework (1.19.0) keeps the context of
// each call until the provider stops. Those of gRPC and of the log take tens of kilobytes, so a call lets go of them
// when it ends.
type call struct {
	context.Context
	// values are those of the protocol's context, nil after the end.
	values atomic.Pointer[context.Context]
}

// Value implements context.Context.
func (c *call) Value(key any) any {
	// What cancels the call comes first: the context package finds it by a key of its own.
	if value := c.Context.Value(key); value != nil {
		return value
	}
	if values := c.values.Load(); values != nil {
		return (*values).Value(key)
	}
	return nil
}

// newCall makes a call that ends with ctx, or with end.
func newCall(ctx context.Context) (c *call, end func()) {
	within, cancel := context.WithCancelCause(context.Background())
	c = &call{Context: within}
	c.values.Store(&ctx)
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	return c, func() {
		// Requests that others wait for may go on after the call for which they began, and are logged.
		if !tflog.IsDebug(ctx) {
			c.values.Store(nil)
		}
		stop()
		cancel(context.Canceled)
	}
}

// within serves a call.
func within[Request, Response any](
	ctx context.Context, req Request, serve func(context.Context, Request) (Response, error),
) (Response, error) {
	c, end := newCall(ctx)
	defer end()
	return serve(c, req)
}

// The calls that Terraform makes for each object.

func (s *server) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return within(ctx, req, s.frameworkServer.ValidateResourceConfig)
}

func (s *server) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return within(ctx, req, s.frameworkServer.UpgradeResourceState)
}

func (s *server) UpgradeResourceIdentity(
	ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return within(ctx, req, s.frameworkServer.UpgradeResourceIdentity)
}

func (s *server) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return within(ctx, req, s.frameworkServer.ReadResource)
}

func (s *server) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	return within(ctx, req, s.frameworkServer.PlanResourceChange)
}

func (s *server) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return within(ctx, req, s.frameworkServer.ApplyResourceChange)
}

func (s *server) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	return within(ctx, req, s.frameworkServer.ImportResourceState)
}

func (s *server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	return within(ctx, req, s.frameworkServer.ReadDataSource)
}
