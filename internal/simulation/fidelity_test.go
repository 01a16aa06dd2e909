package simulation

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

// watched notes the calls that a Terraform makes for resources, and gives each answer a private state that tells where
// it comes from.
type watched struct {
	server

	mu    *sync.Mutex
	calls *[]string
	// fail has the next creation end in an error although it has worked.
	fail *bool
	// inner is the provider's own private state by that which Terraform gets.
	inner map[string][]byte
}

func newWatched() *watched {
	return &watched{mu: &sync.Mutex{}, calls: &[]string{}, fail: new(bool), inner: map[string][]byte{}}
}

func (w *watched) over(s server) server {
	return &watched{server: s, mu: w.mu, calls: w.calls, fail: w.fail, inner: w.inner}
}

// take forgets the calls so far, and answers them.
func (w *watched) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	calls := *w.calls
	*w.calls = nil
	for len(calls) > 0 && calls[len(calls)-1] == "Configure" {
		calls = calls[:len(calls)-1] // a walk that calls for no resource
	}
	return calls
}

func (w *watched) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*w.calls = append(*w.calls, fmt.Sprintf(format, args...))
}

// out keeps the provider's private state, and hands out a name for it.
func (w *watched) out(name string, private []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inner[name] = private
	return []byte(name)
}

func (w *watched) in(private []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.inner[string(private)]
}

// shape shows which attributes are null, unknown and known.
func shape(schemaOf string, v *tfprotov6.DynamicValue) string {
	decoded := decode(schemas().ResourceSchemas[schemaOf], v)
	if decoded.IsNull() {
		return "null"
	}
	var parts []string
	all := fields(decoded)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		parts = append(parts, name+kindOf(all[name]))
	}
	return strings.Join(parts, " ")
}

func kindOf(v tftypes.Value) string {
	switch {
	case !v.IsKnown():
		return "?"
	case v.IsNull():
		return "-"
	}
	return "+"
}

func (w *watched) ConfigureProvider(
	ctx context.Context, req *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	w.note("Configure")
	return w.server.ConfigureProvider(ctx, req)
}

func (w *watched) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	w.note("Upgrade")
	return w.server.UpgradeResourceState(ctx, req)
}

func (w *watched) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	w.note("Import")
	resp, err := w.server.ImportResourceState(ctx, req)
	if err == nil {
		for _, imported := range resp.ImportedResources {
			imported.Private = w.out("import", imported.Private)
		}
	}
	return resp, err
}

func (w *watched) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	w.note("Read of %s, private %s", shape(req.TypeName, req.CurrentState), req.Private)
	forwarded := *req
	forwarded.Private = w.in(req.Private)
	resp, err := w.server.ReadResource(ctx, &forwarded)
	if err == nil {
		resp.Private = w.out("read of "+strings.TrimPrefix(string(req.Private), "read of "), resp.Private)
	}
	return resp, err
}

func (w *watched) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	w.note("Plan from %s, proposed %s, config %s, private %s", shape(req.TypeName, req.PriorState),
		shape(req.TypeName, req.ProposedNewState), shape(req.TypeName, req.Config), req.PriorPrivate)
	forwarded := *req
	forwarded.PriorPrivate = w.in(req.PriorPrivate)
	resp, err := w.server.PlanResourceChange(ctx, &forwarded)
	if err == nil {
		resp.PlannedPrivate = w.out("plan of ("+string(req.PriorPrivate)+")", resp.PlannedPrivate)
	}
	return resp, err
}

func (w *watched) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	prior := shape(req.TypeName, req.PriorState)
	w.note("Apply from %s, planned %s, config %s, private %s", prior, shape(req.TypeName, req.PlannedState),
		shape(req.TypeName, req.Config), req.PlannedPrivate)
	forwarded := *req
	forwarded.PlannedPrivate = w.in(req.PlannedPrivate)
	resp, err := w.server.ApplyResourceChange(ctx, &forwarded)
	if err != nil {
		return resp, err
	}
	resp.Private = w.out("made", resp.Private)
	w.mu.Lock()
	defer w.mu.Unlock()
	if *w.fail && prior == "null" {
		*w.fail = false
		resp.Diagnostics = append(resp.Diagnostics, &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityError, Summary: "It has worked, and fails",
		})
	}
	return resp, err
}

// step is a command of both Terraforms.
type step struct {
	name string
	// lock has the lines of the lock's block; empty: there is none.
	lock        string
	values      Values
	createFirst bool
	args        []string
	options     Options
	fail        bool
	// parallel says that Terraform has several nodes for the resource, whose calls come in any order.
	parallel bool
}

// steps are what a lock can go through. Each begins with the state that the one before it has left.
func steps() []step {
	a, b := Values{"lock_reason": "a"}, Values{"lock_reason": "b"}
	replace := Options{Replace: []string{"custody_resource_lock.a"}}
	return []step{
		{name: "create", lock: `lock_reason = "a"`, values: a},
		{name: "nothing to do", lock: `lock_reason = "a"`, values: a},
		{name: "update", lock: `lock_reason = "b"`, values: b},
		{name: "replace", lock: `lock_reason = "b"`, values: b, args: []string{"-replace=custody_resource_lock.a"}, options: replace},
		{
			name: "replace, the new one first", lock: "lock_reason = \"b\"\nlifecycle { create_before_destroy = true }", values: b,
			createFirst: true, args: []string{"-replace=custody_resource_lock.a"}, options: replace,
		},
		{
			name: "replace, the new one first, which fails", lock: "lock_reason = \"b\"\nlifecycle { create_before_destroy = true }",
			values: b, createFirst: true, args: []string{"-replace=custody_resource_lock.a"}, options: replace, fail: true,
		},
		{
			name: "mend what is tainted and deposed", lock: "lock_reason = \"b\"\nlifecycle { create_before_destroy = true }",
			values: b, createFirst: true, parallel: true,
		},
		{name: "remove", values: nil},
		{name: "create, which fails", lock: `lock_reason = "a"`, values: a, fail: true},
		{name: "mend what is tainted", lock: `lock_reason = "a"`, values: a},
		{name: "update without a refresh", lock: `lock_reason = "b"`, values: b, args: []string{"-refresh=false"}, options: Options{NoRefresh: true}},
		{
			name: "destroy without a refresh", lock: `lock_reason = "b"`, values: b, args: []string{"-destroy", "-refresh=false"},
			options: Options{Destroy: true, NoRefresh: true},
		},
		{name: "create once more", lock: `lock_reason = "a"`, values: a},
		{name: "destroy", lock: `lock_reason = "a"`, values: a, args: []string{"-destroy"}, options: Options{Destroy: true}},
	}
}

// TestAccSmallTerraformIsLikeTheReal has both Terraforms do the same, and compares what the provider sees of them.
func TestAccSmallTerraformIsLikeTheReal(t *testing.T) {
	t.Parallel()
	cli, have := realCalls(t)
	small := smallCalls(t, have.GreaterThanOrEqual(readsRemovedSince))
	for i, s := range steps() {
		if s.parallel {
			slices.Sort(cli[i])
			slices.Sort(small[i])
		}
		if diff := cmp.Diff(cli[i], small[i]); diff != "" {
			t.Errorf("%s (-real +small):\n%s", s.name, diff)
		}
	}
}

// readsRemovedSince is the version from which Terraform reads what the configuration no longer has before it plans it.
var readsRemovedSince = version.Must(version.NewVersion("1.12.0-alpha20250213"))

func realCalls(t *testing.T) (calls [][]string, of *version.Version) {
	t.Helper()
	openstack := acctest.NewMockOpenStack(t)
	cli := acctest.NewCLI(t, "")
	watch := newWatched()
	full, ok := provider.NewServer("test")().(server)
	if !ok {
		t.Fatal("the provider has no actions")
	}
	cli.Serve("terraform-provider-custody/custody", watch.over(full))
	for _, s := range steps() {
		config := openstack.Provider("alice")
		if s.lock != "" {
			config += fmt.Sprintf("resource \"custody_resource_lock\" \"a\" {\nresource_id = %q\n%s\n}\n",
				openstack.ShareID(), s.lock)
		}
		cli.Write("main.tf", "terraform {\n required_providers {\n custody = { source = \"terraform-provider-custody/custody\" }\n}\n}\n"+config)
		*watch.fail = s.fail
		output, ok := cli.Try(append([]string{"apply", "-auto-approve", "-no-color", "-input=false"}, s.args...)...)
		if ok == s.fail {
			t.Fatalf("%s: %s", s.name, output)
		}
		calls = append(calls, watch.take())
	}
	return calls, cli.Version()
}

func smallCalls(t *testing.T, readRemoved bool) [][]string {
	t.Helper()
	var all [][]string
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(Settings{Seed: 1})
		watch := newWatched()
		w.watcher = watch.over
		ws := newWorkspace(w, "A", alice(w))
		for _, s := range steps() {
			ws.Resources = nil
			if s.values != nil {
				ws.Resources = []Resource{{
					Type: "custody_resource_lock", Name: "a", Config: lock(w.share(lockedShare), s.values), CreateBeforeDestroy: s.createFirst,
				}}
			}
			*watch.fail = s.fail
			s.options.ReadRemoved = readRemoved
			if out := ws.Apply(t.Context(), s.options); out.Failed() != s.fail {
				t.Errorf("%s: %s", s.name, said(out.Diagnostics))
			}
			all = append(all, watch.take())
		}
	})
	return all
}
