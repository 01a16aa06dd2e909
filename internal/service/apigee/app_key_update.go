package apigee

import (
	"context"
	"slices"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// keyChange brings a key to what is wanted, touching only what differs: a product
// that is removed and added again would lose its approval. Call it with the app
// locked.
type keyChange struct {
	apigee *client.Apigee
	app    appkeys.AppName
	// key is the key as it is known to be, also after a failure.
	key    *appkeys.Key
	wanted keySettings
}

// run adds before it removes, and sets scopes in between, because the products
// must define them. A key is revoked before all else, so that nothing that fails can
// leave it in use, and approved when it is what it is to be.
func (c *keyChange) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		c.revoke, c.addProductsAndAttributes, c.setScopes, c.setProductStatuses, c.removeProducts, c.setStatus,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (c *keyChange) addProductsAndAttributes(ctx context.Context) error {
	var missing []string
	for _, name := range c.wanted.productNames() {
		if !slices.ContainsFunc(c.key.Products, named(name)) {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 && sameAttributes(c.key.Attributes, c.wanted.Attributes) {
		return nil
	}
	key, err := appkeys.Update(ctx, c.apigee, c.app, c.key.ConsumerKey,
		appkeys.UpdateOpts{AddProducts: missing, Attributes: c.wanted.attributes(), Scopes: c.scopes()})
	if err != nil {
		return err
	}
	c.key = key
	return c.checkReplaced()
}

// scopes are what the key is to have; where the configuration leaves them to Apigee, what it has.
func (c *keyChange) scopes() []string {
	if c.wanted.Scopes == nil {
		return c.key.Scopes
	}
	return c.wanted.Scopes
}

// notReplacedError says that Apigee took an update of a key and kept what the update leaves out.
type notReplacedError struct{ kept string }

func (e *notReplacedError) Error() string {
	return "Apigee accepted the update and kept the " + e.kept + " of the key that it was to remove or change"
}

func (c *keyChange) checkReplaced() error {
	if !sameAttributes(c.key.Attributes, c.wanted.Attributes) {
		return &notReplacedError{"attributes"}
	}
	return nil
}

func (c *keyChange) setScopes(ctx context.Context) error {
	if c.wanted.Scopes == nil || sameSet(c.key.Scopes, c.wanted.Scopes) {
		return nil
	}
	var key *appkeys.Key
	var err error
	if c.app.Owner.In == appkeys.AppGroups {
		key, err = appkeys.Update(ctx, c.apigee, c.app, c.key.ConsumerKey,
			appkeys.UpdateOpts{Attributes: c.wanted.attributes(), Scopes: c.wanted.Scopes})
	} else {
		key, err = appkeys.SetScopes(ctx, c.apigee, c.app, c.key.ConsumerKey, c.wanted.Scopes)
	}
	if err != nil {
		return err
	}
	c.key = key
	if !sameSet(key.Scopes, c.wanted.Scopes) {
		return &notReplacedError{"scopes"}
	}
	return nil
}

func (c *keyChange) setProductStatuses(ctx context.Context) error {
	for i, product := range c.key.Products {
		wanted := c.wanted.Products[product.Name]
		if wanted == product.Status || !slices.Contains(settableStatuses, wanted) {
			continue
		}
		err := appkeys.SetProductStatus(ctx, c.apigee, c.app, c.key.ConsumerKey, product.Name, wanted)
		if err != nil {
			return err
		}
		c.key.Products[i].Status = wanted
	}
	return nil
}

func (c *keyChange) removeProducts(ctx context.Context) error {
	for _, product := range slices.Clone(c.key.Products) {
		if _, ok := c.wanted.Products[product.Name]; ok {
			continue
		}
		if err := c.removeProduct(ctx, product.Name); err != nil {
			return err
		}
		c.key.Products = slices.DeleteFunc(c.key.Products, named(product.Name))
	}
	return nil
}

// removeProduct is content with a product that is gone already, which the API
// refuses to remove: the answer of an earlier try may have been lost.
func (c *keyChange) removeProduct(ctx context.Context, name string) error {
	err := appkeys.RemoveProduct(ctx, c.apigee, c.app, c.key.ConsumerKey, name)
	if client.IsBadRequest(err) || client.IsNotFound(err) {
		key, lookErr := appkeys.Get(ctx, c.apigee, c.app, c.key.ConsumerKey)
		if lookErr == nil && !slices.ContainsFunc(key.Products, named(name)) {
			return nil
		}
	}
	return err
}

func (c *keyChange) revoke(ctx context.Context) error {
	if c.wanted.Status != appkeys.StatusRevoked {
		return nil
	}
	return c.setStatus(ctx)
}

func (c *keyChange) setStatus(ctx context.Context) error {
	if c.key.Status == c.wanted.Status {
		return nil
	}
	if err := appkeys.SetStatus(ctx, c.apigee, c.app, c.key.ConsumerKey, c.wanted.Status); err != nil {
		return err
	}
	c.key.Status = c.wanted.Status
	return nil
}

func named(name string) func(appkeys.Product) bool {
	return func(p appkeys.Product) bool { return p.Name == name }
}

func sameAttributes(have []appkeys.Attribute, wanted map[string]string) bool {
	if len(have) != len(wanted) {
		return false
	}
	for _, attribute := range have {
		if value, ok := wanted[attribute.Name]; !ok || value != attribute.Value {
			return false
		}
	}
	return true
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}
