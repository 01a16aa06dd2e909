package simulation

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Resource is a resource block.
type Resource struct {
	Type, Name string
	Config     Values
	// CreateBeforeDestroy is the lifecycle argument.
	CreateBeforeDestroy bool
}

// Address is how Terraform names the resource.
func (r Resource) Address() string { return r.Type + "." + r.Name }

// object is one remote object in a state.
type object struct {
	value    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	tainted  bool
	// imported says that nothing was read yet: the identity may be in part.
	imported bool
}

// instance is what a state has of a resource.
type instance struct {
	current *object
	deposed []*object
}

// state is by address.
type state map[string]instance

func (s state) clone() state {
	out := state{}
	for address, i := range s {
		out[address] = instance{i.current, slices.Clone(i.deposed)}
	}
	return out
}

// objects are all objects of the state, with the address of each.
func (s state) objects(use func(address string, o *object)) {
	for _, address := range slices.Sorted(maps.Keys(s)) {
		if o := s[address].current; o != nil {
			use(address, o)
		}
		for _, o := range s[address].deposed {
			use(address, o)
		}
	}
}

// Workspace is a folder of configuration with its state.
type Workspace struct {
	// Name tells it from the other workspaces of the world.
	Name string
	// Provider is the configuration of the provider.
	Provider Values
	// Resources are the configuration.
	Resources []Resource

	world *World
	mu    sync.Mutex
	state state
	// disk is the state as it was last written: what a killed run leaves.
	disk state
	// removed are the types of resources that are in the state alone.
	types map[string]string
	// loose are objects that were destroyed or replaced under a policy that leaves them on the server.
	loose []looseObject
	// valid are the configurations that were validated.
	valid map[string]bool
	// attempts counts the creations that were begun, by type.
	attempts map[string]int
	// takingWalks are the walks in which a takeover was begun.
	takingWalks map[*process]bool
	// troubled are the attempts of the troubled run.
	troubled map[string]int
}

// looseObject is an object that no state has any more, because that was asked for.
type looseObject struct {
	resourceType string
	value        tftypes.Value
	tainted      bool
}

// Options are those of terraform plan and apply.
type Options struct {
	// NoRefresh is -refresh=false.
	NoRefresh bool
	// Replace are the addresses of -replace.
	Replace []string
	// Destroy is terraform destroy.
	Destroy bool
	// Import has import blocks, id by address.
	Import map[string]string
	// ReadRemoved is how Terraform 1.12 and later plan an object that the configuration no longer has: they read it
	// first. Earlier ones read it after that.
	ReadRemoved bool
}

// Outcome is what came of a command.
type Outcome struct {
	Diagnostics []Diagnostic
	// Changes are the actions of the plan by address, of those that are any.
	Changes map[string]string
	// Interrupted says that the run was stopped or killed before its end.
	Interrupted bool
	// Killed says that it was killed: nobody has written what it knew.
	Killed bool
}

// Failed says whether the command ended in an error.
func (o Outcome) Failed() bool { return o.Interrupted || failed(o.Diagnostics) }

func newWorkspace(w *World, name string, config Values) *Workspace {
	return &Workspace{
		Name: name, Provider: config, world: w, state: state{}, types: map[string]string{}, attempts: map[string]int{},
		valid: map[string]bool{}, takingWalks: map[*process]bool{},
	}
}

// Plan is terraform plan. Terraform refreshes for a destroy by a whole plan of its own.
func (ws *Workspace) Plan(ctx context.Context, opts Options) (*plan, Outcome) {
	ws.mu.Lock()
	from := ws.state.clone()
	ws.mu.Unlock()
	if !opts.Destroy || opts.NoRefresh {
		return ws.planFrom(ctx, from, opts)
	}
	refreshed, out := ws.planFrom(ctx, from, Options{})
	if out.Failed() {
		return refreshed, out
	}
	made, destroys := ws.planFrom(ctx, refreshed.refreshed, Options{Destroy: true, NoRefresh: true})
	destroys.Diagnostics = append(out.Diagnostics, destroys.Diagnostics...)
	return made, destroys
}

func (ws *Workspace) planFrom(ctx context.Context, from state, opts Options) (*plan, Outcome) {
	var made *plan
	out := ws.within(ctx, "plan", func(p *process) Outcome {
		made = newPlan(ws, from, opts)
		ws.each(p, made.addresses(), func(address string) {
			made.node(p, address)
		})
		return Outcome{Diagnostics: byAddress(made.diagnostics), Changes: made.actions()}
	})
	return made, out
}

// Apply is terraform apply: a plan, and if there is no error in it, its application.
func (ws *Workspace) Apply(ctx context.Context, opts Options) Outcome {
	made, out := ws.Plan(ctx, opts)
	if out.Failed() {
		return out
	}
	applied := ws.ApplyPlan(ctx, made)
	applied.Diagnostics = append(out.Diagnostics, applied.Diagnostics...)
	return applied
}

// ApplyPlan applies a plan, which may have been saved before.
func (ws *Workspace) ApplyPlan(ctx context.Context, made *plan) Outcome {
	ws.mu.Lock()
	ws.disk, ws.state = ws.state, made.refreshed.clone()
	ws.mu.Unlock()
	if len(made.changes) == 0 {
		return Outcome{}
	}
	out := ws.within(ctx, "apply", func(p *process) Outcome {
		run := &apply{workspace: ws, plan: made}
		ws.each(p, slices.Sorted(maps.Keys(made.changes)), func(address string) {
			run.node(p, address)
		})
		return Outcome{Diagnostics: byAddress(run.diagnostics), Changes: made.actions()}
	})
	if out.Killed {
		ws.mu.Lock()
		ws.state = ws.disk
		ws.mu.Unlock()
	}
	return out
}

// within runs a walk with a provider of its own, in a goroutine that a kill can end.
func (ws *Workspace) within(ctx context.Context, walk string, do func(*process) Outcome) Outcome {
	var out Outcome
	var p *process
	finished := false
	done := make(chan struct{})
	go func() {
		defer close(done)
		started, said := ws.world.launch(ctx, ws.Name, walk, ws.Provider)
		p = started
		if failed(said) {
			out, finished = Outcome{Diagnostics: said}, true
			return
		}
		out = do(p)
		out.Diagnostics = append(said, out.Diagnostics...)
		finished = true
	}()
	<-done
	out.Interrupted = !finished || p.stopped.Load() || p.dead.Load()
	out.Killed = p != nil && p.dead.Load()
	if p != nil {
		p.end()
	}
	ws.world.told(out.Diagnostics)
	return out
}

// parallelism is how many nodes Terraform visits at a time.
const parallelism = 10

// each visits the nodes of a graph without edges, in parallel. They begin at different times, so that the seed alone
// decides who is first.
func (ws *Workspace) each(p *process, addresses []string, visit func(address string)) {
	var all sync.WaitGroup
	places := make(chan struct{}, parallelism)
	for i, address := range addresses {
		all.Add(1)
		start := time.Duration(i)*(271*time.Microsecond) + ws.world.jitter(time.Millisecond/4)
		go func() {
			defer all.Done()
			time.Sleep(start)
			places <- struct{}{}
			defer func() { <-places }()
			if !p.stopped.Load() && !p.dead.Load() {
				visit(address)
			}
		}()
	}
	all.Wait()
}

// resource is the block of an address, and whether the configuration has one.
func (ws *Workspace) resource(address string) (Resource, bool) {
	i := slices.IndexFunc(ws.Resources, func(r Resource) bool { return r.Address() == address })
	if i < 0 {
		return Resource{}, false
	}
	return ws.Resources[i], true
}

// isValid says that the configuration was validated before, and takes note of it: the answer is the same each time.
func (ws *Workspace) isValid(address string, config Values) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	text := address + string(asJSON(value(schemas().ResourceSchemas[ws.types[address]].ValueType(), config)))
	known := ws.valid[text]
	ws.valid[text] = true
	return known
}

// change is under the lock of the workspace, as Terraform's own state is.
func (ws *Workspace) change(address string, how func(*instance)) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	i := ws.state[address]
	how(&i)
	if i.current == nil && len(i.deposed) == 0 {
		delete(ws.state, address)
	} else {
		ws.state[address] = i
	}
}

// write writes the state, as Terraform does after each object that it has dealt with.
func (ws *Workspace) write(p *process) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if !p.dead.Load() {
		ws.disk = ws.state.clone()
	}
}
