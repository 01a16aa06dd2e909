package canary

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ReadDataSource implements tfprotov6.DataSourceServer.
func (s *server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, c := s.begin(ctx, "ReadDataSource", req.TypeName)
	defer c.end()
	resp, err := s.Full.ReadDataSource(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		c.kept("the state", s.all().DataSourceSchemas[req.TypeName], resp.State)
	}
	return resp, err
}

// OpenEphemeralResource implements tfprotov6.EphemeralResourceServer.
func (s *server) OpenEphemeralResource(
	ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	ctx, c := s.begin(ctx, "OpenEphemeralResource", req.TypeName)
	defer c.end()
	c.given(s.all().EphemeralResourceSchemas[req.TypeName], req.Config)
	resp, err := s.Full.OpenEphemeralResource(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
		c.kept("the result", s.all().EphemeralResourceSchemas[req.TypeName], resp.Result)
		c.beside(resp.Private, nil)
	}
	return resp, err
}

// PlanAction implements tfprotov6.ActionServer.
func (s *server) PlanAction(
	ctx context.Context, req *tfprotov6.PlanActionRequest,
) (*tfprotov6.PlanActionResponse, error) {
	ctx, c := s.begin(ctx, "PlanAction", req.ActionType)
	defer c.end()
	resp, err := s.Full.PlanAction(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
	}
	return resp, err
}

// InvokeAction implements tfprotov6.ActionServer.
func (s *server) InvokeAction(
	ctx context.Context, req *tfprotov6.InvokeActionRequest,
) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, c := s.begin(ctx, "InvokeAction", req.ActionType)
	defer c.end()
	stream, err := s.Full.InvokeAction(ctx, req)
	if err == nil {
		stream.Events = watched(stream.Events, func(event tfprotov6.InvokeActionEvent) {
			switch event := event.Type.(type) {
			case tfprotov6.ProgressInvokeActionEventType:
				s.watch.Say("the progress of "+c.name, event.Message)
			case tfprotov6.CompletedInvokeActionEventType:
				c.diagnostics(event.Diagnostics)
			}
			c.end()
		})
	}
	return stream, err
}
