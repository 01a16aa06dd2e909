package openstack

import (
	"strings"
	"testing"
)

const (
	policyUpdate = `{"forbidden": {"code": 403, "message": "Policy doesn't allow resource_lock:update to be performed."}}`
	policyDelete = `{"forbidden": {"code": 403, "message": "Policy doesn't allow resource_lock:delete to be performed."}}`
	contactAdmin = `{"forbidden": {"code": 403, "message": "Resource lock cannot be manipulated by user. Please contact the administrator."}}`
	lockGone     = `{"itemNotFound": {"code": 404, "message": "Resource lock {lock} could not be found."}}`
)

// put updates {lock} as alice.
func put(lock string, status int, body string) exchange {
	return putAs("alice", "", lock, status, body)
}

func putAs(as, service, lock string, status int, body string) exchange {
	return exchange{
		as: as, service: service, method: "PUT", path: "/resource-locks/{lock}", wantStatus: status,
		body: `{"resource_lock": ` + lock + `}`, wantBody: body,
	}
}

func deleteAs(as, service string, status int, body string) exchange {
	return exchange{
		as: as, service: service, method: "DELETE", path: "/resource-locks/{lock}", wantStatus: status,
		wantBody: body,
	}
}

func showAs(as, service string, status int, body string) exchange {
	return exchange{
		as: as, service: service, method: "GET", path: "/resource-locks/{lock}", wantStatus: status,
		wantBody: body,
	}
}

func reasonLock(reason, updated string) string {
	return oneLock(lockOf("alice", "demo", "user", "share", "share-2", "delete", reason, updated))
}

func TestUpdateLock(t *testing.T) {
	t.Parallel()
	const nullAction = "Invalid input for field/attribute resource_action. Value: None. None is not of type 'string'"
	long := strings.Repeat("x", 1024)
	made := lockBy("alice", "", "lock", 200, "")
	tests := map[string][]exchange{
		"reason":        {made, put(`{"lock_reason": "new"}`, 200, reasonLock(`"new"`, `"<time>"`))},
		"empty reason":  {made, put(`{"lock_reason": ""}`, 200, reasonLock(`""`, `"<time>"`)), put(`{"lock_reason": null}`, 200, reasonLock("null", `"<time>"`))},
		"nothing":       {made, put(`{}`, 200, reasonLock("null", "null"))},
		"same values":   {made, put(`{"lock_reason": null, "resource_action": "delete"}`, 200, reasonLock("null", "null"))},
		"read-only":     {made, put(`{"resource_id": "{share-2}"}`, 400, fieldError("resource_lock", "{'resource_id': '{share-2}'}", "Additional properties are not allowed ('resource_id' was unexpected)"))},
		"show":          {made, put(`{"resource_action": "show"}`, 400, badRequestBody("'resource_action' can only be one of ['delete']"))},
		"unknown":       {made, put(`{"resource_action": "x"}`, 400, fieldError("resource_action", "x", "'x' is not one of ['delete', 'show', None]"))},
		"emoji":         {made, put(`{"lock_reason": "😀"}`, 500, internalError), showAs("alice", "", 200, reasonLock("null", "null"))},
		"too long":      {made, put(`{"lock_reason": "`+long+`"}`, 400, fieldError("lock_reason", long, "'"+long+"' is too long"))},
		"schema first":  {made, putAs("bob", "", `{"x": 1}`, 400, "")},
		"no lock":       {made, {as: "alice", method: "PUT", path: "/resource-locks/{lock}", body: `{"a": 1}`, wantStatus: 400, wantBody: badRequestBody("'resource_lock' is a required property")}},
		"no body":       {made, {as: "alice", method: "PUT", path: "/resource-locks/{lock}", wantStatus: 500, wantBody: internalError}},
		"id of nothing": {{as: "alice", method: "PUT", path: "/resource-locks/none", body: `{"resource_lock": {}}`, wantStatus: 404, wantBody: `{"itemNotFound": {"code": 404, "message": "Resource lock none could not be found."}}`}},
		"null action": {
			made, put(`{"resource_action": null}`, 400, badRequestBody(nullAction)),
			showAs("alice", "", 400, badRequestBody(nullAction)),
			{as: "alice", method: "GET", path: "/resource-locks?id={lock}", wantStatus: 400, wantBody: badRequestBody(nullAction)},
			put(`{"lock_reason": "x"}`, 400, badRequestBody(nullAction)),
			put(`{"resource_action": "delete"}`, 200, reasonLock(`"x"`, `"<time>"`)),
		},
		"null action deleted": {made, put(`{"resource_action": null}`, 400, ""), deleteAs("alice", "", 204, "")},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conformanceCloud(t).run(t, steps)
		})
	}
}

func TestDeleteLock(t *testing.T) {
	t.Parallel()
	gone := deleteAs("alice", "", 204, "")
	gone.wantHeader = map[string]string{"Content-Type": "text/html; charset=UTF-8", versionHeader: "2.82"}
	conformanceCloud(t).run(t, []exchange{
		lockBy("alice", "", "lock", 200, ""), gone, deleteAs("alice", "", 404, lockGone),
		showAs("alice", "", 404, lockGone), put(`{}`, 404, lockGone),
	})
}

// TestWhoMayChangeLock tries everybody on a lock of each context.
func TestWhoMayChangeLock(t *testing.T) {
	t.Parallel()
	type attempt struct {
		as, service  string
		status       int
		update, drop string
	}
	tests := map[string]struct {
		made     exchange
		attempts []attempt // refused ones; nothing of theirs may change the lock
		allowed  []attempt // updates
	}{
		"user": {lockBy("alice", "", "lock", 200, ""), []attempt{
			{"bob", "", 403, policyUpdate, policyDelete},
			{"reader", "", 403, policyUpdate, policyDelete},
			{"bob", "svc", 403, policyUpdate, policyDelete},
			{"carol", "", 404, lockGone, lockGone},
			{"svc", "", 404, lockGone, lockGone},
			{"svc", "svc", 404, lockGone, lockGone},
		}, []attempt{{as: "alice"}, {as: "alice-appcred"}, {as: "alice", service: "svc"}, {as: "admin"}}},
		"service": {lockBy("alice", "svc", "lock", 200, ""), []attempt{
			{"alice", "", 403, contactAdmin, contactAdmin},
			{"bob", "", 403, policyUpdate, policyDelete},
			{"reader", "", 403, policyUpdate, policyDelete},
			{"carol", "", 404, lockGone, lockGone},
			{"svc", "", 404, lockGone, lockGone},
		}, []attempt{{as: "alice", service: "svc"}, {as: "admin"}}},
		"admin": {lockBy("admin", "", "lock", 200, ""), []attempt{
			{"alice", "", 404, lockGone, lockGone},
			{"carol", "", 404, lockGone, lockGone},
			{"svc", "", 404, lockGone, lockGone},
			{"admin", "svc", 403, contactAdmin, contactAdmin},
		}, []attempt{{as: "admin"}}},
		"own lock of a service user": {lockBy("svc", "", "lock", 200, ""), []attempt{
			{"alice", "", 404, lockGone, lockGone},
		}, []attempt{{as: "svc"}, {as: "admin"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := []exchange{tt.made}
			for _, a := range tt.attempts {
				steps = append(steps, putAs(a.as, a.service, `{"lock_reason": "x"}`, a.status, a.update),
					deleteAs(a.as, a.service, a.status, a.drop))
			}
			for _, a := range tt.allowed {
				steps = append(steps, putAs(a.as, a.service, `{"lock_reason": "`+a.as+a.service+`"}`, 200, ""))
			}
			conformanceCloud(t).run(t, append(steps, deleteAs(tt.allowed[0].as, tt.allowed[0].service, 204, "")))
		})
	}
}

func TestShowLock(t *testing.T) {
	t.Parallel()
	tests := map[string][]exchange{
		"of the project": {
			lockBy("alice", "", "lock", 200, ""), showAs("bob", "", 200, reasonLock("null", "null")),
			showAs("reader", "", 200, reasonLock("null", "null")), showAs("admin", "", 200, reasonLock("null", "null")),
		},
		"of another":     {lockBy("alice", "", "lock", 200, ""), showAs("carol", "", 404, lockGone), showAs("svc", "svc", 404, lockGone)},
		"admin's":        {lockBy("admin", "", "lock", 200, ""), showAs("alice", "", 404, lockGone)},
		"in capitals":    {lockBy("alice", "", "lock", 200, ""), {as: "alice", method: "GET", path: "/resource-locks/{lock-upper}", wantStatus: 200}},
		"that is no id":  {{as: "alice", method: "GET", path: "/resource-locks/none", wantStatus: 404, wantBody: `{"itemNotFound": {"code": 404, "message": "Resource lock none could not be found."}}`, wantHeader: echo82}},
		"with a project": {lockBy("alice", "", "lock", 200, ""), {as: "alice", method: "GET", path: "/{project-demo}/resource-locks/{lock}", wantStatus: 200, wantBody: `<any>{manila}/{project-demo}/resource_locks/{lock}<any>`}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conformanceCloud(t).run(t, steps)
		})
	}
}
