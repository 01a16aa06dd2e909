package openstack

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const help = `Moves of other people in OpenStack. ?region=NAME is for another region than the first. Bodies of POST are as in a
seed.
SHARE is a share's name or id.

GET    /_mock/openstack/locks                    all locks of all projects
POST   /_mock/openstack/locks                    {"user": "bob", "resource": "share-1", "lock_reason": "mine"}
PATCH  /_mock/openstack/locks/ID                 {"lock_reason": "changed"}, whoever's it is
DELETE /_mock/openstack/locks/ID                 whoever's it is
POST   /_mock/openstack/shares                   {"user": "alice", "name": "more"}
PATCH  /_mock/openstack/shares/SHARE             {"status": "error"}
DELETE /_mock/openstack/shares/SHARE             with its rules and all locks
POST   /_mock/openstack/access-rules             {"share": "share-1", "access_to": "203.0.113.11"}
PATCH  /_mock/openstack/access-rules/ID          {"state": "error"}
DELETE /_mock/openstack/access-rules/ID          with its locks
POST   /_mock/openstack/revoke-tokens            end all tokens; {"user": "bob"}: those of one user
POST   /_mock/openstack/password                 {"user": "bob", "password": "changed"}; ends bob's tokens too
POST   /_mock/openstack/delays                   {"create": "5s", "apply": "2s", "delete": "5s"}
`

// shownLock is a lock in the answer to a move.
type shownLock struct {
	ID             string  `json:"id"`
	UserID         string  `json:"user_id"`
	ProjectID      string  `json:"project_id"`
	LockContext    string  `json:"lock_context"`
	ResourceType   string  `json:"resource_type"`
	ResourceID     string  `json:"resource_id"`
	ResourceAction string  `json:"resource_action"`
	LockReason     *string `json:"lock_reason"`
}

func showLock(l *Lock) shownLock {
	return shownLock{
		l.ID, l.UserID, l.ProjectID, l.LockContext, l.ResourceType, l.ResourceID, l.ResourceAction, l.LockReason,
	}
}

// made is the answer to a move that made a share or a rule.
type made struct {
	ID string `json:"id"`
}

// installMoves adds the part of /_mock/ that belongs to OpenStack.
func (o *OpenStack) installMoves() {
	o.ControlHelp(help)
	o.HandleControl("GET /_mock/openstack/locks", o.move(func(m *ShareService, _ *http.Request) (any, error) {
		list := []shownLock{}
		for _, l := range m.locks {
			list = append(list, showLock(l))
		}
		return list, nil
	}))
	o.HandleControl("POST /_mock/openstack/locks", o.move(o.makeLock))
	o.HandleControl("PATCH /_mock/openstack/locks/{id}", o.move(o.editLock))
	o.HandleControl("DELETE /_mock/openstack/locks/{id}", o.move(func(m *ShareService, r *http.Request) (any, error) {
		l, err := m.lockToMove(r)
		m.dropLocks(func(other *Lock) bool { return other == l })
		return nil, err
	}))
	o.HandleControl("POST /_mock/openstack/shares", o.move(o.makeShare))
	o.HandleControl("PATCH /_mock/openstack/shares/{share}", o.move(o.editShare))
	o.HandleControl("DELETE /_mock/openstack/shares/{share}", o.move(func(m *ShareService, r *http.Request) (any, error) {
		sh, err := m.shareToMove(r)
		if err != nil {
			return nil, err
		}
		m.dropLocks(func(l *Lock) bool { return l.ResourceType == "share" && strings.EqualFold(l.ResourceID, sh.id) })
		m.removeShare(sh)
		return nil, nil
	}))
	o.HandleControl("POST /_mock/openstack/access-rules", o.move(o.makeRule))
	o.HandleControl("PATCH /_mock/openstack/access-rules/{id}", o.move(o.editRule))
	o.HandleControl("DELETE /_mock/openstack/access-rules/{id}", o.move(func(m *ShareService, r *http.Request) (any, error) {
		rule, err := m.ruleToMove(r)
		if err == nil {
			m.removeRule(rule)
		}
		return nil, err
	}))
	o.HandleControl("POST /_mock/openstack/delays", o.move(o.setDelays))
	o.HandleControl("POST /_mock/openstack/revoke-tokens", o.move(o.endTokens))
	o.HandleControl("POST /_mock/openstack/password", o.move(o.changePassword))
}

// move adapts a move: it runs under the lock, and is answered with what it returns, with 204 for nothing, or with 400
// and the reason.
func (o *OpenStack) move(act func(*ShareService, *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		o.Mu.Lock()
		defer o.Mu.Unlock()
		service := o.ShareService
		for _, each := range o.shareServices {
			each.settle(o.Now())
		}
		if name := r.URL.Query().Get("region"); name != "" {
			if service = o.Region(name); service == nil {
				http.Error(w, oneOfNames("region", name, o.config.regions...).Error(), http.StatusBadRequest)
				return
			}
		}
		answer, err := act(service, r)
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
		case answer == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			core.WriteControl(w, answer)
		}
	}
}

func (o *OpenStack) makeLock(m *ShareService, r *http.Request) (any, error) {
	var in SeedLock
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	region := SeedRegion{Locks: []SeedLock{in}}
	region.complete(o.Now())
	l, err := o.keystone.loadLock(m.regionState, region.Locks[0])
	if err != nil {
		return nil, err
	}
	m.locks = append(m.locks, l)
	return showLock(l), nil
}

func (o *OpenStack) editLock(m *ShareService, r *http.Request) (any, error) {
	var in struct {
		LockReason *string `json:"lock_reason"`
	}
	l, err := m.lockToMove(r)
	if err != nil {
		return nil, err
	}
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	l.LockReason, l.UpdatedAt = in.LockReason, o.Now()
	return showLock(l), nil
}

func (m *ShareService) lockToMove(r *http.Request) (*Lock, error) {
	if l := m.findLock(r.PathValue("id")); l != nil {
		return l, nil
	}
	ids := []string{}
	for _, l := range m.locks {
		ids = append(ids, l.ID)
	}
	return nil, oneOfNames("id", r.PathValue("id"), ids...)
}

func (o *OpenStack) makeShare(m *ShareService, r *http.Request) (any, error) {
	var in SeedShare
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	region := SeedRegion{Shares: []SeedShare{in}}
	region.complete(o.Now())
	sh, err := o.keystone.loadShare(m.regionState, region.Shares[0])
	if err != nil {
		return nil, err
	}
	m.shares = append(m.shares, sh)
	return made{sh.id}, nil
}

func (o *OpenStack) editShare(m *ShareService, r *http.Request) (any, error) {
	var in struct {
		Status string `json:"status"`
	}
	sh, err := m.shareToMove(r)
	if err != nil {
		return nil, err
	}
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	if in.Status == "" {
		return nil, core.Mistake("status", "expected a status such as \"error\" or \"deleting\"")
	}
	sh.status, sh.updatedAt, sh.due = in.Status, o.Now(), time.Time{}
	return nil, nil
}

func (m *ShareService) shareToMove(r *http.Request) (*share, error) {
	if sh := m.share(r.PathValue("share")); sh != nil {
		return sh, nil
	}
	return nil, oneOfNames("share", r.PathValue("share"), m.shareNames()...)
}

func (o *OpenStack) makeRule(m *ShareService, r *http.Request) (any, error) {
	var in SeedRule
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	region := SeedRegion{AccessRules: []SeedRule{in}}
	region.complete(o.Now())
	rule, err := m.loadRule(region.AccessRules[0])
	if err != nil {
		return nil, err
	}
	m.rules = append(m.rules, rule)
	return made{rule.id}, nil
}

var ruleStates = []string{"active", "error", "queued_to_apply", "applying", "queued_to_deny", "denying"}

func (o *OpenStack) editRule(m *ShareService, r *http.Request) (any, error) {
	var in struct {
		State string `json:"state"`
	}
	rule, err := m.ruleToMove(r)
	if err != nil {
		return nil, err
	}
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	if err := oneOfNames("state", in.State, ruleStates...); err != nil {
		return nil, err
	}
	rule.state, rule.updatedAt, rule.due = in.State, o.Now(), time.Time{}
	return nil, nil
}

func (m *ShareService) ruleToMove(r *http.Request) (*accessRule, error) {
	if rule := m.findRule(r.PathValue("id")); rule != nil {
		return rule, nil
	}
	ids := []string{}
	for _, rule := range slices.Clone(m.rules) {
		ids = append(ids, rule.id)
	}
	return nil, oneOfNames("id", r.PathValue("id"), ids...)
}

func (o *OpenStack) setDelays(_ *ShareService, r *http.Request) (any, error) {
	var in struct {
		Create string `json:"create"`
		Apply  string `json:"apply"`
		Delete string `json:"delete"`
	}
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	var delays Delays
	for _, field := range []struct {
		name, text string
		into       *time.Duration
	}{{"create", in.Create, &delays.Create}, {"apply", in.Apply, &delays.Apply}, {"delete", in.Delete, &delays.Delete}} {
		if field.text == "" {
			continue
		}
		d, err := core.ParseDuration(field.text)
		if err != nil || d < 0 {
			return nil, core.Mistake(field.name, "%q is no duration; expected one such as \"5s\"", field.text)
		}
		*field.into = d
	}
	o.config.delays = delays
	return nil, nil
}
