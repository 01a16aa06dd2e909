package client

import (
	"context"
	"sync"
)

// Checks are what the plan of a walk looks at, each object once. The zero value is ready to use.
type Checks struct {
	// checks has a *Shared[struct{}] for each key.
	checks sync.Map
}

// Once runs the check of an object, which the key names, once for all who ask for it.
func (c *Checks) Once(ctx context.Context, key string, check func(context.Context) error) error {
	found, _ := c.checks.LoadOrStore(key, new(Shared[struct{}]))
	shared, _ := found.(*Shared[struct{}])
	_, err := shared.Get(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, check(ctx) })
	return err
}
