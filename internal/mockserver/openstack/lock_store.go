package openstack

import (
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

var (
	unlockableShareStatuses = []string{
		"deleting", "error_deleting", "unmanaging", "manage_error_unmanaging",
		"unmanage_error", "unmanaged", "deleted",
	}
	unlockableRuleStates = []string{"queued_to_deny", "denying", "error", "deleted"}
)

// visibleLock finds a lock as the database does: admin sees all, everyone else those of the token's project
// (20.0.0, db/sqlalchemy/api.py, project_only).
func (m *ShareService) visibleLock(c caller, id string) (*Lock, error) {
	for _, l := range m.locks {
		if strings.EqualFold(l.ID, id) && (c.isAdmin() || l.ProjectID == c.projectID) {
			return l, nil
		}
	}
	return nil, manilaError{kindNotFound, "Resource lock " + id + " could not be found."}
}

// lockResource makes a lock of the caller (20.0.0, lock/api.py, create). The same lock can be made any number of
// times; only a second "show" lock of a resource is refused.
func (m *ShareService) lockResource(c caller, wanted Lock) (*Lock, error) {
	if wanted.ResourceAction == "show" && len(m.lockIDs(wanted.ResourceType, wanted.ResourceID, "show")) > 0 {
		return nil, manilaError{kindConflict, "There was a conflict when trying to complete your request."}
	}
	project, status, softDeleted, ok := m.findResource(wanted.ResourceType, wanted.ResourceID)
	if !ok {
		return nil, badRequest("No such resource found.")
	}
	if !c.adminOrService() && project != c.projectID {
		return nil, policyError("resource_lock:create")
	}
	if err := checkState(wanted.ResourceType, wanted.ResourceAction, status, softDeleted); err != nil {
		return nil, manilaError{kindConflict, err.Error()}
	}
	if !storable(wanted.LockReason) {
		return nil, errInternal
	}
	wanted.ID, wanted.UserID, wanted.ProjectID, wanted.LockContext = core.NewUUID(), c.userID, c.projectID, c.lockContext()
	wanted.CreatedAt = m.cloud.Now()
	m.locks = append(m.locks, &wanted)
	return &wanted, nil
}

// lockContext is "service" for a request with an X-Service-Token, also of an admin.
func (c caller) lockContext() string {
	switch {
	case c.service:
		return "service"
	case c.isAdmin():
		return "admin"
	}
	return "user"
}

// findResource returns what locking has to know of a share or an access rule. Ids are compared as MySQL does.
func (m *ShareService) findResource(kind, id string) (projectID, status string, softDeleted, ok bool) {
	if kind == "share" {
		if sh := m.findShare(id); sh != nil {
			return sh.projectID, sh.status, sh.softDeleted, true
		}
		return "", "", false, false
	}
	if rule := m.findRule(id); rule != nil {
		return rule.share.projectID, rule.state, false, true
	}
	return "", "", false, false
}

// checkState refuses to lock what is on its way out (20.0.0, lock/api.py, _check_resource_state_for_locking).
func checkState(kind, action, status string, softDeleted bool) error {
	unlockable := unlockableShareStatuses
	if kind == "access_rule" {
		unlockable = unlockableRuleStates
	}
	if action == "delete" && slices.Contains(unlockable, status) {
		return badRequest("Invalid input received: Resource status not suitable for locking.")
	}
	if kind == "share" && softDeleted {
		return badRequest("Invalid input received: Resource cannot be locked since it has been soft deleted.")
	}
	return nil
}

// storable reports whether MySQL takes the text: the table is made with a character set of three bytes.
func storable(reason *string) bool {
	return reason == nil || !strings.ContainsFunc(*reason, func(c rune) bool { return c > 0xffff })
}

// mayManipulate checks update and delete (20.0.0, policies/resource_lock.py, then lock/api.py,
// _check_allow_lock_manipulation).
func mayManipulate(c caller, l *Lock, action string) error {
	if !c.adminOrService() && (l.UserID != c.userID || l.ProjectID != c.projectID) {
		return policyError("resource_lock:" + action)
	}
	by := c.lockContext()
	if l.LockContext == "admin" && by != "admin" || l.LockContext == "service" && by == "user" {
		return manilaError{
			kindForbidden,
			"Resource lock cannot be manipulated by user. Please contact the administrator.",
		}
	}
	return nil
}

// changeLock applies an update (20.0.0, lock/api.py, update). UpdatedAt moves only if a value does.
func (m *ShareService) changeLock(c caller, l *Lock, body object) error {
	if err := mayManipulate(c, l, "update"); err != nil {
		return err
	}
	_, actionGiven := body.get("resource_action")
	action := body.text("resource_action")
	if actionGiven {
		if action == "show" && l.ResourceAction != "show" {
			// The real code tests the pair (locks, count), which is always true.
			return badRequest("Invalid input received: The resource already has a visibility lock.")
		}
		// The state is checked as a share's whatever the type is.
		_, status, softDeleted, ok := m.findResource(l.ResourceType, l.ResourceID)
		if !ok {
			return errNoResource // what Manila answers here is not known
		}
		if err := checkState("share", action, status, softDeleted && l.ResourceType == "share"); err != nil {
			return err
		}
	}
	reason := l.LockReason
	if _, ok := body.get("lock_reason"); ok {
		reason = reasonOf(body)
	}
	if !storable(reason) {
		return errInternal
	}
	changed := !sameReason(reason, l.LockReason) || actionGiven && action != l.ResourceAction
	l.LockReason = reason
	if actionGiven {
		l.ResourceAction = action
	}
	if changed {
		l.UpdatedAt = m.cloud.Now()
	}
	return nil
}

func sameReason(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
