package openstack

import "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"

const (
	identity = "/identity"
	shareV2  = "/share/v2"
)

// Operations tells how far each operation of both services can be trusted. The routes are those of the first region.
func Operations() []core.Operation {
	return append(keystoneOperations(), append(lockOperations(), shareOperations()...)...)
}

func keystoneOperations() []core.Operation {
	return []core.Operation{
		{
			Routes: []string{"POST " + identity + "/v3/auth/tokens"}, Name: "Log in to Keystone", Evidence: core.Recorded,
			Quirks:  []string{"A token for a token lives no longer than it. An application credential cannot ask for a scope."},
			LeftOut: []string{"Methods other than password, token and application credential; other domains than Default."},
		},
		{
			Routes: []string{"GET " + identity + "/v3/auth/tokens", "DELETE " + identity + "/v3/auth/tokens"},
			Name:   "Validate and revoke a token", Evidence: core.Recorded,
		},
		{
			Routes: []string{
				"GET " + identity, "GET " + identity + "/{$}", "GET " + identity + "/v3", "GET " + identity + "/v3/{$}",
			},
			Name: "List the versions of Keystone", Evidence: core.Recorded,
			LeftOut: []string{"All of Keystone but tokens and versions."},
		},
		{
			Routes: []string{"/share", "/share/{$}", shareV2, "GET " + shareV2 + "/{$}", "GET /share/v1/{$}"},
			Name:   "List the versions of Manila", Evidence: core.Recorded,
			Quirks:  []string{"The root answers 300 to every method and needs no token; the others are 401 without one."},
			LeftOut: []string{"All of v1 but its version."},
		},
	}
}

func lockOperations() []core.Operation {
	const locks = shareV2 + "/resource-locks"
	return []core.Operation{
		{
			Routes: []string{"POST " + locks}, Name: "Create a resource lock", Evidence: core.Recorded,
			Quirks: []string{
				"200, not 201. Without resource_type 500. The same lock can be made any number of times, but for a second show " +
					"lock (409). Emoji in the reason are a 500, as on MySQL. resource_id is stored as it is sent.",
			},
		},
		{
			Routes: []string{"GET " + locks}, Name: "List resource locks", Evidence: core.Recorded,
			Quirks: []string{
				"Unknown filters and marker are ignored; all_tenants is honoured for everyone; count is left out when it is 0; the " +
					"next link leads nowhere; a lock with a null action makes the list a 400.",
			},
			LeftOut: []string{"MySQL's order of locks of the same microsecond is unknown: here newest first."},
		},
		{
			Routes: []string{"GET " + locks + "/{id}"}, Name: "Get a resource lock", Evidence: core.Recorded,
			Quirks: []string{"Only within the lock's project, for admin everywhere."},
		},
		{
			Routes: []string{"PUT " + locks + "/{id}"}, Name: "Update a resource lock", Evidence: core.Recorded,
			Quirks: []string{"resource_action null is stored and then 400; from delete to show is always 400."},
		},
		{Routes: []string{"DELETE " + locks + "/{id}"}, Name: "Delete a resource lock", Evidence: core.Recorded},
	}
}

func shareOperations() []core.Operation {
	const shares = shareV2 + "/shares"
	return []core.Operation{
		{
			Routes: []string{
				"GET " + shares, "GET " + shares + "/detail", "GET " + shares + "/{id}", "GET " + shares + "/{id}/export_locations",
			},
			Name: "Get and list shares", Evidence: core.Recorded,
			LeftOut: []string{"Filters other than name, name~, status, is_public and is_soft_deleted; several export locations."},
		},
		{
			Routes: []string{"POST " + shares}, Name: "Create a share", Evidence: core.Recorded,
			Quirks:  []string{"With delays the share is in creating for a while."},
			LeftOut: []string{"Storage; share networks, snapshots, groups, replicas, quotas and other share types are ignored."},
		},
		{
			Routes: []string{"PUT " + shares + "/{id}"}, Name: "Update a share", Evidence: core.Recorded,
			Quirks: []string{"A member cannot make a share public."},
		},
		{
			Routes: []string{"DELETE " + shares + "/{id}"}, Name: "Delete a share", Evidence: core.Recorded,
			Quirks: []string{
				"403 while the share is locked. The locks of its access rules go with it. With delays the share is in deleting for " +
					"a while, and cannot be locked then (409).",
			},
		},
		{
			Routes: []string{"POST " + shares + "/{id}/action"}, Name: "Actions on a share", Evidence: core.Recorded,
			Quirks: []string{
				"allow_access with lock_visibility or lock_deletion makes up to three locks; deny_access needs unrestrict for a " +
					"locked rule; force_delete of a locked share is 400 where the others are 403.",
			},
			LeftOut: []string{"Actions other than allow_access, deny_access, access_list, extend, force_delete, soft_delete, restore, " +
				"unmanage and reset_status."},
		},
		{
			Routes: []string{"GET " + shareV2 + "/share-access-rules", "GET " + shareV2 + "/share-access-rules/{id}"},
			Name:   "Get and list access rules", Evidence: core.Recorded,
			Quirks: []string{"A visibility lock hides access_to and access_key from others."},
		},
		{
			Routes: []string{"GET " + shareV2 + "/types", "GET " + shareV2 + "/types/{id}"},
			Name:   "Share types", Evidence: core.Recorded,
			LeftOut: []string{"Share types other than the default one."},
		},
	}
}
