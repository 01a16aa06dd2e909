package apigee

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// validEmail reports whether an e-mail of a developer is one in lower case.
func validEmail(email string) bool {
	local, domain, ok := strings.Cut(email, "@")
	return ok && local != "" && domain != "" && email == strings.ToLower(email) && !strings.ContainsAny(email, "/ ")
}

// emailTaken reports whether a developer has an e-mail, or had it until a moment ago.
func (st *store) emailTaken(org, email string) bool {
	return st.orgs[org].developers[email] != nil || st.now().Before(st.orgs[org].goneEmails[email])
}

// createDeveloper adds a developer, who starts active.
func (st *store) createDeveloper(org string, in Developer) (*owner, error) {
	if st.emailTaken(org, in.Email) {
		return nil, refuse(developerTaken, "Developer %s already exists", in.Email)
	}
	in.ID, in.Status, in.CreatedAt, in.LastModifiedAt = core.NewUUID(), active, st.now(), st.now()
	made := &owner{developer: &in, apps: map[string]*storedApp{}}
	st.orgs[org].developers[in.Email] = made
	return made, nil
}

// updateDeveloper replaces all that can change. With another e-mail the developer moves there, and keeps id and apps.
func (st *store) updateDeveloper(org string, of *owner, in Developer) error {
	have := of.developer
	if st.quirks.IgnoreEmailChange {
		in.Email = have.Email
	}
	if in.Email != have.Email && st.emailTaken(org, in.Email) {
		return refuse(developerTaken, "Developer %s already exists", in.Email)
	}
	in.ID, in.Status, in.CreatedAt, in.LastModifiedAt = have.ID, have.Status, have.CreatedAt, st.now()
	delete(st.orgs[org].developers, have.Email)
	st.orgs[org].developers[in.Email] = of
	of.developer = &in
	for _, app := range of.apps {
		app.Developer = in.Email
	}
	return nil
}

// deleteDeveloper removes a developer with all apps. The keys stay taken for a while.
func (st *store) deleteDeveloper(org, email string) (*owner, error) {
	gone, err := st.developer(org, email)
	if err != nil {
		return nil, err
	}
	for _, app := range gone.apps {
		st.keepTaken(org, app)
	}
	delete(st.orgs[org].developers, gone.developer.Email)
	st.orgs[org].goneEmails[gone.developer.Email] = st.now().Add(st.quirks.EmailsTakenAfterDelete)
	return gone, nil
}

// group finds an app group by its name.
func (st *store) group(org, name string) (*owner, error) {
	if found := st.orgs[org].groups[name]; found != nil {
		return found, nil
	}
	return nil, refuse(groupMissing, "AppGroup %s does not exist in organization %s", name, org)
}

// createGroup adds an app group, which starts active.
func (st *store) createGroup(org string, in AppGroup) (*owner, error) {
	if st.orgs[org].groups[in.Name] != nil {
		return nil, refuse(groupTaken, "AppGroup %s already exists", in.Name)
	}
	in.Status, in.CreatedAt, in.LastModifiedAt = active, st.now(), st.now()
	made := &owner{group: &in, apps: map[string]*storedApp{}}
	st.orgs[org].groups[in.Name] = made
	return made, nil
}

// updateGroup replaces all that can change; what is left out is gone.
func (st *store) updateGroup(group *AppGroup, in AppGroup) {
	in.Name, in.Status, in.CreatedAt, in.LastModifiedAt = group.Name, group.Status, group.CreatedAt, st.now()
	if st.quirks.KeepGroupFields {
		in.DisplayName, in.Email = cmp.Or(in.DisplayName, group.DisplayName), cmp.Or(in.Email, group.Email)
		in.ChannelID, in.ChannelURI = cmp.Or(in.ChannelID, group.ChannelID), cmp.Or(in.ChannelURI, group.ChannelURI)
	}
	*group = in
}

// deleteGroup removes an app group with all apps. The keys stay taken for a while.
func (st *store) deleteGroup(org, name string) (*owner, error) {
	gone, err := st.group(org, name)
	if err != nil {
		return nil, err
	}
	for _, app := range gone.apps {
		st.keepTaken(org, app)
	}
	delete(st.orgs[org].groups, name)
	return gone, nil
}

// storedProduct is an API product. Its attributes and times are not in the fields.
type storedProduct struct {
	fields                apiProductJSON
	attributes            []Attribute
	createdAt, modifiedAt time.Time
}

func (o *organization) productNames() []string { return slices.Sorted(maps.Keys(o.products)) }

// product finds an API product by its name.
func (st *store) product(org, name string) (*storedProduct, error) {
	if found := st.orgs[org].products[name]; found != nil {
		return found, nil
	}
	return nil, refuse(productMissing, "API Product [%s] does not exist", name)
}

func (st *store) createProduct(org string, in storedProduct) (*storedProduct, error) {
	name := in.fields.Name
	if st.orgs[org].products[name] != nil {
		return nil, refuse(productTaken, "API Product %s already exists", name)
	}
	in.createdAt, in.modifiedAt = st.now(), st.now()
	st.orgs[org].products[name] = &in
	return &in, nil
}

// updateProduct replaces all but the name. The status of the product on a key stays as it is.
func (st *store) updateProduct(product *storedProduct, in storedProduct) {
	in.fields.Name, in.createdAt, in.modifiedAt = product.fields.Name, product.createdAt, st.now()
	*product = in
}

// deleteProduct removes a product, and what becomes of it on keys is up to the quirks.
func (st *store) deleteProduct(org, name string) (*storedProduct, error) {
	gone, err := st.product(org, name)
	if err != nil {
		return nil, err
	}
	isIt := func(p KeyProduct) bool { return p.Name == name }
	for _, app := range st.apps(org) {
		for i := range app.Keys {
			key := &app.Keys[i]
			if st.quirks.ProductDelete == RefusedIfOnKeys && slices.ContainsFunc(key.Products, isIt) {
				return nil, refuse(productInUse, "API Product [%s] is associated with keys", name)
			}
			if st.quirks.ProductDelete == DropsFromKeys {
				key.Products = slices.DeleteFunc(key.Products, isIt)
			}
		}
	}
	delete(st.orgs[org].products, name)
	return gone, nil
}
