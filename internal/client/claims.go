package client

import (
	"context"
	"sync"
)

// Claims are the ids of the remote objects that are known to be in somebody's charge
// already, so that an object found after a lost answer is never given to two resources.
// They last for one walk: Terraform configures a provider for each.
type Claims struct {
	mu  sync.Mutex
	ids map[string]struct{}
}

// Add claims an id.
func (c *Claims) Add(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ids == nil {
		c.ids = map[string]struct{}{}
	}
	c.ids[id] = struct{}{}
}

// Has says whether an id is claimed.
func (c *Claims) Has(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.ids[id]
	return ok
}

// Made are the ids of the remote objects that a walk has made, by what they are for. The zero value is ready to use.
type Made struct {
	mu  sync.Mutex
	ids map[string]string
}

// Add notes the newest object for a purpose.
func (m *Made) Add(purpose, id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ids == nil {
		m.ids = map[string]string{}
	}
	m.ids[purpose] = id
}

// Of is the id of the newest object for a purpose, empty if the walk has made none.
func (m *Made) Of(purpose string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ids[purpose]
}

// KeyedMutex has one mutex for each key.
type KeyedMutex struct {
	mu    sync.Mutex
	locks map[string]*mutex
}

// Lock waits for the mutex of a key. It fails only when ctx ends first.
func (k *KeyedMutex) Lock(ctx context.Context, key string) (unlock func(), err error) {
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[string]*mutex{}
	}
	lock, ok := k.locks[key]
	if !ok {
		lock = &mutex{}
		k.locks[key] = lock
	}
	k.mu.Unlock()

	return lock.lock(ctx)
}
