package core

import (
	"maps"
	"slices"
)

// Evidence is how it is known that the mock does as the real service does.
type Evidence string

// Kinds of evidence, the strongest first.
const (
	// Recorded: exchanges with a real service were sent to the mock, and the answers compared.
	Recorded Evidence = "recorded"
	// Discovery: the method, its fields and its parameters are those of the discovery document.
	Discovery Evidence = "discovery document"
	// Reference: the behaviour is documented in the reference or a guide.
	Reference Evidence = "reference"
	// Clients: the behaviour is known from the source or the issues of public clients.
	Clients Evidence = "public clients"
	// Unknown: nobody documents it; the mock does what is likeliest.
	Unknown Evidence = "unknown"
)

// Operation tells how far one route of the mock can be trusted.
type Operation struct {
	// Routes are the patterns that serve the operation, as Handle was given them.
	Routes []string
	// Name is the operation's, such as "Create a resource lock".
	Name string
	// Evidence says how the behaviour is known.
	Evidence Evidence
	// Quirks are what the real service does unexpectedly and the mock does too.
	Quirks []string
	// LeftOut is what the real service does and the mock does not.
	LeftOut []string
}

// Routes returns the patterns of an API that are operations, sorted; not those for paths that it does not have.
func (c *Core) Routes(api string) []string {
	patterns := []string{}
	for _, pattern := range slices.Sorted(maps.Keys(c.routes)) {
		if r := c.routes[pattern]; r.api == api && !r.fallback {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}
