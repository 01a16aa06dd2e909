package integrations

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// lockLife is how long an edit lock holds after the last edit of the draft, by the
// service's guide to integration versions.
const lockLife = 15 * time.Minute

// newestDrafts lists drafts with the highest snapshot number first.
var newestDrafts = integrationversions.ListOpts{
	Filter: "state=" + integrationversions.StateDraft, OrderBy: "snapshot_number",
}

// takeoverTarget is the draft whose edit lock is to be taken over.
type takeoverTarget struct {
	// name is that of the integration, whose newest draft is meant, or of the draft.
	name integrationversions.Name
	// expectedHolder is the e-mail address of who must hold the lock. Empty: anybody.
	expectedHolder string
}

// takeover is what has become of a draft.
type takeover struct {
	// draft is locked by the provider's user, and draftName is its name in the words of
	// the target: the service may write another form of the project, or no product.
	draft     *integrationversions.Version
	draftName integrationversions.Name
	// snapshot is the draft that was taken over, as it was before. Nil: the provider's
	// user held the lock already, and nothing was taken over.
	snapshot *integrationversions.Version
}

// takeOver takes the edit lock of a draft over, unless the provider's user is known
// to hold it, and tells progress what it does. Use addTakeoverFailure for the error.
func takeOver(
	ctx context.Context, api *client.Integrations, target takeoverTarget, progress func(format string, args ...any),
) (*takeover, error) {
	unlock, err := api.Drafts.Lock(ctx, target.lockKey())
	if err != nil {
		return nil, err
	}
	defer unlock()
	old, err := target.find(ctx, api)
	if err != nil {
		return nil, err
	}
	oldName := target.name.WithVersion(old.ID)
	held, err := target.inspect(api, old)
	if err != nil {
		return nil, err
	}
	if held {
		progress("%s holds the edit lock of %s already: nothing is taken over, and nobody is told.", old.LockHolder, oldName)
		return &takeover{draft: old, draftName: oldName}, nil
	}
	if err := target.checkUnsettled(api, old); err != nil {
		return nil, err
	}
	progress("Taking over the edit lock of %s from %s, who last edited it at %s.",
		oldName, old.LockHolder, old.UpdateTime.Format(time.RFC3339))
	made, err := target.carryOut(ctx, api, old)
	if err != nil {
		return nil, target.explain(ctx, api, old, err)
	}
	progress("%s is now a snapshot.", oldName)
	progress("The new draft is %s, locked by %s.", made.draftName, made.draft.LockHolder)
	return made, nil
}

// lockKey is the same for all forms of an integration's name. Two projects may share
// it, which costs a wait.
func (t takeoverTarget) lockKey() string { return t.name.Location + "/" + t.name.Integration }

// find reads the version, or the newest draft of the integration.
func (t takeoverTarget) find(
	ctx context.Context, api *client.Integrations,
) (*integrationversions.Version, error) {
	if t.name.Version != "" {
		return integrationversions.Get(ctx, api, t.name)
	}
	draft, err := t.newestDraft(ctx, api)
	if err == nil && draft == nil {
		return nil, t.noDraft()
	}
	return draft, err
}

// newestDraft is nil if the integration has no draft.
func (t takeoverTarget) newestDraft(
	ctx context.Context, api *client.Integrations,
) (*integrationversions.Version, error) {
	var newest *integrationversions.Version
	opts := newestDrafts
	opts.PageSize = 1
	err := integrationversions.List(ctx, api, t.name.OfIntegration(), opts, func(v integrationversions.Version) bool {
		newest = &v
		return false
	})
	return newest, err
}

// inspect refuses what cannot be taken over, and says whether the provider's user is
// known to hold the lock. A lapsed lock of its own is none.
func (t takeoverTarget) inspect(api *client.Integrations, draft *integrationversions.Version) (held bool, err error) {
	switch {
	case draft.State != integrationversions.StateDraft:
		return false, t.notADraft(draft)
	case draft.LockHolder == "":
		return false, t.notLocked(draft)
	case api.IsSelf(draft.LockHolder):
		return !hasLapsed(draft, api.Now()), nil
	case t.expectedHolder != "" && !strings.EqualFold(draft.LockHolder, t.expectedHolder):
		return false, t.unexpectedHolder(draft)
	}
	return false, nil
}

// carryOut takes over a draft. After a lost answer it looks for a draft that was not
// there before.
func (t takeoverTarget) carryOut(
	ctx context.Context, api *client.Integrations, old *integrationversions.Version,
) (*takeover, error) {
	before, err := t.drafts(ctx, api)
	if err != nil {
		return nil, err
	}
	var answer error
	made, err := client.Creation[*takeover]{
		Create: func(ctx context.Context) (*takeover, error) {
			draft, err := integrationversions.TakeOver(ctx, api, t.name.WithVersion(old.ID))
			if err != nil {
				answer = err
				return nil, err
			}
			api.Learn(draft.LockHolder)
			return t.made(draft, old), nil
		},
		Find: func(ctx context.Context) ([]*takeover, error) { return t.findSuccessor(ctx, api, old, before) },
		Name: func(made *takeover) string {
			return fmt.Sprintf("%s, held by %s", made.draftName, cmp.Or(made.draft.LockHolder, "nobody"))
		},
		MaxRetries: api.MaxRetries, Timeout: api.Timeout, Jitter: api.Jitter,
	}.Once(ctx)
	_, lost := errors.AsType[*client.LostAnswerError](err)
	foreign := err == nil && !api.IsSelf(made.draft.LockHolder)
	if lost || foreign {
		api.Unsettled.Add(t.lockKey(), old.ID)
	}
	if foreign {
		return nil, t.foreignSuccessor(api, made, answer)
	}
	return made, err
}

// checkUnsettled refuses to take over a draft that an earlier takeover of this walk may have made, for its holder may
// be the provider's own user.
func (t takeoverTarget) checkUnsettled(api *client.Integrations, draft *integrationversions.Version) error {
	earlier := api.Unsettled.Of(t.lockKey())
	if earlier == "" || earlier == draft.ID || api.KnowsSelf() {
		return nil
	}
	return t.maybeOneself(earlier, draft)
}

func (t takeoverTarget) made(draft, old *integrationversions.Version) *takeover {
	return &takeover{draft: draft, draftName: t.name.WithVersion(draft.ID), snapshot: old}
}

// drafts are the drafts of the integration, by id.
func (t takeoverTarget) drafts(
	ctx context.Context, api *client.Integrations,
) (map[string]integrationversions.Version, error) {
	drafts := map[string]integrationversions.Version{}
	err := integrationversions.List(ctx, api, t.name.OfIntegration(), newestDrafts,
		func(v integrationversions.Version) bool {
			drafts[v.ID] = v
			return true
		})
	return drafts, err
}

// findSuccessor looks for what a takeover whose answer was lost has made: once the old
// draft is none any more, the drafts that were not there before. Where one is locked by
// the provider's user, it is that one. Others end the look: whose they are, or that
// they are somebody else's, no longer wait tells.
func (t takeoverTarget) findSuccessor(
	ctx context.Context, api *client.Integrations, old *integrationversions.Version,
	before map[string]integrationversions.Version,
) ([]*takeover, error) {
	now, err := integrationversions.Get(ctx, api, t.name.WithVersion(old.ID))
	if err != nil || now.State == integrationversions.StateDraft {
		return nil, err
	}
	drafts, err := t.drafts(ctx, api)
	if err != nil {
		return nil, err
	}
	var own, others []*takeover
	for id, draft := range drafts {
		if _, known := before[id]; known {
			continue
		}
		if api.IsSelf(draft.LockHolder) {
			own = append(own, t.made(&draft, old))
		} else {
			others = append(others, t.made(&draft, old))
		}
	}
	if len(own) > 0 {
		return own, nil
	}
	return others, nil
}
