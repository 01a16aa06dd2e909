package canary

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"reflect"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// Full is a provider with the parts of the protocol that its library keeps apart.
type Full interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
}

// Server is the provider, with the watch on all that it says. The log at TRACE is the watch's instead of whoever reads
// logs, unless the environment asks for one.
func (w *Watch) Server(provider Full) Full { return &server{Full: provider, watch: w} }

type server struct {
	Full
	watch *Watch

	once    sync.Once
	schemas *tfprotov6.GetProviderSchemaResponse
}

// all are the schemas, read once.
func (s *server) all() *tfprotov6.GetProviderSchemaResponse {
	s.once.Do(func() {
		schemas, err := s.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			schemas = &tfprotov6.GetProviderSchemaResponse{}
		}
		s.schemas = schemas
	})
	return s.schemas
}

// call is one call of the protocol.
type call struct {
	*server
	name string
	log  *buffer
}

// buffer takes the log of goroutines that go on after the call.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (s *server) begin(ctx context.Context, method, of string) (context.Context, *call) {
	c := &call{server: s, name: strings.TrimSpace(method + " " + of), log: &buffer{}}
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, "TF_LOG") && !strings.HasPrefix(variable, "TF_LOG_SDK=") {
			return ctx, c
		}
	}
	return tflogtest.RootLogger(unlogged{ctx}, c.log), c
}

// unlogged is a context without the loggers of another one: where there is a test's sink, a new logger would write to
// it.
type unlogged struct{ context.Context }

// Value implements context.Context.
func (u unlogged) Value(key any) any {
	if of := reflect.TypeOf(key); of != nil && strings.HasSuffix(of.PkgPath(), "terraform-plugin-log/internal/logging") {
		return nil
	}
	return u.Context.Value(key)
}

// end says the log, line by line: lines repeat themselves.
func (c *call) end() {
	for line := range strings.Lines(c.log.String()) {
		c.watch.Say("the log of "+c.name, line)
	}
}

func (c *call) diagnostics(all []*tfprotov6.Diagnostic) {
	for _, d := range all {
		c.watch.Say("a diagnostic of "+c.name, d.Summary+" "+d.Detail+" "+fmt.Sprint(d.Attribute))
	}
}

func (c *call) kept(what string, schema *tfprotov6.Schema, value *tfprotov6.DynamicValue) {
	c.watch.object(what+" of "+c.name, schema, value, true)
}

func (c *call) given(schema *tfprotov6.Schema, value *tfprotov6.DynamicValue) {
	c.watch.object("", schema, value, false)
}

func (c *call) beside(private []byte, identity *tfprotov6.ResourceIdentityData) {
	c.watch.Say("the private data of "+c.name, string(private))
	if identity != nil && identity.IdentityData != nil {
		c.watch.Say("the identity of "+c.name, string(identity.IdentityData.MsgPack))
	}
}

// ValidateProviderConfig implements tfprotov6.ProviderServer.
func (s *server) ValidateProviderConfig(
	ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	ctx, c := s.begin(ctx, "ValidateProviderConfig", "")
	defer c.end()
	c.given(s.all().Provider, req.Config)
	resp, err := s.Full.ValidateProviderConfig(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
	}
	return resp, err
}

// ConfigureProvider implements tfprotov6.ProviderServer.
func (s *server) ConfigureProvider(
	ctx context.Context, req *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	ctx, c := s.begin(ctx, "ConfigureProvider", "")
	defer c.end()
	c.given(s.all().Provider, req.Config)
	resp, err := s.Full.ConfigureProvider(ctx, req)
	if err == nil {
		c.diagnostics(resp.Diagnostics)
	}
	return resp, err
}

// CallFunction implements tfprotov6.FunctionServer.
func (s *server) CallFunction(
	ctx context.Context, req *tfprotov6.CallFunctionRequest,
) (*tfprotov6.CallFunctionResponse, error) {
	ctx, c := s.begin(ctx, "CallFunction", req.Name)
	defer c.end()
	resp, err := s.Full.CallFunction(ctx, req)
	if err == nil && resp.Error != nil {
		s.watch.Say("the error of "+c.name, resp.Error.Text)
	}
	if err == nil && resp.Result != nil {
		s.watch.Say("the result of "+c.name, string(resp.Result.MsgPack))
	}
	return resp, err
}

// watched notes each item of a stream before it is handed on.
func watched[T any](items iter.Seq[T], note func(T)) iter.Seq[T] {
	return func(yield func(T) bool) {
		for item := range items {
			note(item)
			if !yield(item) {
				return
			}
		}
	}
}
