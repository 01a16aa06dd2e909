package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

// Exit codes of the program itself; with a command it is the command's.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// program is the world around run.
type program struct {
	in       io.Reader
	out, err io.Writer
	environ  []string
	signals  <-chan os.Signal
	// interrupted says whether a Ctrl-C reaches the command without being passed on, as in a terminal. Nil: never.
	interrupted func() bool
}

// options are what the flags say.
type options struct {
	listen, dir, seed string
	url               string
	anyAddress        bool
	printSeed         bool
	printOperations   bool
	post              string
	version           bool
}

// run serves until a signal comes or the command ends, and returns the exit code.
func run(ctx context.Context, args []string, p program) int {
	var o options
	flags := flag.NewFlagSet("mockserver", flag.ContinueOnError)
	flags.SetOutput(p.err)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on")
	flags.BoolVar(&o.anyAddress, "listen-on-any-address", false,
		"take other addresses than loopback, as in a container: everybody who reaches the port can use the server")
	flags.StringVar(&o.url, "url", "", "`URL` at which clients reach the server, as in a container; default: that of -listen")
	flags.StringVar(&o.dir, "dir", "", "`directory` for clouds.yaml, google-credentials.json and fixture.json, kept; default: a temporary one")
	flags.StringVar(&o.seed, "seed", "", "JSON `file` with what the server holds at the start; default: what -print-seed prints")
	flags.BoolVar(&o.printSeed, "print-seed", false, "print the default seed and exit")
	flags.BoolVar(&o.printOperations, "print-operations", false,
		"print, as a page of Markdown, how far each operation can be trusted, and exit")
	flags.StringVar(&o.post, "post", "", "send the argument, or $MOCKSERVER_BODY, to `PATH` below $MOCKSERVER_URL/_mock/ of a server that runs, and exit")
	flags.BoolVar(&o.version, "version", false, "print the version and exit")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	switch {
	case o.version:
		fmt.Fprintln(p.out, "mockserver", versionText())
		return exitOK
	case o.printSeed:
		_, _ = p.out.Write(mockserver.DefaultSeed().JSON())
		return exitOK
	case o.printOperations:
		_, _ = io.WriteString(p.out, mockserver.OperationsPage())
		return exitOK
	}
	if o.post != "" {
		if err := p.post(ctx, o.post, flags.Arg(0)); err != nil {
			fmt.Fprintln(p.err, "mockserver:", err)
			return exitFailure
		}
		return exitOK
	}
	code, err := p.serve(ctx, o, flags.Args())
	if err != nil {
		fmt.Fprintln(p.err, "mockserver:", err)
	}
	return code
}

// checkLoopback refuses addresses that other machines could reach.
func checkLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("%s is not a loopback address", address)
	}
	return nil
}

// versionText is the version that a release was built with, or that of the module that was installed.
func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}

// newServer makes the server that the options ask for.
func newServer(o options) (*mockserver.Server, error) {
	if err := checkLoopback(o.listen); err != nil && !o.anyAddress {
		return nil, err
	}
	if o.seed == "" {
		return mockserver.New(), nil
	}
	text, err := os.ReadFile(o.seed)
	if err != nil {
		return nil, err
	}
	seed, err := mockserver.ParseSeed(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.seed, err)
	}
	return mockserver.New(mockserver.WithSeed(seed)), nil
}

func (p program) serve(ctx context.Context, o options, command []string) (int, error) {
	server, err := newServer(o)
	if err != nil {
		return exitUsage, err
	}
	if err := server.Start(o.listen); err != nil {
		return exitFailure, err
	}
	defer server.Close()
	if o.url != "" {
		server.SetURL(strings.TrimSuffix(o.url, "/"))
	}
	dir := o.dir
	if dir == "" {
		temporary, err := os.MkdirTemp("", "mockserver-")
		if err != nil {
			return exitFailure, err
		}
		defer func() { _ = os.RemoveAll(temporary) }()
		dir = temporary
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return exitFailure, err
	}
	if err := server.WriteFiles(dir); err != nil {
		return exitFailure, err
	}
	variables := server.Variables(dir)
	if len(command) > 0 {
		return p.runCommand(ctx, command, variables)
	}
	p.printVariables(server.URL(), variables)
	select {
	case <-p.signals:
	case <-ctx.Done():
	}
	return exitOK, nil
}

// printVariables writes lines that a shell can evaluate.
func (p program) printVariables(url string, variables []mockserver.Variable) {
	fmt.Fprintf(p.out, "# mock server on %s, control: curl %s/_mock/\n", url, url)
	for _, v := range variables {
		fmt.Fprintf(p.out, "export %s='%s'\n", v.Name, strings.ReplaceAll(v.Value, "'", `'\''`))
	}
}

// runCommand runs the command with the variables set, passes it our signals, and returns its exit code. A Ctrl-C in a
// terminal reaches the command by itself, and a second one would make Terraform exit at once.
func (p program) runCommand(ctx context.Context, command []string, variables []mockserver.Variable) (int, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = p.in, p.out, p.err, p.commandEnviron(variables)
	if err := cmd.Start(); err != nil {
		return exitFailure, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case received := <-p.signals:
			if received == os.Interrupt && p.interrupted != nil && p.interrupted() {
				continue
			}
			_ = cmd.Process.Signal(received) // it may have ended by itself
		case err := <-ended:
			return exitCode(err)
		}
	}
}

// commandEnviron is the environment with the variables, without other OS_ and GOOGLE_ variables: they could
// point a client elsewhere or mix credentials.
func (p program) commandEnviron(variables []mockserver.Variable) []string {
	environ := []string{}
	for _, entry := range p.environ {
		if !strings.HasPrefix(entry, "OS_") && !strings.HasPrefix(entry, "GOOGLE_") {
			environ = append(environ, entry)
		}
	}
	for _, v := range variables {
		environ = append(environ, v.Name+"="+v.Value)
	}
	return environ
}

// exitCode is the command's, or that of a failure if a signal ended it.
func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return exitOK, nil
	case !errors.As(err, &exit):
		return exitFailure, err
	case exit.ExitCode() >= 0:
		return exit.ExitCode(), nil
	}
	return exitFailure, exit
}
