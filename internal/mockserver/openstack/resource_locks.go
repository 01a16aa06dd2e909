package openstack

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Lock is a resource lock as the share service keeps it.
type Lock struct {
	ID             string
	UserID         string
	ProjectID      string
	LockContext    string // "user", "service", "admin"
	ResourceType   string // "share", "access_rule"
	ResourceID     string
	ResourceAction string // "delete", "show"; "" is the null that an update can store
	LockReason     *string
	CreatedAt      time.Time
	UpdatedAt      time.Time // zero: never
}

var locksSince = microversion{2, 81}

func (m *ShareService) installLocks() {
	m.route("GET", "/resource-locks", locksSince, m.listLocks)
	m.route("POST", "/resource-locks", locksSince, m.createLock)
	m.route("GET", "/resource-locks/{id}", locksSince, m.showLock)
	m.route("PUT", "/resource-locks/{id}", locksSince, m.updateLock)
	m.route("DELETE", "/resource-locks/{id}", locksSince, m.deleteLock)
}

// createLock answers 200 (20.0.0, api/v2/resource_locks.py, create and _check_body).
func (m *ShareService) createLock(call *manilaCall) (manilaAnswer, error) {
	if !call.caller.may("member") {
		return manilaAnswer{}, errAccessDenied
	}
	body, err := lockBody(call, createSchema, "resource_id")
	if err != nil {
		return manilaAnswer{}, err
	}
	kind, given := body.get("resource_type")
	action := body.text("resource_action")
	if action == "" {
		action = "delete"
	}
	if given && kind == nil {
		return manilaAnswer{}, badRequest(
			"'resource_type' is required and must be one of ('share', 'access_rule')")
	}
	if err := checkAction(body.text("resource_type"), action); err != nil {
		return manilaAnswer{}, err
	}
	if !given {
		// _check_body takes the default "share", create then reads the key that is not there.
		return manilaAnswer{}, errInternal
	}
	lock, err := m.lockResource(call.caller, Lock{
		ResourceID: body.text("resource_id"), ResourceType: body.text("resource_type"), ResourceAction: action,
		LockReason: reasonOf(body),
	})
	if err != nil {
		return manilaAnswer{}, err
	}
	return okAnswer(object{{"resource_lock", call.lockBody(lock)}})
}

// checkAction refuses actions that a type of resource does not know; no type counts as a share.
func checkAction(resourceType, action string) error {
	if resourceType != "access_rule" && action == "show" {
		return badRequest("'resource_action' can only be one of ['delete']")
	}
	return nil
}

func reasonOf(body object) *string {
	value, _ := body.get("lock_reason")
	if text, ok := value.(string); ok {
		return &text
	}
	return nil
}

func (m *ShareService) showLock(call *manilaCall) (manilaAnswer, error) {
	if !call.caller.may("reader") {
		return manilaAnswer{}, errAccessDenied
	}
	lock, err := m.visibleLock(call.caller, call.r.PathValue("id"))
	if err != nil {
		return manilaAnswer{}, err
	}
	if err := showable(lock); err != nil {
		return manilaAnswer{}, err
	}
	return okAnswer(object{{"resource_lock", call.lockBody(lock)}})
}

// updateLock changes what differs. An action of null is stored and then fails the check of the answer (20.0.0,
// api/schemas/resource_locks.py allows it in update_request_body alone).
func (m *ShareService) updateLock(call *manilaCall) (manilaAnswer, error) {
	if err := mayOwn(call.caller); err != nil {
		return manilaAnswer{}, err
	}
	body, err := lockBody(call, updateSchema)
	if err != nil {
		return manilaAnswer{}, err
	}
	lock, err := m.visibleLock(call.caller, call.r.PathValue("id"))
	if err != nil {
		return manilaAnswer{}, err
	}
	if err := checkAction(lock.ResourceType, body.text("resource_action")); err != nil {
		return manilaAnswer{}, err
	}
	if err := m.changeLock(call.caller, lock, body); err != nil {
		return manilaAnswer{}, err
	}
	if err := showable(lock); err != nil {
		return manilaAnswer{}, err
	}
	return okAnswer(object{{"resource_lock", call.lockBody(lock)}})
}

func (m *ShareService) deleteLock(call *manilaCall) (manilaAnswer, error) {
	if err := mayOwn(call.caller); err != nil {
		return manilaAnswer{}, err
	}
	lock, err := m.visibleLock(call.caller, call.r.PathValue("id"))
	if err != nil {
		return manilaAnswer{}, err
	}
	if err := mayManipulate(call.caller, lock, "delete"); err != nil {
		return manilaAnswer{}, err
	}
	m.dropLocks(func(l *Lock) bool { return l == lock })
	return manilaAnswer{status: http.StatusNoContent}, nil
}

// mayOwn is the check of the policies for update and delete before the lock is known. For an unscoped token it is
// the database's layer that refuses, in other words.
func mayOwn(c caller) error {
	if c.system {
		return errAccessDenied
	}
	if c.projectID == "" {
		return errNotAuthorized
	}
	return nil
}

// lockBody shows a lock. The links have an underscore and lead nowhere (20.0.0, api/views/resource_locks.py).
func (c *manilaCall) lockBody(l *Lock) object {
	var action, updated any
	if l.ResourceAction != "" {
		action = l.ResourceAction
	}
	if !l.UpdatedAt.IsZero() {
		updated = stamp(l.UpdatedAt)
	}
	return object{
		{"id", l.ID},
		{"user_id", l.UserID},
		{"project_id", l.ProjectID},
		{"lock_context", l.LockContext},
		{"resource_type", l.ResourceType},
		{"resource_id", l.ResourceID},
		{"resource_action", action},
		{"lock_reason", l.LockReason},
		{"created_at", stamp(l.CreatedAt)},
		{"updated_at", updated},
		{"links", c.links("resource_locks", l.ID)},
	}
}

// links are those of any resource; the path's project id stands in them too.
func (c *manilaCall) links(collection, id string) []any {
	path := "/" + c.project + collection + "/" + id
	return []any{
		object{{"rel", "self"}, {"href", c.base + "/v2" + path}},
		object{{"rel", "bookmark"}, {"href", c.base + path}},
	}
}

// showable is the check of the answer's schema: a lock without an action cannot be shown, nor a list that it is in.
func showable(locks ...*Lock) error {
	for _, l := range locks {
		if l.ResourceAction == "" {
			return invalidField("resource_action", nil, "None is not of type 'string'")
		}
		for name, value := range map[string]string{"user_id": l.UserID, "project_id": l.ProjectID} {
			if message := isUUID(value); message != "" {
				return invalidField(name, value, message)
			}
		}
	}
	return nil
}

// lockIDs lists the locks on a resource that keep it from an action, oldest first.
func (m *ShareService) lockIDs(resourceType, resourceID, action string) []string {
	ids := []string{}
	for _, l := range m.locks {
		if l.locks(resourceType, resourceID, action) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// locks compares ids as MySQL does, without case: a lock keeps its resource's id as it was sent.
func (l *Lock) locks(resourceType, resourceID, action string) bool {
	return l.ResourceType == resourceType && strings.EqualFold(l.ResourceID, resourceID) && l.ResourceAction == action
}

func (m *ShareService) dropLocks(which func(*Lock) bool) { m.locks = slices.DeleteFunc(m.locks, which) }
