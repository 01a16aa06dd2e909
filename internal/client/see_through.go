package client

import (
	"context"
	"time"
)

// afterStop is how long something that was begun goes on when the run was told to stop.
const afterStop = 10 * time.Second

// SeeThrough is a context for what must be seen to its end once it was begun: it has
// the values of ctx, and ends 10 seconds after ctx does. Call end when all is done.
func SeeThrough(ctx context.Context) (through context.Context, end func()) {
	through, cancel := context.WithCancel(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(afterStop, cancel)
		context.AfterFunc(through, func() { timer.Stop() })
	})
	return through, func() {
		unhook()
		cancel()
	}
}
