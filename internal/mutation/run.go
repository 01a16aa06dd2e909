package mutation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Runner runs tests of the repository.
type Runner struct {
	// Root is the folder of the repository.
	Root string
	// Timeout is that of go test, for one test.
	Timeout string
}

// ErrSurvived says that the test passes without the guard.
var ErrSurvived = errors.New("the test passes without the guard")

// Green runs the test of a mutation without the mutation. The error says that it fails, or that there is none.
func (r Runner) Green(ctx context.Context, m Mutation) error {
	output, err := r.test(ctx, m)
	switch {
	case err != nil:
		return fmt.Errorf("%s of %s fails without any mutation:\n%s", m.Run, m.Package, output)
	case strings.Contains(output, "no tests to run"):
		return fmt.Errorf("%s has no test %s", m.Package, m.Run)
	}
	return nil
}

// Kill runs the test of a mutation with the mutation. The error is ErrSurvived where the test does not notice, and
// says why where the mutation does not apply or does not compile.
func (r Runner) Kill(ctx context.Context, m Mutation) error {
	dir, err := os.MkdirTemp("", "mutation-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	overlay, err := r.overlay(m, dir)
	if err != nil {
		return err
	}
	output, err := r.test(ctx, m, "-overlay="+overlay)
	failed, ok := errors.AsType[*exec.ExitError](err)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return ErrSurvived
	case !ok || failed.ExitCode() != 1 || !strings.Contains(output, "FAIL"):
		return fmt.Errorf("the test was not run: %w\n%s", err, output)
	case strings.Contains(output, "[build failed]"), strings.Contains(output, "[setup failed]"):
		return fmt.Errorf("the mutation does not compile:\n%s", output)
	}
	return nil
}

// overlay writes the changed file and, for the go command, in whose place it is.
func (r Runner) overlay(m Mutation, dir string) (string, error) {
	file := filepath.Join(r.Root, m.File)
	content, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	changed, err := m.Apply(string(content))
	if err != nil {
		return "", err
	}
	instead := filepath.Join(dir, "changed.go")
	if err := os.WriteFile(instead, []byte(changed), 0o600); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": {file: instead}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o600)
}

func (r Runner) test(ctx context.Context, m Mutation, flags ...string) (output string, err error) {
	args := append([]string{"test", "-vet=off", "-timeout=" + r.Timeout, "-run=" + m.Run}, flags...)
	command := exec.CommandContext(ctx, "go", append(args, "./"+m.Package)...)
	command.Dir = r.Root
	content, err := command.CombinedOutput()
	return string(content), err
}
