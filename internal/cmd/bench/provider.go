package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// Variables by which the CLI's provider, which is this program, finds the real one and the file for what it used.
const (
	programsVariable = "CUSTODY_BENCH_PROGRAMS"
	usageVariable    = "CUSTODY_BENCH_USAGE"
	usageFile        = "usage.json"
)

// usage is what a provider's processes used: CPU time in all, memory at most.
type usage struct {
	CPU    time.Duration `json:"cpu"`
	Memory int64         `json:"memory"` // bytes; 0 where the system does not tell
}

// isProvider says that the CLI has started this program as a provider.
func isProvider(program string) bool {
	return strings.HasPrefix(filepath.Base(program), "terraform-provider-")
}

// runProvider runs the real provider, and adds what it used to the file. It answers the exit code.
func runProvider() int {
	// The CLI tells the whole process group of an interrupt; the real provider decides what becomes of it.
	signal.Ignore(os.Interrupt)
	program := filepath.Join(os.Getenv(programsVariable), filepath.Base(os.Args[0]))
	command := exec.CommandContext(context.Background(), program, os.Args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := command.Run()
	if command.ProcessState != nil {
		err = errors.Join(err, addUsage(os.Getenv(usageVariable), usage{
			CPU: command.ProcessState.UserTime() + command.ProcessState.SystemTime(), Memory: peakMemory(command.ProcessState),
		}))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// addUsage adds to what is in the file. Terraform runs its provider's processes one after the other.
func addUsage(file string, more usage) error {
	sum, err := readUsage(file)
	if err != nil {
		return err
	}
	sum.CPU += more.CPU
	sum.Memory = max(sum.Memory, more.Memory)
	content, err := json.Marshal(sum)
	if err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

func readUsage(file string) (usage, error) {
	var sum usage
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return sum, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &sum)
	}
	return sum, err
}
