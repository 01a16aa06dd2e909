package apigee

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const help = `Moves of other people in Apigee.

POST makes what is not there, and else changes what the body names, in the words of the seed; lists are replaced as a
whole. DELETE deletes. The answer shows the object without secrets, and fingerprints in the place of consumer keys.
ORG is /_mock/apigee/organizations/{organization}. An app stands below its owner: APP is
ORG/developers/{email}/apps/{app} or ORG/appgroups/{group}/apps/{app}.

GET         /_mock/apigee              all that there is
POST DELETE ORG/apiproducts/{product}  {"approval_type": "manual", "scopes": ["READ"]}
POST DELETE ORG/developers/{email}     {"status": "inactive", "attributes": [{"name": "a", "value": "b"}]}
POST DELETE ORG/appgroups/{group}      {"display_name": "Store", "channel_id": "devportal"}
POST DELETE APP                        {"status": "revoked", "callback_url": "https://example.com/cb"}
POST DELETE APP/keys/{consumer key}    {"status": "revoked", "api_products": [{"name": "weather", "status": "revoked"}]}
`

const (
	controlOrg     = "/_mock/apigee/organizations/{org}"
	controlProduct = controlOrg + "/apiproducts/{product}"
)

// installMoves adds the part of /_mock/ that belongs to Apigee.
func (a *Apigee) installMoves() {
	a.google.ControlHelp(help)
	a.google.HandleControl("GET /_mock/apigee", func(w http.ResponseWriter, _ *http.Request) {
		core.WriteControl(w, a.ApigeeFixture())
	})
	for pattern, m := range map[string]control{
		controlProduct:                                               {a.changeProduct, a.eraseProduct},
		controlOrg + "/developers/{developer}":                       {a.changeDeveloper, a.removeDeveloper},
		controlOrg + "/appgroups/{group}":                            {a.changeGroup, a.removeGroup},
		controlOrg + "/developers/{developer}/apps/{app}":            {a.changeOwnersApp, a.removeApp},
		controlOrg + "/appgroups/{group}/apps/{app}":                 {a.changeOwnersApp, a.removeApp},
		controlOrg + "/developers/{developer}/apps/{app}/keys/{key}": {a.changeKey, a.removeKey},
		controlOrg + "/appgroups/{group}/apps/{app}/keys/{key}":      {a.changeKey, a.removeKey},
	} {
		a.google.HandleControl("POST "+pattern, a.move(m.change))
		a.google.HandleControl("DELETE "+pattern, a.move(m.remove))
	}
}

// control is what can be done to one kind of object. Both functions return the object for the answer.
type control struct {
	change, remove func(target, []byte) (any, error)
}

// target is what the path of a move names.
type target struct {
	org, owner, product, developer, group, app, key string
}

func targetOf(r *http.Request) target {
	t := target{
		org: r.PathValue("org"), product: r.PathValue("product"), developer: r.PathValue("developer"),
		group: r.PathValue("group"), app: r.PathValue("app"), key: r.PathValue("key"),
	}
	t.owner = t.developer
	if t.group != "" {
		t.owner = groupPrefix + t.group
	}
	return t
}

// move carries out a move under the lock, and shows the object or why the move was refused.
func (a *Apigee) move(act func(target, []byte) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxMove))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		a.google.Mu.Lock()
		defer a.google.Mu.Unlock()
		at := targetOf(r)
		if a.store.orgs[at.org] == nil {
			http.Error(w, "there is no organization "+at.org+"; expected one of "+strings.Join(a.store.names(), ", "),
				http.StatusNotFound)
			return
		}
		answer, err := act(at, body)
		var refusal *storeError
		switch {
		case errors.As(err, &refusal):
			code := http.StatusBadRequest
			if to, ok := codes[refusal.kind]; ok {
				code = to.code
			}
			http.Error(w, refusal.message+a.whatIsThere(at), code)
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
		default:
			core.WriteControl(w, answer)
		}
	}
}

// maxMove bounds the body of a move, in bytes.
const maxMove = 1 << 20

// whatIsThere lists what could have been meant.
func (a *Apigee) whatIsThere(at target) string {
	org := a.store.orgs[at.org]
	switch {
	case at.product != "":
		return "; there is " + strings.Join(org.productNames(), ", ")
	case at.group != "" && org.groups[at.group] == nil:
		return "; there is " + strings.Join(names(org.groups), ", ")
	case at.developer != "" && org.developers[at.developer] == nil:
		return "; there is " + strings.Join(names(org.developers), ", ")
	case at.app != "":
		if owner, err := a.store.owner(at.org, at.owner); err == nil {
			return "; there is " + strings.Join(names(owner.apps), ", ")
		}
	}
	return ""
}

// overlay reads a move strictly, and sets those fields of have that are in it.
func overlay[T any](have *T, body []byte) error {
	if len(strings.TrimSpace(string(body))) == 0 {
		return nil
	}
	var given T
	if err := core.DecodeSeed(body, &given); err != nil {
		return err
	}
	var present map[string]json.RawMessage
	if err := json.Unmarshal(body, &present); err != nil {
		return err
	}
	from, to := reflect.ValueOf(given), reflect.ValueOf(have).Elem()
	for i := range to.NumField() {
		name, _, _ := strings.Cut(to.Type().Field(i).Tag.Get("json"), ",")
		if _, ok := present[name]; ok {
			to.Field(i).Set(from.Field(i))
		}
	}
	return nil
}

// item returns the element of a list that a name leads to, and appends one if there is none.
func item[T any](list *[]T, is func(T) bool, made T) *T {
	i := slices.IndexFunc(*list, is)
	if i < 0 {
		*list = append(*list, made)
		i = len(*list) - 1
	}
	return &(*list)[i]
}

// rebuild replaces an organization by what the changed seed says, if that is right.
func (a *Apigee) rebuild(seed SeedOrganization) error {
	made, err := buildOrganization(a.store.completeOrganization(seed))
	if err != nil {
		return err
	}
	made.inherit(a.store.orgs[seed.Name])
	a.store.orgs[seed.Name] = made
	return nil
}

// inherit takes over what a seed does not know.
func (o *organization) inherit(from *organization) {
	o.taken, o.goneEmails = from.taken, from.goneEmails
	for name, product := range o.products {
		old := from.products[name]
		if old == nil {
			continue
		}
		fields := old.fields
		product.fields.QuotaCounterScope, product.fields.OperationGroup = fields.QuotaCounterScope, fields.OperationGroup
		product.fields.LLMQuota, product.fields.LLMQuotaInterval = fields.LLMQuota, fields.LLMQuotaInterval
		product.fields.LLMQuotaTimeUnit = fields.LLMQuotaTimeUnit
		product.fields.GraphQLOperationGroup = fields.GraphQLOperationGroup
		product.fields.GRPCOperationGroup = fields.GRPCOperationGroup
		product.fields.LLMOperationGroup = fields.LLMOperationGroup
		product.fields.PayloadOperationGroup = fields.PayloadOperationGroup
	}
	inheritOwners(o.developers, from.developers)
	inheritOwners(o.groups, from.groups)
}

func inheritOwners(to, from map[string]*owner) {
	for name, owner := range to {
		old := from[name]
		if old == nil {
			continue
		}
		if owner.developer != nil {
			owner.developer.AccessType, owner.developer.Family = old.developer.AccessType, old.developer.Family
		}
		for name, app := range owner.apps {
			if before := old.apps[name]; before != nil {
				app.reads, app.Family = before.reads, before.Family
			}
		}
	}
}
