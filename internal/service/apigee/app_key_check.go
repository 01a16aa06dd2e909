package apigee

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

// checkCreation says before a key is created what would make the creation fail, if check_at_plan is set: an app or an
// API product that is missing. It makes one request for each walk and object, and none for what is not known yet.
func (r *appKeyResource) checkCreation(ctx context.Context, plan appKeyModel, diags *diag.Diagnostics) {
	if r.client == nil || plan.isUnknown() {
		return
	}
	op := operation{
		summary: "Cannot Plan " + r.kind.title + " Key", tried: "check the plan of a key", permissions: r.kind.permits("get"),
	}
	apigee, err := op.reach(ctx, r.client, plan.appReference)
	if errors.Is(err, client.ErrUnknownConfiguration) || err == nil && !apigee.CheckAtPlan {
		return
	}
	if err == nil {
		_, err = apigee.ReadApp(ctx, op.app)
	}
	if err != nil {
		op.addFailure(err, diags)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(plan.APIProducts.Elements())) {
		op.checkProduct(ctx, apigee, name, diags)
	}
}

// checkProduct only warns of a product that may not be looked at: to give it to a key takes no right to read it.
func (o operation) checkProduct(ctx context.Context, apigee *client.Apigee, name string, diags *diag.Diagnostics) {
	organization, at := o.app.Owner.Organization, path.Root("api_products").AtMapKey(name)
	err := apigee.Checks.Once(ctx, organization+" "+name, func(ctx context.Context) error {
		return appkeys.CheckProduct(ctx, apigee, organization, name)
	})
	switch {
	case client.IsNotFound(err):
		diags.AddAttributeError(at, "API Product Not Found", fmt.Sprintf("%s\n\nCheck that %q is the name of an API product of organization "+
			"%s, not its display name.", service.Sentence(client.Describe(err)), name, organization))
	case client.IsForbidden(err):
		diags.AddAttributeWarning(at, "API Product Not Checked", fmt.Sprintf("%s\n\nTo check API products at plan, the credentials need the "+
			"IAM permission apigee.apiproducts.get in organization %s.", service.Sentence(client.Describe(err)), organization))
	case err != nil:
		o.tried = "check API product " + name
		o.addFailure(err, diags)
	}
}
