package simulation

import (
	"context"
	"slices"
)

const (
	lockUser    = "alice"
	lockedShare = "share-1"
)

// Operation is what a run of Terraform is for.
type Operation struct {
	Name string
	// Provider is the provider's configuration.
	Provider func(*World) Values
	// Prepare is what other people did long before. It may be nil.
	Prepare func(*World)
	// Before is applied without any trouble first. Nil: nothing is.
	Before func(*World) []Resource
	// Taint has terraform taint done to all that Before made.
	Taint bool
	// Between is what happens between that and the run. It may be nil.
	Between func(*World)
	// Config is applied in the run.
	Config  func(*World) []Resource
	Options func(*World) Options
	// Saved plans without any trouble: the run applies the saved plan alone.
	Saved bool
	// Runs is how many workspaces do the same at once; 0 is 1.
	Runs int
	// Brief leaves the operation out of the single troubles, for another one is like it.
	Brief bool
	// Only are the requests whose single troubles are played: the others are those of another operation. Nil: all.
	Only func(*Record) bool
	// Pairs has all pairs of lost answers played, and clocks that are apart.
	Pairs bool
	// Logins says that logins and the look at the versions are troubled, too: for the others they are the same.
	Logins bool
	// Takeovers is how many takeovers the operation is for, beside those of Before.
	Takeovers int
	// Lifts has all locks of the user lifted, whichever run made them.
	Lifts bool
	// Refused says that the run must end in an error, and change nothing.
	Refused bool
	// Tells is a part of the error with which the applies may go on to fail where the world is another one since: after a
	// kill, after other people's moves, or where nobody could know.
	Tells string
	// After looks at the world just after the run, before any other apply, and answers what is wrong. It may be nil.
	After func(w *World, out []Outcome) []string
	// Other runs something else than an apply, and answers what is wrong with its result. It may be nil.
	Other func(ctx context.Context, ws *Workspace) (Outcome, string)
	// Check looks at the world after the last plan, and answers what is wrong. It may be nil.
	Check func(w *World, workspaces []*Workspace) []string
}

// Operations are all that the provider is for.
func Operations() []Operation {
	return slices.Concat(lockOperations(), keyOperations(), groupOperations(), statusOperations(),
		takeoverOperations(), otherOperations())
}

func (o Operation) config(w *World) []Resource {
	if o.Config == nil {
		return nil
	}
	return o.Config(w)
}

// plays says that a single trouble of a request is worth a history of its own.
func (o Operation) plays(t Trouble, r *Record) bool {
	return !o.Brief && t.fits(r) && (o.Logins || !r.opens()) && (o.Only == nil || o.Only(r))
}
