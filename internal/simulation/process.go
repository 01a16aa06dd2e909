package simulation

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

// server is the provider with the parts of the protocol that its library keeps apart.
type server interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.EphemeralResourceServer
}

// schemas are read once: making them is what takes longest in a launch.
var schemas = sync.OnceValue(func() *tfprotov6.GetProviderSchemaResponse {
	found, err := provider.NewServer("test")().GetProviderSchema(context.Background(),
		&tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		panic(err)
	}
	return found
})

// HasAttribute says whether a resource has an attribute.
func HasAttribute(resource, attribute string) bool {
	for _, a := range schemas().ResourceSchemas[resource].Block.Attributes {
		if a.Name == attribute {
			return true
		}
	}
	return false
}

// Diagnostic is what the provider told the user, or what Terraform had to say of the provider.
type Diagnostic struct {
	// Call is the protocol's call, Address the resource's.
	Call, Address   string
	Error           bool
	Summary, Detail string
	// Attribute is the path of the attribute that it is about; empty if it is about none.
	Attribute string
}

func (d Diagnostic) String() string {
	kind := "warning"
	if d.Error {
		kind = "error"
	}
	return fmt.Sprintf("%s %s: %s: %s: %s", d.Call, d.Address, kind, d.Summary, d.Detail)
}

// process is one start of the provider's program, which lives for one walk of Terraform's graph.
type process struct {
	world  *World
	run    string
	walk   string
	server server
	// base ends when the process is killed.
	base   context.Context
	end    context.CancelFunc
	dead   atomic.Bool
	killed chan struct{}
	// stopped says that the user pressed Ctrl-C: nothing new is begun.
	stopped atomic.Bool
}

// launch starts the provider for a run, and configures it.
func (w *World) launch(ctx context.Context, run, walk string, config Values) (*process, []Diagnostic) {
	p := &process{world: w, run: run, walk: walk, killed: make(chan struct{})}
	p.base, p.end = context.WithCancel(ctx)
	full, ok := provider.NewServer("test",
		provider.WithClock(w.now),
		provider.WithTransport(func(how *client.TransportConfig) {
			how.Base, how.Jitter = &wire{p}, w.jitter
		}))().(server)
	if !ok {
		panic("simulation: the provider has no actions or no ephemeral resources")
	}
	p.server = full
	if w.watcher != nil {
		p.server = w.watcher(full)
	}
	w.started(p)
	var found []Diagnostic
	schema := schemas().Provider
	p.call(&found, "ConfigureProvider", "provider", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{
			TerraformVersion: "1.15.0", Config: dynamic(value(schema.ValueType(), config)),
		})
		if err != nil {
			return nil, err
		}
		return resp.Diagnostics, nil
	})
	return p, found
}

// kill ends the process as kill -9 does. What is on the way to the servers arrives.
func (p *process) kill() {
	if p.dead.CompareAndSwap(false, true) {
		close(p.killed)
		p.end()
	}
}

// stop is Ctrl-C: Terraform tells the provider, and begins nothing new.
func (p *process) stop() {
	p.stopped.Store(true)
	_, _ = p.server.StopProvider(context.WithoutCancel(p.base), &tfprotov6.StopProviderRequest{})
}

// caller names a call in the context of its requests.
type caller struct {
	run, walk, address, call string
	// sent counts the requests of the call.
	sent *atomic.Int32
}

type callerKey struct{}

// call makes one call of the protocol, and collects what it has to say. It answers whether there was no error.
func (p *process) call(
	found *[]Diagnostic, name, address string, do func(context.Context) ([]*tfprotov6.Diagnostic, error),
) bool {
	p.world.called(p, name, address)
	ctx := context.WithValue(p.base, callerKey{}, caller{p.run, p.walk, address, name, new(atomic.Int32)})
	log := &lockedBuffer{}
	ctx = tflogtest.RootLogger(ctx, log)
	said, err := p.guard(func() ([]*tfprotov6.Diagnostic, error) { return do(ctx) })
	p.world.logged(log.String())
	if err != nil {
		*found = append(*found, Diagnostic{
			Call: name, Address: address, Error: true, Summary: "The call failed", Detail: err.Error(),
		})
	}
	for _, d := range said {
		isError := d.Severity == tfprotov6.DiagnosticSeverityError
		*found = append(*found, Diagnostic{name, address, isError, d.Summary, d.Detail, attributeOf(d)})
		if isError {
			err = fmt.Errorf("%s", d.Summary)
		}
	}
	return err == nil
}

func attributeOf(d *tfprotov6.Diagnostic) string {
	if d.Attribute == nil {
		return ""
	}
	return d.Attribute.String()
}

// guard makes an error of a panic, which would end the provider's program.
func (p *process) guard(do func() ([]*tfprotov6.Diagnostic, error)) (said []*tfprotov6.Diagnostic, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the provider's program panicked: %v\n%s", cause, debug.Stack())
			p.world.violate("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return do()
}

// lockedBuffer takes the log of goroutines that go on after the call.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// byAddress sorts what nodes have said: those that a stop ends at the same instant say it in any order.
func byAddress(all []Diagnostic) []Diagnostic {
	slices.SortStableFunc(all, func(a, b Diagnostic) int { return strings.Compare(a.Address, b.Address) })
	return all
}

// failed says whether there is an error among the diagnostics.
func failed(all []Diagnostic) bool {
	for _, d := range all {
		if d.Error {
			return true
		}
	}
	return false
}

// said is all text of the diagnostics.
func said(all []Diagnostic) string {
	var out strings.Builder
	for _, d := range all {
		out.WriteString(d.String())
		out.WriteByte('\n')
	}
	return out.String()
}

// keyed is the value of a named attribute in a configuration.
func keyed(v tftypes.Value, name string) tftypes.Value { return fields(v)[name] }
