// Command demo shows the provider at work: it builds the provider, starts the
// mock server, applies examples/quickstart with the Terraform or OpenTofu on PATH,
// tries to delete the locked share, plans again and destroys. It leaves nothing
// behind.
//
//	go run ./internal/cmd/demo
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

// providerVersion is the one under which the mirror offers what was just built.
const providerVersion = "0.0.1"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is a working folder with a CLI and a server.
type demo struct {
	dir, cli string
	server   *mockserver.Server
	env      []string
}

func run(ctx context.Context) error {
	cli, err := findCLI()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "custody-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	d := demo{dir: dir, cli: cli, server: mockserver.New()}

	say("Build the provider and start a mock of OpenStack")
	if err := d.prepare(ctx); err != nil {
		return err
	}
	defer d.server.Close()
	return d.show(ctx)
}

func (d *demo) show(ctx context.Context) error {
	share := d.server.Fixture().Shares["share-1"]

	say("Lock a share (examples/quickstart)")
	if err := d.terraform(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	say("Try to delete the share, as its own user")
	if err := d.deleteShare(ctx, share, http.StatusForbidden); err != nil {
		return err
	}
	say("Plan again: nothing to change")
	if err := d.terraform(ctx, "plan", "-detailed-exitcode"); err != nil {
		return err
	}
	say("Lift the lock")
	if err := d.terraform(ctx, "destroy", "-auto-approve"); err != nil {
		return err
	}
	say("Try to delete the share once more")
	return d.deleteShare(ctx, share, http.StatusAccepted)
}

func say(text string) { fmt.Printf("\n==> %s\n\n", text) }

func findCLI() (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path, nil
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("neither terraform nor tofu is on PATH; " +
		"see https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install")
}

// prepare copies the configuration, so that no state is left in the tree, and
// gives the CLI a mirror with the provider that was just built.
func (d *demo) prepare(ctx context.Context) error {
	if err := os.CopyFS(filepath.Join(d.dir, "quickstart"), os.DirFS("examples/quickstart")); err != nil {
		return fmt.Errorf("run this in the root of the repository: %w", err)
	}
	platform := runtime.GOOS + "_" + runtime.GOARCH
	program := filepath.Join(d.dir, "terraform-provider-custody_v"+providerVersion)
	if err := d.command(ctx, os.Stdout, "go", "build", "-o", program, ".").Run(); err != nil {
		return fmt.Errorf("build the provider: %w", err)
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		mirrored := filepath.Join(d.dir, "mirror", host, "terraform-provider-custody", "custody", providerVersion, platform)
		if err := os.MkdirAll(mirrored, 0o755); err != nil {
			return err
		}
		if err := os.Link(program, filepath.Join(mirrored, filepath.Base(program))); err != nil {
			return err
		}
	}
	settings := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.Join(d.dir, "mirror"))
	if err := os.WriteFile(filepath.Join(d.dir, "cli.tfrc"), []byte(settings), 0o600); err != nil {
		return err
	}
	if err := d.server.Start("127.0.0.1:0"); err != nil {
		return err
	}
	if err := d.server.WriteFiles(d.dir); err != nil {
		return err
	}
	d.env = []string{
		"TF_CLI_CONFIG_FILE=" + filepath.Join(d.dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "TF_INPUT=0",
		"OS_CLIENT_CONFIG_FILE=" + filepath.Join(d.dir, "clouds.yaml"), "OS_CLOUD=alice",
		"TF_VAR_share_id=" + d.server.Fixture().Shares["share-1"],
	}
	if out, err := os.Stdout.Stat(); err == nil && out.Mode()&os.ModeCharDevice == 0 {
		d.env = append(d.env, "TF_CLI_ARGS_apply=-no-color", "TF_CLI_ARGS_plan=-no-color", "TF_CLI_ARGS_destroy=-no-color")
	}
	var output bytes.Buffer
	if err := d.cliCommand(ctx, &output, "init").Run(); err != nil {
		return fmt.Errorf("%s init: %w\n%s", d.cli, err, output.String())
	}
	fmt.Println("The mock server listens on", d.server.URL())
	return nil
}

func (d *demo) terraform(ctx context.Context, args ...string) error {
	if err := d.cliCommand(ctx, os.Stdout, args...).Run(); err != nil {
		return fmt.Errorf("%s %s: %w", d.cli, strings.Join(args, " "), err)
	}
	return nil
}

func (d *demo) cliCommand(ctx context.Context, output io.Writer, args ...string) *exec.Cmd {
	command := d.command(ctx, output, d.cli, args...)
	command.Dir = filepath.Join(d.dir, "quickstart")
	return command
}

func (d *demo) command(ctx context.Context, output io.Writer, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, args...)
	command.Stdout, command.Stderr = output, output
	command.Env = append(withoutOpenStack(os.Environ()), d.env...)
	return command
}

// withoutOpenStack leaves out the variables of a cloud that the user works with.
func withoutOpenStack(environ []string) []string {
	var rest []string
	for _, variable := range environ {
		if !strings.HasPrefix(variable, "OS_") && !strings.HasPrefix(variable, "TF_") {
			rest = append(rest, variable)
		}
	}
	return rest
}

// deleteShare asks the share service to delete a share and shows its answer.
func (d *demo) deleteShare(ctx context.Context, id string, want int) error {
	address := d.server.Fixture().Manila + "/shares/" + id
	req, err := http.NewRequestWithContext(ctx, http.MethodDelete, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("X-Auth-Token", d.server.IssueToken("alice"))
	req.Header.Set("X-OpenStack-Manila-API-Version", "2.81")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	fmt.Printf("DELETE %s\n%s\n%s\n", address, resp.Status, body)
	if resp.StatusCode != want {
		return fmt.Errorf("wanted %d %s", want, http.StatusText(want))
	}
	return nil
}
