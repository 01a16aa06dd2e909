package openstack

import (
	"crypto/subtle"
	"io"
	"net/http"
	"slices"
)

// createToken is POST /v3/auth/tokens.
func (o *OpenStack) createToken(r *http.Request) (keystoneAnswer, error) {
	raw, _ := io.ReadAll(r.Body) // a buffer
	document, err := decodeJSON(raw)
	if err != nil {
		return keystoneAnswer{}, expectedError{"valid JSON", "request body"}
	}
	body, _ := document.(object)
	auth, ok := body.get("auth")
	if !ok {
		return keystoneAnswer{}, expectedError{"auth", "request body"}
	}
	t, err := o.authenticate(auth)
	if err != nil {
		return keystoneAnswer{}, err
	}
	o.SetActor(r, t.user.name)
	o.keystone.tokens[t.id] = t
	return o.tokenAnswer(r, http.StatusCreated, t), nil
}

// authenticate makes a token for what "auth" of a request proves and asks for.
func (o *OpenStack) authenticate(auth any) (*token, error) {
	wanted, _ := auth.(object)
	identity, ok := wanted.get("identity")
	if !ok {
		return nil, expectedError{"identity", "auth"}
	}
	proof, _ := identity.(object)
	methods, _ := proof.get("methods")
	names, _ := methods.([]any)
	if len(names) == 0 {
		return nil, expectedError{"methods", "identity"}
	}
	t := &token{id: newTokenID(), auditIDs: []string{newAuditID()}, issued: o.Now(), expires: o.Now().Add(tokenLifetime)}
	for _, name := range names {
		method, _ := name.(string)
		if _, ok := proof.get(method); !ok {
			return nil, expectedError{pythonStr(name), "identity"}
		}
		if err := o.prove(t, method, proof.child(method)); err != nil {
			return nil, err
		}
	}
	if err := o.keystone.applyScope(t, wanted); err != nil {
		return nil, err
	}
	return t, nil
}

// prove checks one method of authentication and notes on the token what follows from it.
func (o *OpenStack) prove(t *token, method string, proof object) error {
	k := o.keystone
	switch method {
	case "password":
		u, err := k.findUser(proof.child("user"))
		if err != nil {
			return err
		}
		if u == nil || !sameSecret(u.password, proof.child("user").text("password")) {
			return errUnauthorized
		}
		t.user, t.methods = u, append(t.methods, method)
	case "token":
		parent, err := k.validate(proof.text("id"), o.Now())
		if err != nil {
			return err
		}
		// A token for a token lives no longer than it (Keystone 27.0.0, auth/plugins/token.py).
		t.user, t.methods, t.expires = parent.user, addOnce(parent.methods, method), parent.expires
		t.auditIDs = append(t.auditIDs, parent.auditIDs[len(parent.auditIDs)-1])
	case "application_credential":
		u, c, err := k.findAppCredential(proof)
		if err != nil {
			return err
		}
		if c == nil || !sameSecret(c.secret, proof.text("secret")) {
			return errUnauthorized
		}
		t.user, t.appCredential, t.methods = u, c, append(t.methods, method)
	default:
		return errUnauthorized // what Keystone answers to a method that it has switched off is not known
	}
	return nil
}

// findUser finds a user by id, or by name and domain. A user that does not exist is nil and no error.
func (k *keystone) findUser(ref object) (*user, error) {
	id, name := ref.text("id"), ref.text("name")
	if id == "" {
		domain, ok := ref.get("domain")
		if !ok {
			return nil, expectedError{"domain", "user"}
		}
		if !isDefaultDomain(domain) {
			return nil, nil
		}
		return k.users[name], nil
	}
	for _, u := range k.users {
		if u.id == id {
			return u, nil
		}
	}
	return nil, nil
}

// findAppCredential finds an application credential by its id, or by its name and its user.
func (k *keystone) findAppCredential(ref object) (*user, *appCredential, error) {
	var owner *user
	if ref.text("id") == "" {
		found, err := k.findUser(ref.child("user"))
		if err != nil || found == nil {
			return nil, nil, err
		}
		owner = found
	}
	for _, u := range k.users {
		for _, c := range u.appCredentials {
			if c.id == ref.text("id") || owner == u && c.name == ref.text("name") {
				return u, c, nil
			}
		}
	}
	return nil, nil, nil
}

// applyScope gives the token its scope and roles. None of the users has a default project, so a token that asks for
// no scope has none.
func (k *keystone) applyScope(t *token, auth object) error {
	_, asked := auth.get("scope")
	wanted := auth.child("scope")
	if t.appCredential != nil {
		if asked {
			return errScopedAppCred
		}
		t.project, t.roles = t.appCredential.project, t.appCredential.roles
		return nil
	}
	switch {
	case len(wanted.child("project")) > 0:
		t.project = k.findProject(wanted.child("project"))
		t.roles = withImplied(t.user.grants[t.project])
	case len(wanted.child("system")) > 0:
		t.system = true
		t.roles = withImplied(t.user.systemRoles)
	case len(wanted.child("domain")) > 0:
		return errUnauthorized // nobody has a role on the domain
	default:
		return nil
	}
	if len(t.roles) == 0 {
		return errUnauthorized
	}
	return nil
}

func (k *keystone) findProject(ref object) *project {
	if id := ref.text("id"); id != "" {
		for _, p := range k.projects {
			if p.id == id {
				return p
			}
		}
		return nil
	}
	if domain, _ := ref.get("domain"); !isDefaultDomain(domain) {
		return nil
	}
	return k.projects[ref.text("name")]
}

func isDefaultDomain(ref any) bool {
	domain, _ := ref.(object)
	return domain.text("id") == domainID || domain.text("name") == domainName
}

func withImplied(roles []string) []string {
	all := slices.Clone(roles)
	for _, role := range roles {
		for _, implied := range impliedRoles[role] {
			all = addOnce(all, implied)
		}
	}
	return all
}

// addOnce returns a copy of list that has item.
func addOnce(list []string, item string) []string {
	if slices.Contains(list, item) {
		return slices.Clone(list)
	}
	return append(slices.Clone(list), item)
}

func sameSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
