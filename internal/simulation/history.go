package simulation

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// History is one story: an operation, in a world, with troubles at some of its requests by their place in the run.
type History struct {
	Operation Operation
	Settings  Settings
	Troubles  map[int]Trouble
}

// Result is how a history went.
type Result struct {
	// Violations are what must not be; none if all is well.
	Violations []string
	// Requests are those of the run, in their order. Hit says whether each trouble found its request.
	Requests []*Record
	Hit      bool
	// Told counts the objects that were left with the user told of them.
	Told int
	// Calls are the calls of the protocol.
	Calls []string

	world *World
}

// Diagnostics are what the provider told the user, without secrets.
func (r Result) Diagnostics() []string {
	told := make([]string, len(r.world.diagnosed))
	for i, d := range r.world.diagnosed {
		told[i] = r.world.words(d.String())
	}
	return told
}

// maxApplies is how often a user applies again after the troubled run.
const maxApplies = 3

// Run plays the history. It must be called in a bubble of testing/synctest of its own.
func (h History) Run(ctx context.Context) Result {
	s := &story{history: h, world: newWorld(h.Settings), ctx: ctx}
	s.play()
	return s.result()
}

// story is a history while it is played.
type story struct {
	history    History
	world      *World
	ctx        context.Context
	workspaces []*Workspace
	// troubled are the outcomes of the troubled run, later those of the applies after it.
	troubled, later []Outcome
	before          holdings
	options         Options
	told            int
	// stuck says that the applies go on to fail, and say why.
	stuck bool
}

func (s *story) play() {
	op, w := s.history.Operation, s.world
	if op.Prepare != nil {
		op.Prepare(w)
	}
	for i := range max(op.Runs, 1) {
		s.workspaces = append(s.workspaces, newWorkspace(w, string(rune('A'+i)), op.Provider(w)))
	}
	if !s.setUp() {
		return
	}
	if op.Options != nil {
		s.options = op.Options(w)
	}
	s.before = w.hold()
	began := time.Now()
	s.run()
	w.settle()
	if took := time.Since(began); took > longestRun {
		w.violate("the run took %s of simulated time", took)
	}
	if op.After != nil {
		for _, wrong := range op.After(w, s.troubled) {
			w.violate("%s", wrong)
		}
	}
	s.converge()
	s.check()
}

// longestRun bounds the simulated time of the troubled run: retries, waits and all.
const longestRun = 15 * time.Minute

// setUp applies what was there before, without any trouble.
func (s *story) setUp() bool {
	op, w := s.history.Operation, s.world
	for _, ws := range s.workspaces {
		if op.Before == nil {
			continue
		}
		ws.Resources = op.Before(w)
		if out := ws.Apply(s.ctx, Options{}); out.Failed() {
			w.violate("the world cannot be set up: %s", said(out.Diagnostics))
			return false
		}
	}
	if op.Between != nil {
		op.Between(w)
	}
	if op.Taint {
		for _, ws := range s.workspaces {
			ws.state.objects(func(_ string, o *object) { o.tainted = true })
		}
	}
	for _, ws := range s.workspaces {
		ws.Resources = op.config(w)
		ws.attempts, ws.takingWalks = map[string]int{}, map[*process]bool{}
	}
	return true
}

// run is the troubled run.
func (s *story) run() {
	op, w := s.history.Operation, s.world
	options := s.options
	var saved []*plan
	for _, ws := range s.workspaces {
		if op.Saved {
			made, _ := ws.Plan(s.ctx, options)
			saved = append(saved, made)
		}
	}
	w.arm(s.history.Troubles)
	outcomes := make([]Outcome, len(s.workspaces))
	var all sync.WaitGroup
	for i, ws := range s.workspaces {
		all.Add(1)
		go func() {
			defer all.Done()
			time.Sleep(time.Duration(i) * 3 * time.Millisecond)
			switch {
			case op.Other != nil:
				var wrong string
				if outcomes[i], wrong = op.Other(s.ctx, ws); wrong != "" {
					w.violate("%s", wrong)
				}
			case op.Saved:
				outcomes[i] = ws.ApplyPlan(s.ctx, saved[i])
			default:
				outcomes[i] = ws.Apply(s.ctx, options)
			}
		}()
	}
	all.Wait()
	s.troubled = outcomes
	for _, ws := range s.workspaces {
		ws.troubled = maps.Clone(ws.attempts)
	}
	w.disarm()
}

// converge applies as a user does until the plan is empty.
func (s *story) converge() {
	op := s.history.Operation
	options := s.options
	options.Replace, options.NoRefresh = nil, false
	for i, ws := range s.workspaces {
		if op.Other != nil {
			s.repeatOther(ws)
			continue
		}
		var last Outcome
		for range maxApplies {
			last = ws.Apply(s.ctx, options)
			s.later = append(s.later, last)
			if !last.Failed() && len(last.Changes) == 0 {
				break
			}
		}
		s.checkLast(ws, i, last)
	}
}

func (s *story) repeatOther(ws *Workspace) {
	out, wrong := s.history.Operation.Other(s.ctx, ws)
	s.later = append(s.later, out)
	if out.Failed() && !s.lasting() {
		s.world.violate("(1) without any trouble it fails: %s", said(out.Diagnostics))
	}
	if wrong != "" {
		s.world.violate("%s", wrong)
	}
}

// checkLast looks at the last apply, whose plan must have been empty.
func (s *story) checkLast(ws *Workspace, run int, last Outcome) {
	switch {
	case s.history.Operation.Refused && s.world.touched > 0:
	case s.history.Operation.Refused:
		if !s.troubled[run].Failed() || !last.Failed() && len(last.Changes) > 0 {
			s.world.violate("what must be refused was not")
		}
	case last.Failed() && s.lasting():
	case last.Failed() && s.tells(last):
		s.stuck = true
	case last.Failed():
		s.world.violate("(1) without any trouble the apply of %s still fails: %s", ws.Name, said(last.Diagnostics))
	case len(last.Changes) > 0:
		s.world.violate("(1) after %d applies the plan of %s is not empty: %v", maxApplies, ws.Name, last.Changes)
	}
}

// tells says that an apply fails because it must, and says why.
func (s *story) tells(last Outcome) bool {
	part, w := s.history.Operation.Tells, s.world
	if part == "" || !strings.Contains(said(last.Diagnostics), part) {
		return false
	}
	cutShort := s.history.Operation.Taint && w.stops > 0
	return w.kills > 0 || w.touched > 0 || w.takenBack > 0 || cutShort || s.blind() || s.creationTroubled()
}

// creationTroubled says that a creation was among several troubles, which can hide from each other what came of it.
func (s *story) creationTroubled() bool {
	return len(s.history.Troubles) > 1 && slices.ContainsFunc(s.world.records, func(r *Record) bool {
		return r.creates() && !r.Trouble.none()
	})
}

// blind says that nobody could know what became of a request.
func (s *story) blind() bool {
	for _, t := range s.history.Troubles {
		if t.Blind {
			return true
		}
	}
	return false
}

// lasting says that a trouble has changed the world for good.
func (s *story) lasting() bool {
	if s.world.touched > 0 && len(s.options.Import) > 0 {
		return true // what is to be imported is another one, or gone
	}
	return slices.ContainsFunc(slices.Collect(maps.Values(s.history.Troubles)), func(t Trouble) bool { return t.Lasting })
}

func (s *story) result() Result {
	w := s.world
	w.mu.Lock()
	violations := slices.Clone(w.violations)
	calls := slices.Clone(w.calls)
	w.mu.Unlock()
	hit := 0
	var turns []*Record
	for _, r := range w.records {
		if !r.Trouble.none() {
			hit++
		}
		if r.Turn >= 0 {
			turns = append(turns, r)
		}
	}
	for i := range violations {
		violations[i] = w.words(violations[i])
	}
	return Result{
		Violations: violations, Requests: turns, Hit: hit == len(s.history.Troubles),
		Told: s.told, Calls: calls, world: w,
	}
}

// String tells what the history is.
func (h History) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s, seed %d", h.Operation.Name, h.Settings.Seed)
	if h.Settings.Offset != 0 {
		fmt.Fprintf(&out, ", servers %s ahead", h.Settings.Offset)
	}
	if h.Settings.Apart != 0 {
		fmt.Fprintf(&out, ", hosts %s apart", h.Settings.Apart)
	}
	if h.Settings.Date {
		out.WriteString(", with Date")
	}
	for _, turn := range slices.Sorted(maps.Keys(h.Troubles)) {
		fmt.Fprintf(&out, "\n  request %d: %s", turn, h.Troubles[turn].Name)
	}
	return out.String()
}

// Tell is the whole story of a failed history.
func (r Result) Tell(h History) string {
	var out strings.Builder
	out.WriteString(h.String() + "\nviolated:\n")
	for _, v := range r.Violations {
		out.WriteString("  " + v + "\n")
	}
	out.WriteString("requests:\n")
	for _, record := range r.world.records {
		out.WriteString(record.String() + "\n")
	}
	out.WriteString("said:\n")
	for _, d := range r.Diagnostics() {
		out.WriteString("  " + strings.ReplaceAll(d, "\n", "\n    ") + "\n")
	}
	return out.String()
}
