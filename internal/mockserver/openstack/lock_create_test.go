package openstack

import (
	"strings"
	"testing"
)

func lockOf(user, project, context, kind, resource, action, reason, updated string) string {
	return `{"id": "<uuid>", "user_id": "{user-` + user + `}", "project_id": "{project-` + project +
		`}", "lock_context": "` + context + `", "resource_type": "` + kind + `", "resource_id": "{` + resource +
		`}", "resource_action": "` + action + `", "lock_reason": ` + reason + `, "created_at": "<time>", "updated_at": ` +
		updated + `, "links": [{"rel": "self", "href": "{manila}/resource_locks/<uuid>"}, {"rel": "bookmark", ` +
		`"href": "{root}/resource_locks/<uuid>"}]}`
}

func oneLock(lock string) string { return `{"resource_lock": ` + lock + `}` }

func aliceLock(resource, reason string) string {
	return oneLock(lockOf("alice", "demo", "user", "share", resource, "delete", reason, "null"))
}

func badRequestBody(message string) string {
	return `{"badRequest": {"code": 400, "message": "` + message + `"}}`
}

func forbiddenBody(message string) string {
	return `{"forbidden": {"code": 403, "message": "` + message + `"}}`
}

func fieldError(field, value, message string) string {
	return badRequestBody("Invalid input for field/attribute " + field + ". Value: " + value + ". " + message)
}

// create posts a resource_lock as alice.
func create(lock string, status int, body string) []exchange {
	x := exchange{
		as: "alice", method: "POST", path: "/resource-locks", body: `{"resource_lock": ` + lock + `}`,
		wantStatus: status, wantBody: body, wantHeader: echo82,
	}
	if status == 200 {
		x.save = "lock"
	}
	return []exchange{x}
}

// post posts a whole body as alice, none of which makes a lock.
func post(body, contentType string, status int, want string) []exchange {
	return []exchange{{
		as: "alice", method: "POST", path: "/resource-locks", body: body, contentType: contentType,
		wantStatus: status, wantBody: want,
	}}
}

func TestCreateLock(t *testing.T) {
	t.Parallel()
	const noResource = `{"badRequest": {"code": 400, "message": "No such resource found."}}`
	long := strings.Repeat("é", 1023)
	escaped := strings.Repeat(`\u00e9`, 1023)
	tests := map[string][]exchange{
		"least":            create(`{"resource_id": "{share-2}", "resource_type": "share"}`, 200, aliceLock("share-2", "null")),
		"all":              create(`{"resource_id": "{share-2}", "resource_type": "share", "resource_action": "delete", "lock_reason": "why"}`, 200, aliceLock("share-2", `"why"`)),
		"null action":      create(`{"resource_id": "{share-2}", "resource_type": "share", "resource_action": null}`, 200, aliceLock("share-2", "null")),
		"null reason":      create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": null}`, 200, aliceLock("share-2", "null")),
		"empty reason":     create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": ""}`, 200, aliceLock("share-2", `""`)),
		"reason kept":      create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": " é\n\"<&>\\ "}`, 200, aliceLock("share-2", `" \u00e9\n\"<&>\\ "`)),
		"longest reason":   create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": "`+long+`"}`, 200, aliceLock("share-2", `"`+escaped+`"`)),
		"reason too long":  create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": "`+long+`x"}`, 400, fieldError("lock_reason", escaped+"x", "'"+escaped+"x' is too long")),
		"emoji":            create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": "😀"}`, 500, internalError),
		"reason a number":  create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": 5}`, 400, fieldError("lock_reason", "5", "5 is not of type 'string', 'null'")),
		"reason a list":    create(`{"resource_id": "{share-2}", "resource_type": "share", "lock_reason": ["a", 1.5, {"b'": null}]}`, 400, fieldError("lock_reason", `['a', 1.5, {\"b'\": None}]`, `['a', 1.5, {\"b'\": None}] is not of type 'string', 'null'`)),
		"capitals kept":    create(`{"resource_id": "{share-2-upper}", "resource_type": "share"}`, 200, aliceLock("share-2-upper", "null")),
		"rule":             create(`{"resource_id": "{rule}", "resource_type": "access_rule"}`, 200, oneLock(lockOf("alice", "demo", "user", "access_rule", "rule", "delete", "null", "null"))),
		"no type":          create(`{"resource_id": "{share-2}"}`, 500, internalError),
		"null type":        create(`{"resource_id": "{share-2}", "resource_type": null}`, 400, badRequestBody("'resource_type' is required and must be one of ('share', 'access_rule')")),
		"unknown type":     create(`{"resource_id": "{share-2}", "resource_type": "none"}`, 400, fieldError("resource_type", "none", "'none' is not one of ['share', 'access_rule', None]")),
		"empty type":       create(`{"resource_id": "{share-2}", "resource_type": ""}`, 400, fieldError("resource_type", "", "'' is not one of ['share', 'access_rule', None]")),
		"unknown action":   create(`{"resource_id": "{share-2}", "resource_type": "share", "resource_action": "none"}`, 400, fieldError("resource_action", "none", "'none' is not one of ['delete', 'show', None]")),
		"empty action":     create(`{"resource_id": "{share-2}", "resource_type": "share", "resource_action": ""}`, 400, fieldError("resource_action", "", "'' is not one of ['delete', 'show', None]")),
		"show of a share":  create(`{"resource_id": "{share-2}", "resource_type": "share", "resource_action": "show"}`, 400, badRequestBody("'resource_action' can only be one of ['delete']")),
		"no UUID":          create(`{"resource_id": "none", "resource_type": "share"}`, 400, fieldError("resource_id", "none", "'none' is not a 'uuid'")),
		"id a number":      create(`{"resource_id": 5, "resource_type": "share"}`, 400, fieldError("resource_id", "5", "5 is not of type 'string'")),
		"null id":          create(`{"resource_id": null, "resource_type": "share"}`, 400, fieldError("resource_id", "None", "None is not of type 'string'")),
		"no id":            create(`{"resource_type": "share"}`, 400, fieldError("resource_lock", "{'resource_type': 'share'}", "'resource_id' is a required property")),
		"id of nothing":    create(`{"resource_id": "00000000-0000-4000-8000-000000000000", "resource_type": "share"}`, 400, noResource),
		"id without dash":  create(`{"resource_id": "{share-2-plain}", "resource_type": "share"}`, 400, noResource),
		"rule as a share":  create(`{"resource_id": "{rule}", "resource_type": "share"}`, 400, noResource),
		"share as a rule":  create(`{"resource_id": "{share-2}", "resource_type": "access_rule"}`, 400, noResource),
		"unknown field":    create(`{"resource_id": "{share-2}", "resource_type": "share", "id": "x"}`, 400, fieldError("resource_lock", "{'resource_id': '{share-2}', 'resource_type': 'share', 'id': 'x'}", "Additional properties are not allowed ('id' was unexpected)")),
		"unknown fields":   create(`{"resource_id": "{share-2}", "user_id": null, "b": true}`, 400, fieldError("resource_lock", "{'resource_id': '{share-2}', 'user_id': None, 'b': True}", "Additional properties are not allowed ('b', 'user_id' were unexpected)")),
		"first error only": create(`{"resource_id": "none", "b": 1}`, 400, fieldError("resource_id", "none", "'none' is not a 'uuid'")),
		"null lock":        create(`null`, 400, fieldError("resource_lock", "None", "None is not of type 'object'")),
		"list as lock":     create(`[]`, 400, fieldError("resource_lock", "[]", "[] is not of type 'object'")),
		"no lock":          post(`{"lock": {}}`, "", 400, badRequestBody("'resource_lock' is a required property")),
		"list":             post(`[]`, "", 400, badRequestBody("[] is not of type 'object'")),
		"text":             post(`"x"`, "", 400, badRequestBody("'x' is not of type 'object'")),
		"broken":           post(`{`, "", 400, badRequestBody("Malformed request body")),
		"no body":          post(``, "", 500, internalError),
		"no content type":  post(`{"resource_lock": {}}`, "-", 500, internalError),
		"form":             post(`{"resource_lock": {}}`, "application/x-www-form-urlencoded", 500, internalError),
		"project in path": {{
			as: "alice", method: "POST", path: "/{project-demo}/resource-locks", save: "lock", wantStatus: 200,
			body:     `{"resource_lock": {"resource_id": "{share-2}", "resource_type": "share"}, "beside": 1}`,
			wantBody: `<any>"{manila}/{project-demo}/resource_locks/<uuid>"}, {"rel": "bookmark", "href": "{root}/{project-demo}/resource_locks/<uuid>"}]}}`,
		}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conformanceCloud(t).run(t, steps)
		})
	}
}

// lockBy creates a lock of share-2 as somebody.
func lockBy(as, service, save string, status int, body string) exchange {
	return exchange{
		as: as, service: service, method: "POST", path: "/resource-locks", save: save, wantStatus: status,
		body: `{"resource_lock": {"resource_id": "{share-2}", "resource_type": "share"}}`, wantBody: body,
	}
}

func TestCreateLockAs(t *testing.T) {
	t.Parallel()
	by := func(user, project, context string) string {
		return oneLock(lockOf(user, project, context, "share", "share-2", "delete", "null", "null"))
	}
	tests := map[string]exchange{
		"member":                  lockBy("bob", "", "lock", 200, by("bob", "demo", "user")),
		"application credential":  lockBy("alice-appcred", "", "lock", 200, by("alice", "demo", "user")),
		"admin":                   lockBy("admin", "", "lock", 200, by("admin", "admin", "admin")),
		"role service":            lockBy("svc", "", "lock", 200, by("svc", "service", "user")),
		"with service token":      lockBy("alice", "svc", "lock", 200, by("alice", "demo", "service")),
		"admin and service token": lockBy("admin", "svc", "lock", 200, by("admin", "admin", "service")),
		"reader":                  lockBy("reader", "", "", 403, accessDenied),
		"other project":           lockBy("carol", "", "", 403, forbiddenBody("Policy doesn't allow resource_lock:create to be performed.")),
		"system":                  lockBy("system-admin", "", "", 403, accessDenied),
	}
	for name, step := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conformanceCloud(t).run(t, []exchange{step})
		})
	}
}

func TestLockTwins(t *testing.T) {
	t.Parallel()
	conformanceCloud(t).run(t, []exchange{lockBy("alice", "", "first", 200, ""), lockBy("alice", "", "second", 200, "")})
}
