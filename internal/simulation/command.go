package simulation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Invoke is terraform apply -invoke: a plan of the action in one walk, the action in another.
func (ws *Workspace) Invoke(ctx context.Context, action string, config Values) Outcome {
	given := dynamic(value(schemas().ActionSchemas[action].Schema.ValueType(), config))
	planned := ws.within(ctx, "plan", func(p *process) Outcome {
		var out Outcome
		valid := p.call(&out.Diagnostics, "ValidateActionConfig", action,
			func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
				resp, err := p.server.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{
					ActionType: action, Config: given,
				})
				return diagnosticsOf(resp, err, func(r *tfprotov6.ValidateActionConfigResponse) []*tfprotov6.Diagnostic {
					return r.Diagnostics
				})
			})
		if valid {
			p.call(&out.Diagnostics, "PlanAction", action, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
				resp, err := p.server.PlanAction(ctx, &tfprotov6.PlanActionRequest{ActionType: action, Config: given})
				return diagnosticsOf(resp, err, func(r *tfprotov6.PlanActionResponse) []*tfprotov6.Diagnostic {
					return r.Diagnostics
				})
			})
		}
		return out
	})
	if planned.Failed() {
		return planned
	}
	invoked := ws.within(ctx, "apply", func(p *process) Outcome {
		var out Outcome
		p.call(&out.Diagnostics, "InvokeAction", action, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			return p.invoke(ctx, action, given)
		})
		return out
	})
	invoked.Diagnostics = append(planned.Diagnostics, invoked.Diagnostics...)
	return invoked
}

func (p *process) invoke(
	ctx context.Context, action string, config *tfprotov6.DynamicValue,
) ([]*tfprotov6.Diagnostic, error) {
	resp, err := p.server.InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: action, Config: config})
	if err != nil {
		return nil, err
	}
	var said []*tfprotov6.Diagnostic
	completed := false
	for event := range resp.Events {
		if end, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType); ok {
			completed, said = true, end.Diagnostics
		}
	}
	if !completed {
		p.world.violate("the action %s never completed", action)
	}
	return said, nil
}

// Open opens an ephemeral resource in the plan and again in the apply, and answers the last result.
func (ws *Workspace) Open(ctx context.Context, name string, config Values) (tftypes.Value, Outcome) {
	var result tftypes.Value
	var all Outcome
	for _, walk := range []string{"plan", "apply"} {
		out := ws.within(ctx, walk, func(p *process) Outcome {
			var out Outcome
			p.call(&out.Diagnostics, "OpenEphemeralResource", name, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
				schema := schemas().EphemeralResourceSchemas[name]
				resp, err := p.server.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{
					TypeName: name, Config: dynamic(value(schema.ValueType(), config)),
				})
				if err != nil {
					return nil, err
				}
				result = decode(schema, resp.Result)
				return resp.Diagnostics, nil
			})
			return out
		})
		all = Outcome{Diagnostics: append(all.Diagnostics, out.Diagnostics...), Interrupted: out.Interrupted}
		if out.Failed() {
			break
		}
	}
	return result, all
}

// Read reads a data source.
func (ws *Workspace) Read(ctx context.Context, name string, config Values) (tftypes.Value, Outcome) {
	var result tftypes.Value
	out := ws.within(ctx, "plan", func(p *process) Outcome {
		var out Outcome
		p.call(&out.Diagnostics, "ReadDataSource", name, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			schema := schemas().DataSourceSchemas[name]
			resp, err := p.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
				TypeName: name, Config: dynamic(value(schema.ValueType(), config)),
			})
			if err != nil {
				return nil, err
			}
			result = decode(schema, resp.State)
			return resp.Diagnostics, nil
		})
		return out
	})
	return result, out
}
