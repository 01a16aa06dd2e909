package google

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// Seed is who there is when the server starts.
type Seed struct {
	Accounts []SeedAccount `json:"accounts"`
}

// SeedAccount is a person or a service account.
type SeedAccount struct {
	// Email of a service account ends in ".iam.gserviceaccount.test" or ".iam.gserviceaccount.com".
	Email string `json:"email"`
	// Role is what the account may do with all resources: "editor" (everything), "viewer" (what a permission ending in
	// .get or .list allows) or "none".
	Role string `json:"role"`
	// Impersonates are the service accounts on which it has iam.serviceAccounts.getAccessToken.
	Impersonates []string `json:"impersonates,omitempty"`
}

// DefaultSeed has two people who may do everything, one who may read, one who may nothing, and two service accounts, of
// which deploy may impersonate ci.
func DefaultSeed() Seed {
	const ci = "ci@shop.iam.gserviceaccount.test"
	return Seed{Accounts: []SeedAccount{
		{Email: "ana@shop.test", Role: "editor"},
		{Email: "ben@shop.test", Role: "editor"},
		{Email: "viewer@shop.test", Role: "viewer"},
		{Email: "nobody@shop.test", Role: "none"},
		{Email: ci, Role: "editor"},
		{Email: "deploy@shop.iam.gserviceaccount.test", Role: "editor", Impersonates: []string{ci}},
	}}
}

var roles = map[string]role{"none": roleNone, "viewer": roleViewer, "editor": roleEditor}

// Load replaces all accounts by those of the seed, and ends all tokens. A mistake is a *core.SeedError, and changes
// nothing.
func (g *Google) Load(seed Seed) error {
	byEmail := map[string]*account{}
	services := 0
	for i, in := range seed.Accounts {
		path := fmt.Sprintf("accounts[%d]", i)
		role, ok := roles[in.Role]
		switch {
		case !strings.Contains(in.Email, "@") || in.Email != strings.ToLower(in.Email):
			return core.Mistake(path+".email", "%q is no e-mail in lower case", in.Email)
		case byEmail[in.Email] != nil:
			return core.Mistake(path+".email", "%q is there twice", in.Email)
		case !ok:
			return core.Mistake(path+".role", "%q is no role; expected none, viewer or editor", in.Role)
		}
		byEmail[in.Email] = newAccount(in.Email, role, services)
		if byEmail[in.Email].serviceID != "" {
			services++
		}
		byEmail[in.Email].impersonates = slices.Clone(in.Impersonates)
	}
	for i, in := range seed.Accounts {
		for j, target := range in.Impersonates {
			if other := byEmail[target]; other == nil || other.serviceID == "" {
				return core.Mistake(fmt.Sprintf("accounts[%d].impersonates[%d]", i, j), "there is no service account %q", target)
			}
		}
	}
	g.Mu.Lock()
	defer g.Mu.Unlock()
	g.accounts = accounts{byEmail: byEmail, tokens: map[string]token{}, loaded: seed}
	return nil
}

func newAccount(email string, role role, i int) *account {
	a := &account{email: email, role: role}
	if strings.Contains(email, ".iam.gserviceaccount.") {
		a.serviceID = fmt.Sprintf("1%020d", i+1)
		return a
	}
	a.clientSecret, a.refreshToken = rand.Text(), rand.Text()
	return a
}

// Reset gives all accounts the roles and the rights to impersonate that they had after the last Load, and ends all
// tokens. Keys and refresh tokens stay.
func (g *Google) Reset() {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	clear(g.accounts.tokens)
	for _, in := range g.accounts.loaded.Accounts {
		account := g.accounts.byEmail[in.Email]
		account.role, account.impersonates = roles[in.Role], slices.Clone(in.Impersonates)
	}
}

// ServiceAccounts returns the e-mails of the service accounts, in the order of the seed.
func (g *Google) ServiceAccounts() []string {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	list := []string{}
	for _, in := range g.accounts.loaded.Accounts {
		if g.accounts.byEmail[in.Email].serviceID != "" {
			list = append(list, in.Email)
		}
	}
	return list
}
