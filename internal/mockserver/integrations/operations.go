package integrations

import "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"

// routesOf returns the patterns of a method: with v1 and v1alpha unless only one of them has it, with and without
// products/….
func routesOf(verb, path, only string) []string {
	patterns := []string{}
	for _, version := range []string{"v1", "v1alpha"} {
		for _, product := range []string{"", "/products/{product}"} {
			if only == "" || only == version {
				patterns = append(patterns, verb+" /"+version+"/projects/{project}/locations/{location}"+product+
					"/integrations/{integration}"+path)
			}
		}
	}
	return patterns
}

// Operations tells how far each method can be trusted.
func Operations() []core.Operation {
	const one = "/versions/{version}"
	return []core.Operation{
		{
			Routes: routesOf("POST", one+"/:takeoverEditLock", ""), Name: "Take over an edit lock", Evidence: core.Reference,
			Quirks: []string{
				"The draft becomes a SNAPSHOT, a new DRAFT with a new id is locked by the caller, and both users get an e-mail.",
				"v1 without products/… does not have the method: 404 with a page.",
			},
			LeftOut: []string{
				"Unknown, and can be switched: a takeover from oneself (succeeds), whether v1 without products/… has it, " +
					"codes and texts of the refusals.",
			},
		},
		{
			Routes: routesOf("GET", one, ""), Name: "Get a version", Evidence: core.Discovery,
			Quirks: []string{"Names carry the project's number."},
			LeftOut: []string{
				"Unknown, and can be switched: whether lockHolder is shown after the lock has lapsed (it is), and whether " +
					"names have products/….",
			},
		},
		{
			Routes: routesOf("GET", "/versions", ""), Name: "List versions", Evidence: core.Discovery,
			Quirks: []string{
				"Sort directions are fixed; a page has 50 versions by default and 1000 at most; a page token goes with the same " +
					"parameters alone; no versions are {}.",
			},
			LeftOut: []string{"Functions and wildcards within filters; fieldMask does not count."},
		},
		{
			Routes: routesOf("POST", "/versions", ""), Name: "Create a version", Evidence: core.Discovery,
			Quirks:  []string{"The draft is locked by its author."},
			LeftOut: []string{"Unknown, and can be switched: whether an earlier draft becomes a snapshot (it does)."},
		},
		{
			Routes: routesOf("POST", "/versions/:upload", ""), Name: "Upload a version", Evidence: core.Discovery,
			LeftOut: []string{"YAML that is not JSON."},
		},
		{Routes: routesOf("GET", one+"/:download", ""), Name: "Download a version", Evidence: core.Discovery},
		{
			Routes: routesOf("PATCH", one, ""), Name: "Change a draft", Evidence: core.Discovery,
			Quirks: []string{"Renews the lock; without an update mask all fields are replaced."},
			LeftOut: []string{
				"Unknown, and can be switched: the refusal for somebody who does not hold the lock (400 FAILED_PRECONDITION).",
			},
		},
		{
			Routes: routesOf("POST", one+"/:publish", ""), Name: "Publish a version", Evidence: core.Reference,
			Quirks:  []string{"Only the lock holder may publish a draft, and publishing releases the lock."},
			LeftOut: []string{"Deployment itself; configParameters do not count."},
		},
		{
			Routes: append(routesOf("POST", one+"/:unpublish", ""), routesOf("POST", one+"/:deactivate", "v1")...),
			Name:   "Unpublish a version", Evidence: core.Reference,
		},
		{
			Routes: append(routesOf("DELETE", one, ""), routesOf("POST", one+"/:archive", "v1")...),
			Name:   "Delete a version", Evidence: core.Reference,
			Quirks: []string{"The version becomes ARCHIVED, and stays readable and listed."},
		},
		{
			Routes: routesOf("POST", one+"/:validate", "v1"), Name: "Validate a version", Evidence: core.Unknown,
			LeftOut: []string{"Validation: every version is valid."},
		},
	}
}
