package apigee

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// resourceName is what the names of app groups, apps and products consist of.
var resourceName = regexp.MustCompile(`^[A-Za-z0-9._\-$ %]+$`)

// build makes organizations of a seed in which all that has a default is set.
func build(seed Seed) (map[string]*organization, error) {
	orgs := map[string]*organization{}
	for i, in := range seed.Organizations {
		path := fmt.Sprintf("organizations[%d]", i)
		if in.Name == "" || strings.Contains(in.Name, "/") || orgs[in.Name] != nil {
			return nil, core.Mistake(path+".name", "%q is no name of an organization, or is there twice", in.Name)
		}
		org, err := buildOrganization(in)
		if err != nil {
			return nil, core.Below(path, err)
		}
		orgs[in.Name] = org
	}
	return orgs, nil
}

func newOrganization() *organization {
	return &organization{
		developers: map[string]*owner{}, groups: map[string]*owner{}, products: map[string]*storedProduct{},
		taken: map[string]time.Time{}, goneEmails: map[string]time.Time{},
	}
}

func buildOrganization(in SeedOrganization) (*organization, error) {
	b := builder{org: newOrganization(), keys: map[string]bool{}, ids: map[string]bool{}}
	for i, product := range in.APIProducts {
		if err := b.product(product); err != nil {
			return nil, core.Below(fmt.Sprintf("api_products[%d]", i), err)
		}
	}
	for i, developer := range in.Developers {
		if err := b.developer(developer); err != nil {
			return nil, core.Below(fmt.Sprintf("developers[%d]", i), err)
		}
	}
	for i, group := range in.AppGroups {
		if err := b.group(group); err != nil {
			return nil, core.Below(fmt.Sprintf("app_groups[%d]", i), err)
		}
	}
	return b.org, nil
}

// builder makes one organization, and knows the consumer keys and the ids that it has so far.
type builder struct {
	org       *organization
	keys, ids map[string]bool
}

// oneOf checks a value that has to be one of a few.
func oneOf(path, value string, allowed ...string) error {
	if !slices.Contains(allowed, value) {
		allowed = slices.DeleteFunc(allowed, func(text string) bool { return text == "" })
		return core.Mistake(path, "%q is not allowed; expected one of %s", value, strings.Join(allowed, ", "))
	}
	return nil
}

func checkName(path, name string, taken bool) error {
	switch {
	case !resourceName.MatchString(name):
		return core.Mistake(path, "%q is no name; expected letters, digits, spaces and . _ - $ %%", name)
	case taken:
		return core.Mistake(path, "%q is there twice", name)
	}
	return nil
}

func (b *builder) product(in SeedProduct) error {
	if err := checkName("name", in.Name, b.org.products[in.Name] != nil); err != nil {
		return err
	}
	if err := oneOf("approval_type", in.ApprovalType, "", "auto", manual); err != nil {
		return err
	}
	b.org.products[in.Name] = &storedProduct{
		fields: apiProductJSON{
			Name: in.Name, DisplayName: in.DisplayName, Description: in.Description, ApprovalType: in.ApprovalType,
			Scopes: slices.Clone(in.Scopes), APIResources: slices.Clone(in.APIResources),
			Environments: slices.Clone(in.Environments), Proxies: slices.Clone(in.Proxies), Quota: in.Quota,
			QuotaInterval: in.QuotaInterval, QuotaTimeUnit: in.QuotaTimeUnit, Space: in.Space,
		},
		attributes: slices.Clone(in.Attributes), createdAt: in.CreatedAt.UTC(), modifiedAt: in.LastModifiedAt.UTC(),
	}
	return nil
}

func (b *builder) developer(in SeedDeveloper) error {
	if !validEmail(in.Email) {
		return core.Mistake("email", "%q is no e-mail in lower case", in.Email)
	}
	if b.org.developers[in.Email] != nil {
		return core.Mistake("email", "%q is there twice", in.Email)
	}
	if err := b.id(in.ID); err != nil {
		return err
	}
	if err := oneOf("status", in.Status, active, inactive); err != nil {
		return err
	}
	made := &owner{apps: map[string]*storedApp{}, developer: &Developer{
		Email: in.Email, ID: in.ID, FirstName: in.FirstName, LastName: in.LastName, UserName: in.UserName,
		Status: in.Status, Attributes: slices.Clone(in.Attributes),
		CreatedAt: in.CreatedAt.UTC(), LastModifiedAt: in.LastModifiedAt.UTC(),
	}}
	b.org.developers[in.Email] = made
	return b.apps(made, in.Apps)
}

func (b *builder) group(in SeedAppGroup) error {
	if err := checkName("name", in.Name, b.org.groups[in.Name] != nil); err != nil {
		return err
	}
	if err := oneOf("status", in.Status, active, inactive); err != nil {
		return err
	}
	made := &owner{apps: map[string]*storedApp{}, group: &AppGroup{
		Name: in.Name, DisplayName: in.DisplayName, ChannelID: in.ChannelID, ChannelURI: in.ChannelURI, Email: in.Email,
		Status: in.Status, Attributes: slices.Clone(in.Attributes),
		CreatedAt: in.CreatedAt.UTC(), LastModifiedAt: in.LastModifiedAt.UTC(),
	}}
	b.org.groups[in.Name] = made
	return b.apps(made, in.Apps)
}

func (b *builder) id(id string) error {
	if b.ids[id] {
		return core.Mistake("id", "%q is there twice", id)
	}
	b.ids[id] = true
	return nil
}

func (b *builder) apps(of *owner, apps []SeedApp) error {
	for i, in := range apps {
		if err := b.app(of, in); err != nil {
			return core.Below(fmt.Sprintf("apps[%d]", i), err)
		}
	}
	return nil
}

func (b *builder) app(of *owner, in SeedApp) error {
	if err := checkName("name", in.Name, of.apps[in.Name] != nil); err != nil {
		return err
	}
	if err := b.id(in.ID); err != nil {
		return err
	}
	if err := oneOf("status", in.Status, approved, revoked); err != nil {
		return err
	}
	app := &storedApp{App: App{
		Name: in.Name, ID: in.ID, Status: in.Status, CallbackURL: in.CallbackURL, Scopes: slices.Clone(in.Scopes),
		Attributes: slices.Clone(in.Attributes), CreatedAt: in.CreatedAt.UTC(), LastModifiedAt: in.LastModifiedAt.UTC(),
	}}
	of.adopt(&app.App)
	for i, key := range in.Keys {
		made, err := b.key(key)
		if err != nil {
			return core.Below(fmt.Sprintf("keys[%d]", i), err)
		}
		app.Keys = append(app.Keys, made)
	}
	of.apps[in.Name] = app
	return nil
}

func (b *builder) key(in SeedKey) (Key, error) {
	for path, text := range map[string]string{"consumer_key": in.ConsumerKey, "consumer_secret": in.ConsumerSecret} {
		if !validCredential(text) {
			return Key{}, core.Mistake(path, "expected letters, digits, \"_\" and \"-\"")
		}
	}
	if b.keys[in.ConsumerKey] {
		return Key{}, core.Mistake("consumer_key", "another app of the organization has the same")
	}
	b.keys[in.ConsumerKey] = true
	if err := oneOf("status", in.Status, approved, revoked); err != nil {
		return Key{}, err
	}
	key := Key{
		ConsumerKey: in.ConsumerKey, ConsumerSecret: in.ConsumerSecret, Status: in.Status,
		Scopes: slices.Clone(in.Scopes), Attributes: slices.Clone(in.Attributes), IssuedAt: in.IssuedAt.UTC(),
	}
	if in.ExpiresAt != nil {
		key.ExpiresAt = in.ExpiresAt.UTC()
	}
	for i, product := range in.APIProducts {
		path := fmt.Sprintf("api_products[%d]", i)
		if b.org.products[product.Name] == nil {
			return Key{}, core.Mistake(path+".name", "there is no API product %q; expected one of %s", product.Name,
				strings.Join(b.org.productNames(), ", "))
		}
		if err := oneOf(path+".status", product.Status, approved, revoked, pending); err != nil {
			return Key{}, err
		}
		key.Products = append(key.Products, KeyProduct(product))
	}
	return key, nil
}
