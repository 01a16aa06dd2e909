package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/cmd/cli"
)

// bench is a folder with the programs of the providers, and a CLI that uses them.
type bench struct {
	settings
	dir, cli string
}

const (
	custodyName = "terraform-provider-custody"
	timeName    = "terraform-provider-time"
	timeModule  = "github.com/hashicorp/terraform-provider-time"
	// startUps is how often the start of a provider is measured; the fastest counts.
	startUps = 5
)

// releaseFlags build a program as a release does, and custodyTags are those of this provider's.
var (
	releaseFlags = []string{"-trimpath", "-ldflags", "-s -w"}
	custodyTags  = []string{"-tags", "grpcnotrace"}
)

func (b *bench) programs() string { return filepath.Join(b.dir, "programs") }
func (b *bench) settingsFile() string {
	return filepath.Join(b.dir, "cli.tfrc")
}

// build builds both providers, and puts this program in the place where the CLI looks for them.
func (b *bench) build(ctx context.Context) error {
	if err := os.MkdirAll(b.programs(), 0o755); err != nil {
		return err
	}
	env := append(os.Environ(), "CGO_ENABLED=0", "GOBIN="+b.programs())
	for _, args := range [][]string{
		slices.Concat([]string{"build", "-o", filepath.Join(b.programs(), custodyName)}, releaseFlags, custodyTags, []string{"."}),
		slices.Concat([]string{"install"}, releaseFlags, []string{timeModule + "@" + b.timeVersion}),
	} {
		if _, err := output(ctx, ".", env, "go", args...); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	overrides := ""
	for source, name := range map[string]string{
		"terraform-provider-custody/custody": custodyName, "hashicorp/time": timeName,
	} {
		dir := filepath.Join(b.dir, "overrides", name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			return err
		}
		overrides += fmt.Sprintf("    %q = %q\n", source, dir)
	}
	text := "provider_installation {\n  dev_overrides {\n" + overrides + "  }\n  direct {}\n}\n"
	return os.WriteFile(b.settingsFile(), []byte(text), 0o600)
}

// startUp prints the sizes of the programs and how long each takes to tell its schema.
func (b *bench) startUp(ctx context.Context) error {
	version, err := output(ctx, ".", os.Environ(), "go", "version", "-m", filepath.Join(b.programs(), timeName))
	if err != nil {
		return err
	}
	for _, line := range bytes.Split(version, []byte("\n")) {
		if fields := bytes.Fields(line); len(fields) > 2 && string(fields[0]) == "mod" {
			fmt.Printf("hashicorp/time is %s\n", fields[2])
		}
	}
	fastest := map[string]result{}
	// One after the other, so that what else the machine does slows both down.
	for range startUps {
		for _, k := range []kind{kinds[0], kinds[1]} {
			r, err := b.schema(ctx, k)
			if err != nil {
				return err
			}
			if best, ok := fastest[k.program]; !ok || r.wall < best.wall {
				fastest[k.program] = r
			}
		}
	}
	for _, name := range []string{timeName, custodyName} {
		info, err := os.Stat(filepath.Join(b.programs(), name))
		if err != nil {
			return err
		}
		r, base := fastest[name], fastest[timeName]
		fmt.Printf("%-26s  %.1f MB; providers schema -json: %.2f s, %.2f of hashicorp/time's\n",
			name, float64(info.Size())/1e6, r.wall.Seconds(), ratio(r.wall, base.wall))
	}
	return nil
}

func (b *bench) schema(ctx context.Context, k kind) (result, error) {
	dir, err := os.MkdirTemp(b.dir, "schema-")
	if err != nil {
		return result{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(k.requires()), 0o600); err != nil {
		return result{}, err
	}
	start := time.Now()
	_, err = output(ctx, dir, b.environ(dir), b.cli, "providers", "schema", "-json")
	return result{wall: time.Since(start)}, err
}

// environ is what the CLI and the providers get; the usage of a provider goes into dir.
func (b *bench) environ(dir string) []string {
	return append(append(cli.Environ(), b.env...), "TF_CLI_CONFIG_FILE="+b.settingsFile(), "TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1", programsVariable+"="+b.programs(), usageVariable+"="+filepath.Join(dir, usageFile))
}

func output(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, name, args...)
	var stdout, stderr bytes.Buffer
	command.Dir, command.Env, command.Stdout, command.Stderr = dir, env, &stdout, &stderr
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s%s", name, args[0], err, stdout.String(), stderr.String())
	}
	return stdout.Bytes(), nil
}
