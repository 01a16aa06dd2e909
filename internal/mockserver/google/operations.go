package google

import "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"

// Operations tells how far the token endpoints can be trusted.
func Operations() []core.Operation {
	return []core.Operation{
		{
			Routes: []string{"POST /token"}, Name: "Get an access token", Evidence: core.Reference,
			Quirks: []string{
				"A signed JWT is checked: account, RS256 signature, audience, times, scope. A refresh token is checked with its " +
					"client.",
			},
			LeftOut: []string{"Identity tokens, external accounts, domain-wide delegation (refused as on the real service)."},
		},
		{
			Routes: []string{"GET /tokeninfo", "POST /tokeninfo"}, Name: "Show an access token", Evidence: core.Clients,
			Quirks: []string{"The e-mail is there only if the token has the scope for it."},
		},
		{
			Routes: []string{"POST /v1/projects/-/serviceAccounts/{email}/:generateAccessToken"},
			Name:   "Impersonate a service account", Evidence: core.Reference,
			Quirks:  []string{"Each of a chain of delegates must be allowed to impersonate the next."},
			LeftOut: []string{"Lifetimes of more than an hour."},
		},
	}
}
