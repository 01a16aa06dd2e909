package acctest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
)

// CLI is a folder of configuration in which Terraform or OpenTofu works with the
// provider's program, as it does for a user.
type CLI struct {
	// Dir is the folder.
	Dir string
	// Env are variables beside those of the test's own process, as NAME=value.
	Env []string

	t       *testing.T
	program string
	// overrides are folders with a provider's program, by its name.
	overrides map[string]string
	settings  string
}

const requiredProviders = `terraform {
  required_providers {
    custody = { source = "terraform-provider-custody/custody" }
  }
}
`

// NewCLI writes the configuration, with the provider's source, to a folder of the
// test's own. It skips the test unless TF_ACC is set.
func NewCLI(t *testing.T, config string) *CLI {
	t.Helper()
	c := NewCLIIn(t, t.TempDir())
	c.Write("main.tf", requiredProviders+config)
	return c
}

// NewCLIIn works in a folder that is there.
func NewCLIIn(t *testing.T, dir string) *CLI {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	c := &CLI{t: t, Dir: dir, program: cliProgram(t), overrides: map[string]string{}}
	c.settings = filepath.Join(t.TempDir(), "cli.tfrc")
	c.Env = []string{"TF_CLI_CONFIG_FILE=" + c.settings}
	c.override("terraform-provider-custody/custody", buildCustody)
	return c
}

// UseTime has the CLI use the provider hashicorp/time, which it builds.
func (c *CLI) UseTime() {
	c.t.Helper()
	c.override("hashicorp/time", buildTime)
}

// override has the CLI take a provider from a program that is built.
func (c *CLI) override(name string, build func() (string, error)) {
	c.t.Helper()
	program, err := build()
	if err != nil {
		c.t.Fatal(err)
	}
	c.overrides[name] = filepath.Dir(program)
	text := "provider_installation {\n  dev_overrides {\n"
	for name, dir := range c.overrides {
		text += fmt.Sprintf("    %q = %q\n", name, dir)
	}
	if err := os.WriteFile(c.settings, []byte(text+"  }\n  direct {}\n}\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// UseMirror has the CLI install the provider with "init", as a configuration with
// modules needs it.
func (c *CLI) UseMirror() {
	c.t.Helper()
	program, err := buildCustody()
	if err != nil {
		c.t.Fatal(err)
	}
	mirror := c.t.TempDir()
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(mirror, host, "terraform-provider-custody/custody/0.0.1", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			c.t.Fatal(err)
		}
		if err := os.Symlink(program, filepath.Join(dir, "terraform-provider-custody_v0.0.1")); err != nil {
			c.t.Fatal(err)
		}
	}
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	if err := os.WriteFile(c.settings, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// RunWithMockServer runs the CLI as "mockserver -- CLI …", with the program on PATH,
// and answers all of its output and whether it succeeded.
func (c *CLI) RunWithMockServer(args ...string) (output string, ok bool) {
	c.t.Helper()
	program, err := buildMockServer()
	if err != nil {
		c.t.Fatal(err)
	}
	command := exec.CommandContext(c.t.Context(), program, append([]string{"--", c.program}, args...)...)
	command.Dir = c.Dir
	path := filepath.Dir(program) + string(os.PathListSeparator) + os.Getenv("PATH")
	command.Env = append(append(os.Environ(), c.Env...), "PATH="+path)
	content, err := command.CombinedOutput()
	return string(content), err == nil
}

// Write writes a file into the folder.
func (c *CLI) Write(name, content string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.Dir, name), []byte(content), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// Config is the configuration that NewCLI or Write wrote to main.tf.
func (c *CLI) Config() string {
	c.t.Helper()
	content, err := os.ReadFile(filepath.Join(c.Dir, "main.tf"))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(content)
}

// Try runs the CLI and answers all of its output and whether it succeeded.
func (c *CLI) Try(args ...string) (output string, ok bool) {
	c.t.Helper()
	command := exec.CommandContext(c.t.Context(), c.program, args...)
	command.Dir = c.Dir
	command.Env = append(os.Environ(), c.Env...)
	content, err := command.CombinedOutput()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		c.t.Fatal(err)
	}
	if len(args) > 0 && slices.Contains(telling, args[0]) {
		suite.Say("the output of "+args[0]+" in "+c.t.Name(), string(content))
	}
	return string(content), err == nil
}

// telling are the commands whose output is for anybody. Others print what is in the state.
var telling = []string{"apply", "destroy", "import", "plan", "query", "refresh", "validate"}

// Run runs the CLI and fails the test if it does not succeed.
func (c *CLI) Run(args ...string) string {
	c.t.Helper()
	output, ok := c.Try(args...)
	if !ok {
		c.t.Fatalf("%s %s failed:\n%s", c.program, strings.Join(args, " "), output)
	}
	return output
}

// ActionsSince is the first Terraform whose actions run after the resource that
// triggers them is done.
var ActionsSince = version.Must(version.NewVersion("1.14.1"))

// DestroyEventsSince is the first Terraform that triggers actions by before_destroy and
// after_destroy, and gives them caller.
var DestroyEventsSince = version.Must(version.NewVersion("1.16.0-rc1"))

// Version is that of the CLI. OpenTofu counts by its own numbers.
func (c *CLI) Version() *version.Version {
	c.t.Helper()
	var answer struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal([]byte(c.Run("version", "-json")), &answer); err != nil {
		c.t.Fatal(err)
	}
	have, err := version.NewVersion(answer.Version)
	if err != nil {
		c.t.Fatal(err)
	}
	return have
}

// RequireVersion skips the test if the CLI is older.
func (c *CLI) RequireVersion(least *version.Version) {
	c.t.Helper()
	if have := c.Version(); have.LessThan(least) {
		c.t.Skipf("CLI version %s is below minimum version %s: skipping test", have, least)
	}
}

// Apply applies without asking, and without colours.
func (c *CLI) Apply(args ...string) string {
	c.t.Helper()
	return c.Run(append([]string{"apply", "-auto-approve", "-no-color", "-input=false"}, args...)...)
}

// Destroy destroys without asking, and without colours.
func (c *CLI) Destroy(args ...string) string {
	c.t.Helper()
	return c.Run(append([]string{"destroy", "-auto-approve", "-no-color", "-input=false"}, args...)...)
}

// cliProgram is the one that the acceptance tests use as well.
func cliProgram(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("put Terraform or OpenTofu on PATH, or name it in TF_ACC_TERRAFORM_PATH")
	return ""
}

// The programs of providers, built once in a test binary's run.
var (
	buildCustody    = sync.OnceValues(func() (string, error) { return build(".", ".", "terraform-provider-custody") })
	buildMockServer = sync.OnceValues(func() (string, error) {
		return build(".", "./internal/cmd/mockserver", "mockserver")
	})
	buildTime = sync.OnceValues(func() (string, error) {
		return build("internal/tools/terraform-provider-time", "tool", "terraform-provider-time")
	})
	// built is the folder of the programs, which Main removes.
	built = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "terraform-provider-") })
)

// build builds a program in a module of this repository.
func build(module, what, name string) (string, error) {
	_, file, _, _ := runtime.Caller(0)
	dir, err := built()
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, name, name)
	build := exec.CommandContext(context.Background(), "go", "build", "-o", program, what)
	build.Dir = filepath.Join(filepath.Dir(file), "..", "..", module)
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", name, err, output)
	}
	return program, nil
}
