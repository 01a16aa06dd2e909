// Command mockserver serves the mock of the APIs on loopback. It prints the variables that point clients at it, or
// runs a command with them set and stops with it:
//
//	mockserver [-seed FILE] [-listen 127.0.0.1:PORT] [-dir DIR] [-- COMMAND …]
//	mockserver -print-seed
//	mockserver -post PATH [JSON]
//	mockserver -version
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// version is set by releases; without it the version of the module counts.
var version = ""

func main() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	os.Exit(run(context.Background(), os.Args[1:], program{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ(),
		signals: signals, interrupted: terminalInterrupts,
	}))
}
