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
POST /_mock/google/impersonation                                     let an account impersonate, or forbid it
     {"email": "ana@shop.test", "service_account": "ci@shop.iam.gserviceaccount.test", "allow": true}
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
	g.HandleControl("POST /_mock/google/impersonation", func(w http.ResponseWriter, r *http.Request) {
		in := impersonationMove{Allow: true}
		if !core.DecodeControl(w, r, &in) {
			return
		}
		if err := g.setImpersonation(in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// impersonationMove is the body of the move that lets an account impersonate a service account, or not.
type impersonationMove struct {
	Email          string `json:"email"`
	ServiceAccount string `json:"service_account"`
	Allow          bool   `json:"allow"`
}

func (g *Google) setImpersonation(in impersonationMove) error {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	account, target := g.accounts.byEmail[in.Email], g.accounts.byEmail[in.ServiceAccount]
	if account == nil {
		return g.accounts.unknown(in.Email)
	}
	if target == nil || target.serviceID == "" {
		return fmt.Errorf("service_account: there is no service account %q", in.ServiceAccount)
	}
	account.impersonates = slices.DeleteFunc(slices.Clone(account.impersonates), func(email string) bool {
		return email == in.ServiceAccount
	})
	if in.Allow {
		account.impersonates = append(account.impersonates, in.ServiceAccount)
	}
	return nil
}

// unknown says that there is no such account, and which there are.
func (a *accounts) unknown(email string) error {
	known := slices.Sorted(maps.Keys(a.byEmail))
	return fmt.Errorf("email: there is no account %q; expected one of %s", email, strings.Join(known, ", "))
}

func (g *Google) setRole(email, name string) error {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	account := g.accounts.byEmail[email]
	if account == nil {
		return g.accounts.unknown(email)
	}
	role, ok := roles[name]
	if !ok {
		return fmt.Errorf("role: %q is no role; expected none, viewer or editor", name)
	}
	account.role = role
	return nil
}
