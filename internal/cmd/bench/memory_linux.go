package main

import (
	"os"
	"syscall"
)

// peakMemory is the most memory that a process had, in bytes.
func peakMemory(process *os.ProcessState) int64 {
	used, ok := process.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return int64(used.Maxrss) << 10 //nolint:unconvert // Maxrss has 32 bits on some machines.
}
