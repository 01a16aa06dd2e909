//go:build !linux && !darwin && !freebsd

package main

// terminalInterrupts says whether a Ctrl-C reaches the command without being passed on: a console of Windows sends it to
// all its processes.
func terminalInterrupts() bool { return true }
