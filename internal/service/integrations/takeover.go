package integrations

import (
	"context"
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
	// assumed says that the answer was lost and that only the time of its making tells
	// that the draft is this takeover's, since the provider does not know its own e-mail.
	assumed bool
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
		api.Claims.Add(old.ID)
		return &takeover{draft: old, draftName: oldName}, nil
	}
	progress("Taking over the edit lock of %s from %s, who last edited it at %s.",
		oldName, old.LockHolder, old.UpdateTime.Format(time.RFC3339))
	made, err := target.carryOut(ctx, api, old)
	if err != nil {
		return nil, target.explain(ctx, api, old, err)
	}
	api.Claims.Add(made.draft.ID)
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
// known to hold the lock.
func (t takeoverTarget) inspect(api *client.Integrations, draft *integrationversions.Version) (held bool, err error) {
	switch {
	case draft.State != integrationversions.StateDraft:
		return false, t.notADraft(draft)
	case draft.LockHolder == "":
		return false, t.notLocked(draft)
	case strings.EqualFold(draft.LockHolder, api.Email()):
		return true, nil
	case t.expectedHolder != "" && !strings.EqualFold(draft.LockHolder, t.expectedHolder):
		return false, t.unexpectedHolder(draft)
	}
	return false, nil
}

// carryOut takes over a draft. A request whose answer was lost is sent again only
// while the draft is as it was: a draft that was taken over is none any more, so that
// the service refuses a second takeover of the same version.
func (t takeoverTarget) carryOut(
	ctx context.Context, api *client.Integrations, old *integrationversions.Version,
) (*takeover, error) {
	oldName := t.name.WithVersion(old.ID)
	since := api.Clock.AtLeast()
	return client.Creation[*takeover]{
		Create: func(ctx context.Context) (*takeover, error) {
			draft, err := integrationversions.TakeOver(ctx, api, oldName)
			if err != nil {
				return nil, err
			}
			return &takeover{draft: draft, draftName: t.name.WithVersion(draft.ID), snapshot: old}, nil
		},
		Find: func(ctx context.Context) ([]*takeover, error) {
			draft, err := t.findOwn(ctx, api, old, since)
			if err != nil || draft == nil {
				return nil, err
			}
			return []*takeover{{
				draft: draft, draftName: t.name.WithVersion(draft.ID), snapshot: old, assumed: api.Email() == "",
			}}, nil
		},
		Name:       func(made *takeover) string { return made.draftName.String() },
		MaxRetries: api.MaxRetries, Timeout: api.Timeout, Jitter: api.Jitter,
	}.Once(ctx)
}

// findOwn looks for the draft that a takeover whose answer was lost has made: newer
// than the request, locked by the provider's user or, where its e-mail is not known,
// by another one than before. It is nil if there is none.
func (t takeoverTarget) findOwn(
	ctx context.Context, api *client.Integrations, old *integrationversions.Version, since time.Time,
) (*integrationversions.Version, error) {
	now, err := integrationversions.Get(ctx, api, t.name.WithVersion(old.ID))
	if err != nil || now.State == integrationversions.StateDraft {
		return nil, err
	}
	var own *integrationversions.Version
	err = integrationversions.List(ctx, api, t.name.OfIntegration(), newestDrafts,
		func(v integrationversions.Version) bool {
			ours := strings.EqualFold(v.LockHolder, api.Email())
			if api.Email() == "" {
				ours = v.LockHolder != "" && !strings.EqualFold(v.LockHolder, old.LockHolder)
			}
			if ours && v.ID != old.ID && !v.CreateTime.Before(since) && !api.Claims.Has(v.ID) {
				own = &v
			}
			return own == nil
		})
	return own, err
}
