package simulation

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// apply is the walk that carries a plan out.
type apply struct {
	workspace *Workspace
	plan      *plan

	mu          sync.Mutex
	diagnostics []Diagnostic
}

func (a *apply) add(said []Diagnostic) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.diagnostics = append(a.diagnostics, said...)
}

// node carries out the change of one resource.
func (a *apply) node(p *process, address string) {
	c := a.plan.changes[address]
	n := &planNode{
		plan: a.plan, process: p, address: address, resourceType: c.resourceType,
		schema: schemas().ResourceSchemas[c.resourceType], config: c.config,
	}
	n.block, _ = a.workspace.resource(address)
	defer func() { a.add(n.said) }()
	switch {
	case c.createFirst:
		if a.createBeforeDestroy(n, c) && !p.stopped.Load() {
			a.deletePrior(n, c)
		}
	case c.deletes, c.replaces:
		if !n.upgrade(c.prior) {
			return
		}
		gone := a.delete(n, c.prior, c.planned.private, func(i *instance, left *object) { i.current = left })
		if gone && c.replaces && !p.stopped.Load() {
			a.create(n)
		}
	case c.planned.state.Type() == nil:
	case c.prior == nil:
		a.create(n)
	default:
		a.update(n, c)
	}
	for _, deposed := range c.deposed {
		if p.stopped.Load() || failed(n.said) {
			return
		}
		a.deleteDeposed(n, deposed)
	}
}

// createBeforeDestroy sets the prior object aside and makes its successor.
func (a *apply) createBeforeDestroy(n *planNode, c *change) bool {
	a.workspace.change(n.address, func(i *instance) {
		i.current, i.deposed = nil, append(i.deposed, c.prior)
	})
	if a.create(n) {
		return true
	}
	a.workspace.change(n.address, func(i *instance) {
		if i.current == nil { // nothing was made: the prior object is the current one again
			i.current = c.prior
			i.deposed = slices.DeleteFunc(i.deposed, func(o *object) bool { return o == c.prior })
		}
	})
	return false
}

// deletePrior deletes the object that was set aside. Terraform plans it once more.
func (a *apply) deletePrior(n *planNode, c *change) { a.deleteDeposed(n, c.prior) }

func (a *apply) deleteDeposed(n *planNode, o *object) {
	if !n.upgrade(o) {
		return
	}
	gone, ok := n.planDestroy(o)
	if !ok {
		return
	}
	a.delete(n, o, gone.private, func(i *instance, left *object) {
		at := slices.Index(i.deposed, o)
		if at < 0 {
			return
		}
		if left == nil {
			i.deposed = slices.Delete(i.deposed, at, at+1)
			return
		}
		i.deposed[at] = left
	})
}

// create makes an object: Terraform plans it once more, now that all is known.
func (a *apply) create(n *planNode) bool {
	again, _, ok := n.planChange(nil, n.propose(nil), n.config, nil)
	if !ok {
		return false
	}
	a.workspace.mu.Lock()
	a.workspace.attempts[n.resourceType]++
	if n.resourceType == takeoverType {
		a.workspace.takingWalks[n.process] = true
	}
	a.workspace.mu.Unlock()
	return a.change(n, null(n.schema.ValueType()), again, true)
}

func (a *apply) update(n *planNode, c *change) bool {
	if !n.upgrade(c.prior) {
		return false
	}
	again, _, ok := n.planChange(c.prior, n.propose(c.prior), n.config, c.prior.private)
	if !ok {
		return false
	}
	return a.change(n, c.prior.value, again, false)
}

// change is ApplyResourceChange for what is to be there afterwards.
func (a *apply) change(n *planNode, prior tftypes.Value, want planned, creates bool) bool {
	var made *object
	ok := n.process.call(&n.said, "ApplyResourceChange", n.address,
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			resp, err := n.process.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
				TypeName: n.resourceType, PriorState: dynamic(prior), PlannedState: dynamic(want.state),
				Config: dynamic(n.config), PlannedPrivate: want.private, PlannedIdentity: want.identity,
			})
			if err != nil {
				return nil, err
			}
			refused := hasError(resp.Diagnostics)
			if v := n.decode(resp.NewState); !v.IsNull() {
				made = &object{value: v, private: resp.Private, identity: resp.NewIdentity, tainted: creates && refused}
				n.checkMade(want, made, refused)
			} else if !refused {
				n.process.world.violate("Provider returned nothing for %s after apply", n.address)
			}
			return resp.Diagnostics, nil
		})
	a.workspace.change(n.address, func(i *instance) {
		if made != nil {
			i.current = made
		}
	})
	a.workspace.write(n.process)
	return ok
}

func (n *planNode) checkMade(want planned, made *object, refused bool) {
	if !made.value.IsFullyKnown() {
		n.process.world.violate("Provider returned unknown values for %s after apply", n.address)
		return
	}
	if refused {
		return
	}
	for _, what := range unlike(n.schema.Block.Attributes, want.state, made.value) {
		n.process.world.violate("Provider produced inconsistent result after apply for %s: %s", n.address, what)
	}
	if made.identity == nil && schemas().ResourceSchemas[n.resourceType] != nil {
		n.process.world.violate("Provider returned no identity of %s after apply", n.address)
	}
}

// delete is ApplyResourceChange for what is to be gone afterwards.
func (a *apply) delete(
	n *planNode, o *object, private []byte, settle func(i *instance, left *object),
) bool {
	gone := null(n.schema.ValueType())
	left := o
	ok := n.process.call(&n.said, "ApplyResourceChange", n.address,
		func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			resp, err := n.process.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
				TypeName: n.resourceType, PriorState: dynamic(o.value), PlannedState: dynamic(gone), Config: dynamic(gone),
				PlannedPrivate: private,
			})
			if err != nil {
				return nil, err
			}
			kept := n.decode(resp.NewState)
			switch {
			case !kept.IsNull():
				left = &object{value: kept, private: resp.Private, identity: o.identity, tainted: o.tainted}
			case !hasError(resp.Diagnostics):
				left = nil
			}
			return resp.Diagnostics, nil
		})
	a.workspace.change(n.address, func(i *instance) { settle(i, left) })
	a.workspace.write(n.process)
	if left == nil {
		a.workspace.mu.Lock()
		a.workspace.loose = append(a.workspace.loose, looseObject{n.resourceType, o.value, o.tainted})
		a.workspace.mu.Unlock()
	}
	return ok
}
