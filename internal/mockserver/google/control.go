package google

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const help = `Accounts of Google.

POST /_mock/google/revoke-tokens                                     end all access tokens
POST /_mock/google/role {"email": "ana@shop.test", "role": "viewer"} none, viewer or editor
`

// installMoves adds the part of /_mock/ that belongs to accounts.
func (g *Google) installMoves() {
	g.ControlHelp(help)
	g.HandleControl("POST /_mock/google/revoke-tokens", func(w http.ResponseWriter, _ *http.Request) {
		g.RevokeGoogleTokens()
		w.WriteHeader(http.StatusNoContent)
	})
	g.HandleControl("POST /_mock/google/role", func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Email string `json:"email"`
			Role  string `json:"role"`
		}
		if !core.DecodeControl(w, r, &in) {
			return
		}
		if err := g.setRole(in.Email, in.Role); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func (g *Google) setRole(email, name string) error {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	account := g.accounts.byEmail[email]
	if account == nil {
		known := slices.Sorted(maps.Keys(g.accounts.byEmail))
		return fmt.Errorf("email: there is no account %q; expected one of %s", email, strings.Join(known, ", "))
	}
	role, ok := roles[name]
	if !ok {
		return fmt.Errorf("role: %q is no role; expected none, viewer or editor", name)
	}
	account.role = role
	return nil
}
