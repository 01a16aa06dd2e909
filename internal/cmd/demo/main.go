// Command demo shows the provider at work: it builds the provider, starts the
// mock server, applies examples/quickstart with the Terraform or OpenTofu on PATH,
// tries to delete the locked share, plans again, rotates the key and destroys. It
// ends with a summary and leaves nothing behind.
//
//	go run ./internal/cmd/demo [-verbose]
//
// With -verbose it prints all that Terraform prints.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/cmd/cli"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

// providerVersion is the one under which the mirror offers what was just built.
const providerVersion = "0.0.1"

func main() {
	verbose := flag.Bool("verbose", false, "print all that Terraform prints")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is a working folder with a CLI and a server.
type demo struct {
	dir, cli string
	server   *mockserver.Server
	env      []string
	verbose  bool
}

func run(ctx context.Context, verbose bool) error {
	program, err := cli.Find()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "custody-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	d := demo{dir: dir, cli: program, server: mockserver.New(), verbose: verbose}

	say("Building the provider (a minute or two the first time) and starting a mock of OpenStack and of Google")
	if err := d.prepare(ctx); err != nil {
		return err
	}
	defer d.server.Close()
	return d.show(ctx)
}

func (d *demo) show(ctx context.Context) error {
	share := d.server.Fixture().Shares["share-1"]
	before := d.app()

	say("terraform apply: lock a share, add a key to an app, take over a colleague's draft (examples/quickstart)")
	if err := d.terraform(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	for _, mail := range d.server.Mails() {
		fmt.Printf("  E-mail of the service to %s: %s took over the edit lock\n", mail.To, mail.By)
	}
	say("Deleting the share, as the user who owns it: refused")
	if err := d.deleteShare(ctx, share, http.StatusForbidden); err != nil {
		return err
	}
	say("terraform plan: nothing to change")
	if err := d.terraform(ctx, "plan", "-detailed-exitcode"); err != nil {
		return err
	}
	if err := d.changeKey(ctx, before); err != nil {
		return err
	}
	say("terraform destroy: lift the lock, revoke the key")
	if err := d.terraform(ctx, "destroy", "-auto-approve"); err != nil {
		return err
	}
	say("Deleting the share once more: accepted")
	if err := d.deleteShare(ctx, share, http.StatusAccepted); err != nil {
		return err
	}
	say("What this showed")
	fmt.Print(summary)
	return nil
}

// summary says what the steps above have checked.
const summary = `  1. While a lock stands, not even the owner of a share can delete it (403). Once it is lifted, they can (202).
  2. A lock is a resource like any other: it is planned, applied and destroyed, and the next plan is empty.
  3. A key is added to an app beside its other keys. The app's attributes and its callback URL stay.
  4. API products of a key change in place.
  5. A rotation creates the new key before it revokes the old one. The app always has a valid key.
  6. Plan, log and id show a key's fingerprint, never the key.
  7. An edit lock is taken over once, and the service sends its holder an e-mail. A destroy cannot hand it back.
  8. All of this ran over HTTP against a mock server. "make mock" starts it for your own modules.
  9. All that Terraform prints: make demo ARGS=-verbose. The configuration: examples/quickstart/main.tf.
 10. Next: docs/guides/getting-started.md, with your own cloud.
`

// changeKey changes the key in place, and rotates it.
func (d *demo) changeKey(ctx context.Context, before apigee.App) error {
	say("terraform apply with one more API product: the key is changed in place")
	d.setVariable("api_products", `["weather", "maps"]`)
	if err := d.terraform(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	say("terraform apply with key_generation = \"second\": the new key exists before the old one is revoked")
	d.setVariable("key_generation", "second")
	if err := d.terraform(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	return d.showApp(before)
}

// The app that gets a key.
const (
	organization = "acme"
	developer    = "dev@acme.test"
	appName      = "portal"
)

func (d *demo) app() apigee.App {
	app, _ := d.server.App(organization, developer, appName)
	return app
}

// showApp shows what Apigee holds now, and that the app is as it was but for its keys.
func (d *demo) showApp(before apigee.App) error {
	now := d.app()
	fmt.Printf("  Keys of the app %q now:\n", appName)
	for _, key := range now.Keys {
		fmt.Printf("    %s %s\n", apigee.KeyFingerprint(key.ConsumerKey), key.Status)
	}
	if !reflect.DeepEqual(before.Attributes, now.Attributes) || before.CallbackURL != now.CallbackURL {
		return errors.New("the app's attributes or its callback URL have changed")
	}
	fmt.Println("  Its attributes and its callback URL are as they were.")
	return nil
}

func (d *demo) setVariable(name, value string) { d.env = append(d.env, "TF_VAR_"+name+"="+value) }

func say(text string) { fmt.Printf("\n==> %s\n\n", text) }

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
	}
	for _, v := range d.server.Variables(d.dir) {
		d.env = append(d.env, v.Name+"="+v.Value)
	}
	d.setVariable("share_id", d.server.Fixture().Shares["share-1"])
	d.setVariable("developer_email", developer)
	d.setVariable("app", appName)
	d.setVariable("integration", integrations.OrdersIntegration)
	d.setVariable("api_products", `["weather"]`)
	if out, err := os.Stdout.Stat(); err == nil && out.Mode()&os.ModeCharDevice == 0 {
		d.env = append(d.env, "TF_CLI_ARGS_apply=-no-color", "TF_CLI_ARGS_plan=-no-color", "TF_CLI_ARGS_destroy=-no-color")
	}
	var output bytes.Buffer
	if err := d.cliCommand(ctx, &output, "init").Run(); err != nil {
		return fmt.Errorf("%s init: %w\n%s", d.cli, err, output.String())
	}
	fmt.Println("  The mock server listens on", d.server.URL())
	return nil
}

func (d *demo) terraform(ctx context.Context, args ...string) error {
	var output bytes.Buffer
	command := d.cliCommand(ctx, &output, append(args, "-json")...)
	if d.verbose {
		command = d.cliCommand(ctx, os.Stdout, args...)
	}
	failed := command.Run()
	if err := show(os.Stdout, output.Bytes()); err != nil {
		return err
	}
	if failed != nil {
		return fmt.Errorf("%s %s: %w", d.cli, strings.Join(args, " "), failed)
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
	command.Env = append(cli.Environ(), d.env...)
	return command
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
	fmt.Printf("  DELETE %s\n  %s\n", address, strings.TrimSpace(resp.Status+"\n  "+string(body)))
	if resp.StatusCode != want {
		return fmt.Errorf("wanted %d %s", want, http.StatusText(want))
	}
	return nil
}
