package simulation

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// planNode is the visit of one resource.
type planNode struct {
	plan         *plan
	process      *process
	address      string
	resourceType string
	schema       *tfprotov6.Schema
	block        Resource
	config       tftypes.Value
	said         []Diagnostic
	// gone is the plan of an orphan.
	gone *planned
}

func (n *planNode) report() {
	n.plan.mu.Lock()
	defer n.plan.mu.Unlock()
	n.plan.diagnostics = append(n.plan.diagnostics, n.said...)
}

func (n *planNode) validate() bool {
	return n.process.call(&n.said, "ValidateResourceConfig", n.address,
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			resp, err := n.process.server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
				TypeName: n.resourceType, Config: dynamic(n.config),
				ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
			})
			if err != nil {
				return nil, err
			}
			return resp.Diagnostics, nil
		})
}

// refreshAll imports and reads what the state has.
func (n *planNode) refreshAll(now *instance) bool {
	if id := n.plan.options.Import[n.address]; id != "" && now.current == nil {
		if now.current = n.importObject(id); now.current == nil {
			return false
		}
	} else if now.current != nil && n.gone == nil && !n.upgrade(now.current) {
		return false
	}
	if n.plan.options.NoRefresh {
		return true
	}
	if now.current != nil {
		read, ok := n.read(now.current)
		if !ok {
			return false
		}
		if read == nil && now.current.imported {
			n.said = append(n.said, Diagnostic{
				Call: "ReadResource", Address: n.address, Error: true, Summary: "Cannot import non-existent remote object",
			})
			return false
		}
		now.current = read
	}
	var kept []*object
	for _, deposed := range now.deposed {
		if !n.upgrade(deposed) {
			return false
		}
		read, ok := n.read(deposed)
		if !ok {
			return false
		}
		if read != nil {
			kept = append(kept, read)
		}
	}
	now.deposed = kept
	return true
}

func (n *planNode) importObject(id string) *object {
	var found *object
	n.process.call(&n.said, "ImportResourceState", n.address,
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			resp, err := n.process.server.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{
				TypeName: n.resourceType, ID: id,
			})
			if err != nil || len(resp.ImportedResources) == 0 {
				return diagnosticsOf(resp, err, func(r *tfprotov6.ImportResourceStateResponse) []*tfprotov6.Diagnostic {
					return r.Diagnostics
				})
			}
			first := resp.ImportedResources[0]
			found = &object{value: n.decode(first.State), private: first.Private, identity: first.Identity, imported: true}
			return resp.Diagnostics, nil
		})
	return found
}

func diagnosticsOf[T any](resp *T, err error, of func(*T) []*tfprotov6.Diagnostic) ([]*tfprotov6.Diagnostic, error) {
	if err != nil {
		return nil, err
	}
	return of(resp), nil
}

func (n *planNode) decode(v *tfprotov6.DynamicValue) tftypes.Value { return decode(n.schema, v) }

func decode(schema *tfprotov6.Schema, v *tfprotov6.DynamicValue) tftypes.Value {
	if v == nil {
		return null(schema.ValueType())
	}
	decoded, err := v.Unmarshal(schema.ValueType())
	if err != nil {
		panic("simulation: " + err.Error())
	}
	return decoded
}

// upgrade is how Terraform reads a state: the provider has the first look.
func (n *planNode) upgrade(o *object) bool {
	return upgrade(n.process, &n.said, n.address, n.resourceType, o)
}

func upgrade(p *process, said *[]Diagnostic, address, resourceType string, o *object) bool {
	return p.call(said, "UpgradeResourceState", address,
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			resp, err := p.server.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{
				TypeName: resourceType, Version: schemas().ResourceSchemas[resourceType].Version,
				RawState: &tfprotov6.RawState{JSON: asJSON(o.value)},
			})
			if err != nil {
				return nil, err
			}
			return resp.Diagnostics, nil
		})
}

// read is ReadResource. The object is nil where it is gone.
func (n *planNode) read(o *object) (*object, bool) {
	var found *object
	ok := n.process.call(&n.said, "ReadResource", n.address,
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			resp, err := n.process.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
				TypeName: n.resourceType, CurrentState: dynamic(o.value), Private: o.private, CurrentIdentity: o.identity,
			})
			if err != nil {
				return nil, err
			}
			if now := n.decode(resp.NewState); !now.IsNull() {
				found = &object{value: now, private: resp.Private, identity: resp.NewIdentity, tainted: o.tainted}
				if !o.imported {
					n.checkIdentity("ReadResource", o.identity, resp.NewIdentity)
				}
			}
			return resp.Diagnostics, nil
		})
	return found, ok
}

func (n *planNode) checkIdentity(call string, before, after *tfprotov6.ResourceIdentityData) {
	if before != nil && after != nil && sameIdentity(before, after) {
		return
	}
	if before != nil && after != nil {
		n.process.world.violate("%s %s: the identity changed", call, n.address)
	}
}

func sameIdentity(a, b *tfprotov6.ResourceIdentityData) bool {
	return a.IdentityData == nil || b.IdentityData == nil ||
		string(a.IdentityData.MsgPack) == string(b.IdentityData.MsgPack)
}

// decide decides what is to be done.
func (n *planNode) decide(now instance, wanted bool) {
	c := &change{resourceType: n.resourceType, config: n.config, prior: now.current}
	for _, deposed := range now.deposed {
		if _, ok := n.planDestroy(deposed); !ok {
			return
		}
		c.deposed = append(c.deposed, deposed)
	}
	switch {
	case wanted:
		if !n.planWanted(c) {
			return
		}
	case now.current != nil:
		c.deletes = true
		if n.gone == nil {
			gone, ok := n.planDestroy(now.current)
			if !ok {
				return
			}
			n.gone = &gone
		}
		c.planned.private = n.gone.private
	}
	noop := !c.deletes && !c.replaces &&
		(c.planned.state.Type() == nil || c.prior != nil && c.planned.state.Equal(c.prior.value))
	if noop && len(c.deposed) == 0 {
		return
	}
	if noop {
		c.planned = planned{}
	}
	n.plan.mu.Lock()
	defer n.plan.mu.Unlock()
	n.plan.changes[n.address] = c
}

func (n *planNode) planDestroy(o *object) (planned, bool) {
	gone, _, ok := n.planChange(o, null(n.schema.ValueType()), null(n.schema.ValueType()), o.private)
	return gone, ok
}

func (n *planNode) planWanted(c *change) bool {
	prior := c.prior
	if prior != nil && prior.tainted {
		prior = nil
	}
	proposed := n.propose(prior)
	made, replace, ok := n.planChange(prior, proposed, n.config, privateOf(prior))
	if !ok {
		return false
	}
	forced := slices.Contains(n.plan.options.Replace, n.address) && prior != nil
	if prior != nil && (len(replace) > 0 && !made.state.Equal(prior.value) || forced) {
		c.replaces = true
		if made, _, ok = n.planChange(nil, n.propose(nil), n.config, made.private); !ok {
			return false
		}
	}
	c.replaces = c.replaces || c.prior != nil && c.prior.tainted
	c.createFirst = c.replaces && n.block.CreateBeforeDestroy
	c.planned = made
	return true
}

func privateOf(o *object) []byte {
	if o == nil {
		return nil
	}
	return o.private
}

func (n *planNode) propose(prior *object) tftypes.Value {
	before := null(n.schema.ValueType())
	if prior != nil {
		before = prior.value
	}
	return proposedNew(n.schema.Block.Attributes, before, n.config)
}

// planChange is PlanResourceChange, with what Terraform itself checks of the answer.
func (n *planNode) planChange(
	prior *object, proposed, config tftypes.Value, private []byte,
) (made planned, replace []string, ok bool) {
	before := null(n.schema.ValueType())
	var identity *tfprotov6.ResourceIdentityData
	if prior != nil {
		before, identity = prior.value, prior.identity
	}
	ok = n.process.call(&n.said, "PlanResourceChange", n.address,
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			resp, err := n.process.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
				TypeName: n.resourceType, PriorState: dynamic(before), ProposedNewState: dynamic(proposed),
				Config: dynamic(config), PriorPrivate: private, PriorIdentity: identity,
			})
			if err != nil {
				return nil, err
			}
			made = planned{n.decode(resp.PlannedState), resp.PlannedPrivate, resp.PlannedIdentity}
			for _, at := range resp.RequiresReplace {
				replace = append(replace, strings.TrimPrefix(at.String(), "AttributeName"))
			}
			if !proposed.IsNull() && !hasError(resp.Diagnostics) {
				n.inconsistent(unplanned(n.schema.Block.Attributes, before, config, made.state))
			}
			return resp.Diagnostics, nil
		})
	return made, replace, ok
}

func (n *planNode) inconsistent(wrong []string) {
	for _, what := range wrong {
		n.process.world.violate("Provider produced invalid plan for %s: %s", n.address, what)
	}
}

func hasError(all []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(all, func(d *tfprotov6.Diagnostic) bool {
		return d.Severity == tfprotov6.DiagnosticSeverityError
	})
}
