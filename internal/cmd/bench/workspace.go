package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

var operations = []string{"create", "plan", "destroy"}

// workspace is a folder with the configuration of n objects, and the server on which they are.
type workspace struct {
	*bench
	kind
	dir    string
	n      int
	server *mockserver.Server
	cloud  []string // variables that point the provider at the server
}

// result is what one operation sent and took.
type result struct {
	usage
	requests int
	wall     time.Duration
	state    int64 // bytes of the state file after it
}

func (b *bench) open(dir string, k kind, n int) (*workspace, error) {
	w := &workspace{bench: b, kind: k, dir: dir, n: n, server: mockserver.New()}
	if err := w.server.Start("127.0.0.1:0"); err != nil {
		return nil, err
	}
	if err := w.server.WriteFiles(dir); err != nil {
		return nil, err
	}
	for _, v := range w.server.Variables(dir) {
		w.cloud = append(w.cloud, v.Name+"="+v.Value)
	}
	return w, w.write(n)
}

func (w *workspace) write(n int) error {
	return os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(w.config(w.server, n)), 0o600)
}

// measure runs the operations and tells each that is wanted. Objects whose creation is not measured are made without
// latency, and without Terraform as far as possible.
func (w *workspace) measure(ctx context.Context, tell func(operation string, r result)) error {
	for _, operation := range operations {
		wanted := w.wants(operation, operations)
		if !wanted && operation == "create" && w.seed != nil {
			if err := w.seedAll(ctx); err != nil {
				return err
			}
			continue
		}
		if !wanted && operation != "create" {
			continue
		}
		w.server.ClearFaults()
		if wanted && w.latency > 0 {
			w.server.AddFault(core.Fault{Delay: w.latency})
		}
		r, err := w.run(ctx, operation)
		if err != nil {
			return err
		}
		if wanted {
			tell(operation, r)
		}
	}
	return nil
}

func (w *workspace) run(ctx context.Context, operation string) (result, error) {
	args := []string{"plan"}
	switch operation {
	case "create":
		args = []string{"apply", "-auto-approve"}
	case "destroy":
		args = []string{"destroy", "-auto-approve"}
	}
	args = append(args, "-input=false", "-no-color", fmt.Sprintf("-parallelism=%d", w.parallelism))
	used := filepath.Join(w.dir, usageFile)
	if err := os.RemoveAll(used); err != nil {
		return result{}, err
	}
	w.server.ResetJournal()
	start := time.Now()
	shown, err := output(ctx, w.dir, append(w.environ(w.dir), w.cloud...), w.cli, args...)
	r := result{wall: time.Since(start), requests: len(w.server.Journal())}
	if err != nil {
		return r, err
	}
	if operation == "plan" && !strings.Contains(string(shown), "No changes.") {
		return r, fmt.Errorf("the plan of %d %s has changes:\n%.2000s", w.n, w.name, shown)
	}
	if r.usage, err = readUsage(used); err != nil {
		return r, err
	}
	info, err := os.Stat(w.stateFile())
	if err == nil {
		r.state = info.Size()
	}
	return r, err
}

func (w *workspace) stateFile() string { return filepath.Join(w.dir, "terraform.tfstate") }

// seedAll applies one object and writes a state with n like it: Terraform writes the whole state after each object,
// which takes hours for 10,000.
func (w *workspace) seedAll(ctx context.Context) error {
	if err := w.write(1); err != nil {
		return err
	}
	if _, err := w.run(ctx, "create"); err != nil {
		return err
	}
	if err := w.multiplyState(); err != nil {
		return err
	}
	return w.write(w.n)
}

func (w *workspace) multiplyState() error {
	content, err := os.ReadFile(w.stateFile())
	if err != nil {
		return err
	}
	var state map[string]any
	if err := json.Unmarshal(content, &state); err != nil {
		return err
	}
	resources, _ := state["resources"].([]any)
	if len(resources) != 1 {
		return fmt.Errorf("the state of one object has %d resources", len(resources))
	}
	one, _ := resources[0].(map[string]any)
	instances, _ := one["instances"].([]any)
	first, _ := instances[0].(map[string]any)
	for i := 1; i < w.n; i++ {
		instances = append(instances, w.copyInstance(first, i))
	}
	one["instances"] = instances
	if content, err = json.MarshalIndent(state, "", "  "); err != nil {
		return err
	}
	return os.WriteFile(w.stateFile(), content, 0o600)
}

func (w *workspace) copyInstance(first map[string]any, i int) map[string]any {
	instance := maps.Clone(first)
	attributes, _ := instance["attributes"].(map[string]any)
	identity, _ := instance["identity"].(map[string]any)
	attributes, identity = maps.Clone(attributes), maps.Clone(identity)
	w.seed(w.server, i, attributes, identity)
	instance["index_key"], instance["attributes"] = i, attributes
	if identity != nil {
		instance["identity"] = identity
	}
	return instance
}

// header and row are the lines of the table.
var header = fmt.Sprintf("%6s  %-14s  %-8s  %8s  %8s  %6s  %8s  %6s  %7s  %9s",
	"n", "objects", "", "requests", "wall s", "ratio", "CPU s", "ratio", "MiB", "state B/n")

func row(n int, name, operation string, r, base result) string {
	cells := []string{
		fmt.Sprintf("%6d  %-14s  %-8s  %8d", n, name, operation, r.requests),
		fmt.Sprintf("%8.2f  %6.2f", r.wall.Seconds(), ratio(r.wall, base.wall)),
		fmt.Sprintf("%8.2f  %6.2f", r.CPU.Seconds(), ratio(r.CPU, base.CPU)),
		fmt.Sprintf("%7d  %9d", r.Memory>>20, r.state/int64(n)),
	}
	return strings.Join(cells, "  ")
}

// ratio is NaN where hashicorp/time was not measured.
func ratio(took, base time.Duration) float64 { return took.Seconds() / base.Seconds() }
