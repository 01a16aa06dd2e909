package simulation

import (
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// change is the planned change of a resource.
type change struct {
	resourceType string
	config       tftypes.Value
	// replaces says that the prior object ends, createFirst that it does so after the new one was made.
	replaces, createFirst bool
	// deletes says that nothing takes its place.
	deletes bool
	prior   *object
	planned planned
	deposed []*object
}

// planned is an answer of PlanResourceChange.
type planned struct {
	state    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// action is how Terraform's own plan names the change.
func (c *change) action() string {
	switch {
	case c.deletes:
		return "delete"
	case c.replaces && c.createFirst:
		return "create, delete"
	case c.replaces:
		return "delete, create"
	case c.planned.state.Type() == nil:
		return "delete deposed"
	case c.prior == nil:
		return "create"
	}
	return "update"
}

// plan is what terraform plan found and wants.
type plan struct {
	workspace *Workspace
	options   Options

	mu          sync.Mutex
	refreshed   state
	changes     map[string]*change
	diagnostics []Diagnostic
}

func newPlan(ws *Workspace, from state, opts Options) *plan {
	return &plan{workspace: ws, options: opts, refreshed: from.clone(), changes: map[string]*change{}}
}

// addresses are those of the configuration and of the state.
func (p *plan) addresses() []string {
	all := map[string]bool{}
	for address := range p.refreshed {
		all[address] = true
	}
	for _, r := range p.workspace.Resources {
		all[r.Address()] = true
		p.workspace.types[r.Address()] = r.Type
	}
	return slices.Sorted(maps.Keys(all))
}

func (p *plan) actions() map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]string{}
	for address, c := range p.changes {
		out[address] = c.action()
	}
	return out
}

// node plans one resource: it validates and refreshes first.
func (p *plan) node(proc *process, address string) {
	n := &planNode{plan: p, process: proc, address: address, resourceType: p.workspace.types[address]}
	n.schema = schemas().ResourceSchemas[n.resourceType]
	defer n.report()
	block, configured := p.workspace.resource(address)
	n.block = block
	if configured {
		n.config = value(n.schema.ValueType(), block.Config)
		if !p.workspace.isValid(address, block.Config) && !n.validate() {
			return
		}
	}
	p.mu.Lock()
	now := p.refreshed[address]
	p.mu.Unlock()
	orphan := !configured && !p.options.Destroy && !p.options.ReadRemoved && now.current != nil
	if orphan {
		if !n.upgrade(now.current) {
			return
		}
		gone, ok := n.planDestroy(now.current)
		if !ok {
			return
		}
		n.gone = &gone
	}
	if !n.refreshAll(&now) {
		return
	}
	p.mu.Lock()
	if now.current == nil && len(now.deposed) == 0 {
		delete(p.refreshed, address)
	} else {
		p.refreshed[address] = now
	}
	p.mu.Unlock()
	n.decide(now, configured && !p.options.Destroy)
}
