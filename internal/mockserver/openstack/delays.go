package openstack

import (
	"slices"
	"time"
)

// Delays are how long shares and access rules take by the server's clock; zero: no time at all.
type Delays struct {
	// Create is how long a new share is in "creating".
	Create time.Duration
	// Apply is how long a new access rule is in "queued_to_apply".
	Apply time.Duration
	// Delete is how long a deleted share is in "deleting", and a denied access rule in "queued_to_deny".
	Delete time.Duration
}

// settle finishes what is due.
func (m *ShareService) settle(now time.Time) {
	isDue := func(due time.Time) bool { return !due.IsZero() && !now.Before(due) }
	for _, sh := range slices.Clone(m.shares) {
		switch {
		case !isDue(sh.due):
		case sh.status == "creating":
			sh.status, sh.due = "available", time.Time{}
		case sh.status == "deleting":
			m.removeShare(sh)
		}
	}
	for _, rule := range slices.Clone(m.rules) {
		switch {
		case !isDue(rule.due):
		case rule.state == "queued_to_apply":
			rule.state, rule.updatedAt, rule.due = "active", now, time.Time{}
		case rule.state == "queued_to_deny":
			m.removeRule(rule)
		}
	}
}

// beginDelete starts to delete a share, which ends by settle.
func (m *ShareService) beginDelete(sh *share) {
	sh.status, sh.due = "deleting", m.cloud.Now().Add(m.cloud.config.delays.Delete)
	m.settle(m.cloud.Now())
}

// beginDeny starts to remove an access rule, which ends by settle.
func (m *ShareService) beginDeny(rule *accessRule) {
	rule.state, rule.due = "queued_to_deny", m.cloud.Now().Add(m.cloud.config.delays.Delete)
	m.settle(m.cloud.Now())
}
