package openstack

import (
	"maps"
	"net/http"
	"slices"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// endTokens is the move that ends the tokens of one user, or all of them without a body.
func (o *OpenStack) endTokens(_ *ShareService, r *http.Request) (any, error) {
	if r.ContentLength == 0 {
		o.keystone.revoke(nil)
		return nil, nil
	}
	var in struct {
		User string `json:"user"`
	}
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	u, err := o.keystone.userToMove(in.User)
	if err != nil {
		return nil, err
	}
	o.keystone.revoke(u)
	return nil, nil
}

// changePassword is the move that gives a user another password. As in Keystone, the user's tokens end with it.
func (o *OpenStack) changePassword(_ *ShareService, r *http.Request) (any, error) {
	var in struct {
		User     string `json:"user"`
		Password string `json:"password"`
	}
	if err := core.ReadControl(r, &in); err != nil {
		return nil, err
	}
	u, err := o.keystone.userToMove(in.User)
	if err != nil {
		return nil, err
	}
	if in.Password == "" {
		return nil, core.Mistake("password", "expected the new password")
	}
	u.password = in.Password
	o.keystone.revoke(u)
	return nil, nil
}

func (k *keystone) userToMove(name string) (*user, error) {
	if u := k.users[name]; u != nil {
		return u, nil
	}
	return nil, oneOfNames("user", name, slices.Sorted(maps.Keys(k.users))...)
}

// revoke ends the tokens of a user, of all users for nil.
func (k *keystone) revoke(u *user) {
	for _, t := range k.tokens {
		if u == nil || t.user == u {
			t.revoked = true
		}
	}
}
