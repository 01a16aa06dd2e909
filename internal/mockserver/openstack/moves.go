package openstack

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// installMoves adds the part of /_mock/ that belongs to OpenStack.
func (o *OpenStack) installMoves() {
	o.HandleControl("DELETE /_mock/locks/{id}", func(w http.ResponseWriter, r *http.Request) {
		if !o.DeleteLock(r.PathValue("id")) {
			http.Error(w, "no such lock", http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// IssueToken returns a new token of a user for the user's own project, as a password login gives it. It panics if
// there is no such user.
func (o *OpenStack) IssueToken(name string) string {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	u := o.mustUser(name)
	t := &token{
		id: newTokenID(), user: u, methods: []string{"password"}, auditIDs: []string{newAuditID()}, project: u.home,
		issued: o.Now(), expires: o.Now().Add(tokenLifetime), roles: withImplied(u.grants[u.home]),
	}
	o.keystone.tokens[t.id] = t
	return t.id
}

// Tokens returns all tokens that were issued so far, so that a test can look for them where they must not be.
func (o *OpenStack) Tokens() []string {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	return slices.Sorted(maps.Keys(o.keystone.tokens))
}

// RevokeTokens makes every token so far invalid: requests with one are answered 401.
func (o *OpenStack) RevokeTokens() {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	for _, t := range o.keystone.tokens {
		t.revoked = true
	}
}

// copyLock returns a lock that does not share memory with the state.
func (l *Lock) copyLock() Lock {
	c := *l
	if l.LockReason != nil {
		reason := *l.LockReason
		c.LockReason = &reason
	}
	return c
}

// Locks returns all locks of all projects, oldest first.
func (m *ShareService) Locks() []Lock {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	list := []Lock{}
	for _, l := range m.locks {
		list = append(list, l.copyLock())
	}
	return list
}

// Lock returns the lock of that id and whether there is one.
func (m *ShareService) Lock(id string) (Lock, bool) {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	if l := m.findLock(id); l != nil {
		return l.copyLock(), true
	}
	return Lock{}, false
}

func (m *ShareService) findLock(id string) *Lock {
	for _, l := range m.locks {
		if strings.EqualFold(l.ID, id) {
			return l
		}
	}
	return nil
}

// CreateLock stores a lock as a user's and returns it. Empty fields get what the API would give them: id, user,
// project, times, context "admin" for admin and else "user", type "share", action "delete". Nothing is checked, so
// that states can be made which the API does not let through.
func (m *ShareService) CreateLock(user string, l Lock) Lock {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	u := m.cloud.mustUser(user)
	c := caller{userID: u.id, projectID: u.home.id, roles: withImplied(u.grants[u.home])}
	orDefault := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	orDefault(&l.ID, core.NewUUID())
	orDefault(&l.UserID, c.userID)
	orDefault(&l.ProjectID, c.projectID)
	orDefault(&l.LockContext, c.lockContext())
	orDefault(&l.ResourceType, "share")
	orDefault(&l.ResourceAction, "delete")
	if l.CreatedAt.IsZero() {
		l.CreatedAt = m.cloud.Now()
	}
	stored := l.copyLock()
	m.locks = append(m.locks, &stored)
	return l
}

// UpdateLock changes a lock in place, whoever's it is, and reports whether there is one of that id.
func (m *ShareService) UpdateLock(id string, change func(*Lock)) bool {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	l := m.findLock(id)
	if l == nil {
		return false
	}
	change(l)
	l.UpdatedAt = m.cloud.Now()
	return true
}

// DeleteLock removes a lock, whoever's it is, and reports whether there was one of that id.
func (m *ShareService) DeleteLock(id string) bool {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	l := m.findLock(id)
	m.dropLocks(func(other *Lock) bool { return other == l })
	return l != nil
}

// CreateShare makes an available share in a user's project and returns its id.
func (m *ShareService) CreateShare(user, name string) string {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	u := m.cloud.mustUser(user)
	sh := &share{
		id: core.NewUUID(), name: name, userID: u.id, projectID: u.home.id, protocol: "NFS", size: 1, status: "available",
		createdAt: m.cloud.Now(),
	}
	m.shares = append(m.shares, sh)
	return sh.id
}

// DeleteShare removes a share with its rules and the rules' locks, also if it is locked, and reports whether there
// was one of that id. Locks of the share itself go too, as if each had been deleted before.
func (m *ShareService) DeleteShare(id string) bool {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	sh := m.findShare(id)
	if sh == nil {
		return false
	}
	m.dropLocks(func(l *Lock) bool { return l.ResourceType == "share" && strings.EqualFold(l.ResourceID, id) })
	m.removeShare(sh)
	return true
}

// SetShareStatus sets a share's status, such as "deleting", and reports whether there is a share of that id.
func (m *ShareService) SetShareStatus(id, status string) bool {
	m.cloud.Mu.Lock()
	defer m.cloud.Mu.Unlock()
	i := slices.IndexFunc(m.shares, func(sh *share) bool { return strings.EqualFold(sh.id, id) })
	if i >= 0 {
		m.shares[i].status = status
	}
	return i >= 0
}
