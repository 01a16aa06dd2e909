package openstack

import "testing"

// ruleLock locks the rule of share-1.
func ruleLock(as, action, save string, status int, body string) exchange {
	return exchange{
		as: as, method: "POST", path: "/resource-locks", save: save, wantStatus: status, wantBody: body,
		body: `{"resource_lock": {"resource_id": "{rule}", "resource_type": "access_rule", "resource_action": "` + action + `"}}`,
	}
}

func access(as, service, to, key string) exchange {
	return exchange{
		as: as, service: service, method: "GET", path: "/share-access-rules/{rule}", wantStatus: 200,
		wantBody: `{"access": {"id": "{rule}", "share_id": "{share-1}", "access_level": "rw", "access_to": "` + to +
			`", "access_type": "ip", "state": "active", "access_key": ` + key +
			`, "created_at": "<time>", "updated_at": "<time>", "metadata": {}}}`,
	}
}

func action(as, share, body string, status int, want string) exchange {
	return exchange{as: as, method: "POST", path: "/shares/{" + share + "}/action", body: body, wantStatus: status, wantBody: want}
}

// TestRuleLocks is one sequence, as a rule has one visibility lock at a time.
func TestRuleLocks(t *testing.T) {
	t.Parallel()
	const conflict = `{"conflictingRequest": {"code": 409, "message": "There was a conflict when trying to complete your request."}}`
	listed := access("alice", "", "******", `"******"`)
	listed.path = "/share-access-rules?share_id={share-1}"
	listed.wantBody = `{"access_list": [{"id": "{rule}", "access_level": "rw", "access_to": "******", <any>}]}`
	conformanceCloud(t).run(t, []exchange{
		ruleLock("carol", "show", "", 403, forbiddenBody("Policy doesn't allow resource_lock:create to be performed.")),
		ruleLock("bob", "show", "lock", 200, oneLock(lockOf("bob", "demo", "user", "access_rule", "rule", "show", "null", "null"))),
		ruleLock("alice", "show", "", 409, conflict), ruleLock("bob", "show", "", 409, conflict),
		access("bob", "", "203.0.113.10", "null"), access("admin", "", "203.0.113.10", "null"),
		access("alice", "", "******", `"******"`), access("reader", "", "******", `"******"`),
		access("alice", "svc", "******", `"******"`), listed,
		{
			as: "carol", method: "GET", path: "/share-access-rules/{rule}", wantStatus: 404,
			wantBody: `{"itemNotFound": {"code": 404, "message": "Share access rule {rule} not found."}}`,
		},
		putAs("bob", "", `{"resource_action": "delete"}`, 200, ""), access("alice", "", "203.0.113.10", "null"),
		putAs("bob", "", `{"resource_action": "show"}`, 400, badRequestBody("Invalid input received: The resource already has a visibility lock.")),
	})
}

// TestLockedRule tries to get rid of a locked rule, in the mock alone: it is no test for a rule that somebody needs.
func TestLockedRule(t *testing.T) {
	t.Parallel()
	const deny = `{"deny_access": {"access_id": "{rule}"}}`
	denied := forbiddenBody("Cannot deny access for share '{share-1}' since it has been locked. Please remove the locks and retry the operation")
	mockCloud(t, started(t)).run(t, []exchange{
		ruleLock("alice", "delete", "lock", 200, ""),
		action("alice", "share-1", deny, 403, denied), action("admin", "share-1", deny, 403, denied),
		action("bob", "share-1", `{"deny_access": {"access_id": "{rule}", "unrestrict": true}}`, 403,
			forbiddenBody("Unable to drop access rule restrictions that are not placed by you.")),
		deleteAs("alice", "", 204, ""), action("alice", "share-1", deny, 202, ""),
	})
}

// TestLockedShare tries to get rid of a share that admin has locked, with a lock that the owner cannot see. It too
// runs against the mock alone.
func TestLockedShare(t *testing.T) {
	t.Parallel()
	prevented := "Resource lock/s [{lock}] prevent delete action."
	remove := func(as, version string, status int, body string) exchange {
		return exchange{as: as, method: "DELETE", path: "/shares/{share-3}", version: version, wantStatus: status, wantBody: body}
	}
	made := lockBy("admin", "", "lock", 200, "")
	made.body = `{"resource_lock": {"resource_id": "{share-3-upper}", "resource_type": "share"}}`
	mockCloud(t, started(t)).run(t, []exchange{
		made,
		remove("alice", "2.82", 403, forbiddenBody(prevented)), remove("bob", "2.50", 403, forbiddenBody(prevented)),
		remove("alice", "-", 403, forbiddenBody(prevented)), remove("admin", "2.82", 403, forbiddenBody(prevented)),
		remove("reader", "2.82", 403, accessDenied), remove("carol", "2.82", 404, noSuchAPI),
		action("alice", "share-3", `{"soft_delete": null}`, 403, forbiddenBody(prevented)),
		action("admin", "share-3", `{"unmanage": null}`, 403, forbiddenBody(prevented)),
		action("admin", "share-3", `{"force_delete": null}`, 400, badRequestBody(prevented)),
		action("alice", "share-3", `{"none": null}`, 400, badRequestBody("There is no such action: none")),
		action("alice", "share-3", ``, 400, badRequestBody("There is no such action: None")),
		action("alice", "share-3", `{"a": 1, "b": 2}`, 400, badRequestBody("Malformed request body")),
		{as: "alice", method: "GET", path: "/shares/{share-3}", wantStatus: 200, wantBody: `<any>"status": "available"<any>`},
	})
}

// TestEndOfShare runs against the mock alone: it ends with a share that is gone.
func TestEndOfShare(t *testing.T) {
	t.Parallel()
	const restricted = `{"allow_access": {"access_type": "ip", "access_to": "203.0.113.20", "lock_visibility": true, "lock_deletion": true, "lock_reason": "why"}}`
	s := started(t)
	c := mockCloud(t, s)
	c.run(t, []exchange{
		action("alice", "share-2", restricted, 200, `{"access": {"id": "<uuid>", <any>"state": "queued_to_apply"<any>}}`),
		action("alice", "share-2", restricted, 400, badRequestBody("Share access ip:203.0.113.20 exists.")),
	})
	locks := s.Locks()
	if len(locks) != 3 || locks[1].ResourceType != "share" || *locks[1].LockReason != "Locked by access lock: "+locks[0].ID ||
		locks[2].ResourceAction != "show" || *locks[2].LockReason != "why" {
		t.Fatalf("locks of a restricted rule: %+v", locks)
	}
	rule := locks[0].ResourceID
	other := s.CreateLock("bob", Lock{ResourceID: s.Fixture().Shares["share-2"]}).ID
	c.run(t, []exchange{
		action("bob", "share-2", `{"deny_access": {"access_id": "`+rule+`", "unrestrict": true}}`, 403, ""),
		action("alice", "share-2", `{"deny_access": {"access_id": "`+rule+`", "unrestrict": true}}`, 202, ""),
	})
	if left := s.Locks(); len(left) != 1 || left[0].ID != other {
		t.Fatalf("locks left by unrestrict: %+v, want the other one of the share", left)
	}
	s.CreateLock("alice", Lock{ResourceID: s.Fixture().AccessRule.ID, ResourceType: "access_rule"})
	c.run(t, []exchange{
		{as: "alice", method: "DELETE", path: "/shares/{share-1}", wantStatus: 202},
		{as: "alice", method: "GET", path: "/shares/{share-1}", wantStatus: 404, wantBody: noSuchAPI},
		{
			as: "alice", method: "POST", path: "/resource-locks", wantStatus: 400, wantBody: badRequestBody("No such resource found."),
			body: `{"resource_lock": {"resource_id": "{share-1}", "resource_type": "share"}}`,
		},
	})
	if left := s.Locks(); len(left) != 1 || left[0].ID != other {
		t.Errorf("the rule's lock outlived its share, or another share's did not: %+v", left)
	}
}

// TestLockingOfStatuses runs against the mock alone: it sets statuses that a share passes through in moments.
func TestLockingOfStatuses(t *testing.T) {
	t.Parallel()
	conflict := `{"conflictingRequest": {"code": 409, "message": "Invalid input received: Resource status not suitable for locking."}}`
	tests := map[string]string{
		"creating": "", "error": "", "migrating": "", "deleting": conflict, "error_deleting": conflict,
		"unmanaging": conflict, "manage_error_unmanaging": conflict, "unmanage_error": conflict,
	}
	for status, want := range tests {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			s := started(t)
			c := mockCloud(t, s)
			made := s.CreateLock("alice", Lock{ResourceID: s.Fixture().Shares["share-2"]}).ID
			if !s.SetShareStatus(s.Fixture().Shares["share-2"], status) {
				t.Fatal("no share-2")
			}
			create, update := 200, 200
			if want != "" {
				create, update = 409, 400
			}
			path := "/resource-locks/" + made
			c.run(t, []exchange{
				lockBy("alice", "", "", create, want),
				{as: "alice", method: "PUT", path: path, body: `{"resource_lock": {"lock_reason": "x"}}`, wantStatus: 200},
				{as: "alice", method: "PUT", path: path, body: `{"resource_lock": {"resource_action": "delete"}}`, wantStatus: update},
			})
		})
	}
}

func TestSoftDeletedShareCannotBeLocked(t *testing.T) {
	t.Parallel()
	c := mockCloud(t, started(t))
	c.run(t, []exchange{
		action("alice", "share-2", `{"soft_delete": null}`, 202, ""),
		lockBy("alice", "", "", 409, `{"conflictingRequest": {"code": 409, "message": "Invalid input received: Resource cannot be locked since it has been soft deleted."}}`),
		action("alice", "share-2", `{"restore": null}`, 202, ""),
		lockBy("alice", "", "lock", 200, ""),
	})
}
