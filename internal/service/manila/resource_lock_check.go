package manila

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gophercloud/gophercloud/v2/openstack/sharedfilesystems/v2/shareaccessrules"
	"github.com/gophercloud/gophercloud/v2/openstack/sharedfilesystems/v2/shares"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

// lockingRoles are the roles of which Manila's default policy wants one for resource_lock:create
// (manila/policies/resource_lock.py).
var lockingRoles = []string{"admin", "member", "service"}

// unlockableStates are the statuses of a share in which Manila refuses to lock it.
var unlockableStates = []string{"deleting", "error_deleting", "unmanaging", "manage_error_unmanaging", "unmanage_error"}

// nouns are the resource types as a sentence has them.
var nouns = map[string]string{
	string(resourcelocks.TypeShare): "a share", string(resourcelocks.TypeAccessRule): "an access rule",
}

// checkCreation says before a lock is created what would make the creation fail: a missing configuration, and with
// check_at_plan = true a missing share or access rule, and a user who may not lock. It makes one request for each walk
// and object, none without check_at_plan, and none for what is not known yet.
func (r *resourceLockResource) checkCreation(ctx context.Context, plan resourceLockModel, diags *diag.Diagnostics) {
	if r.client == nil {
		return
	}
	const summary = "Cannot Plan Resource Lock"
	tried := fmt.Sprintf("check %s %s", plan.ResourceType.ValueString(), plan.ResourceID.ValueString())
	cloud, err := r.client.OpenStack()
	switch {
	case errors.Is(err, client.ErrUnknownConfiguration):
		return
	case err != nil:
		addUnreachable(summary, "", err, diags)
		return
	case !cloud.ChecksAtPlan() || plan.ResourceID.IsUnknown() || plan.ResourceType.IsUnknown():
		return
	}
	manila, err := r.client.SharedFileSystem(ctx, plan.Region.ValueString())
	if err != nil {
		addUnreachable(summary, tried, err, diags)
		return
	}
	warnOfRoles(manila, diags)
	at := path.Root("resource_id")
	key := fmt.Sprintf("%s %s %s", manila.Endpoint, plan.ResourceType.ValueString(), plan.ResourceID.ValueString())
	err = cloud.Checks.Once(ctx, key, func(ctx context.Context) error { return lookUp(ctx, manila, plan) })
	switch unlockable, is := errors.AsType[*unlockableError](err); {
	case is:
		diags.AddAttributeError(at, "Share Cannot Be Locked", service.Sentence(unlockable.Error()))
	case client.IsNotFound(err):
		diags.AddAttributeError(at, "Nothing To Lock", fmt.Sprintf("%s\n\nCheck that this is the id of %s (not its name), that it still "+
			"exists, and that it is in project %s, in which the provider works. %s",
			service.Sentence(client.Describe(err)), nouns[plan.ResourceType.ValueString()], manila.ProjectID, showsResources))
	case err != nil:
		addUnreachable(summary, tried, err, diags)
	}
}

// warnOfRoles warns of a user who has none of the default policy's roles. A cloud's own policy may allow others.
func warnOfRoles(manila *client.SharedFileSystem, diags *diag.Diagnostics) {
	if len(manila.Roles) == 0 || slices.ContainsFunc(manila.Roles, func(role string) bool {
		return slices.Contains(lockingRoles, role)
	}) {
		return
	}
	diags.AddWarning("User May Not Be Allowed To Lock", fmt.Sprintf("In project %s the user has the roles %q. Manila's default policy lets "+
		"the role member create resource locks, and no reader. Ask for that role, unless the policy of this cloud differs.",
		manila.ProjectID, manila.Roles))
}

// unlockableError is a share that Manila refuses to lock.
type unlockableError struct{ id, status string }

func (e *unlockableError) Error() string {
	return fmt.Sprintf("share %s is in status %q, in which Manila does not lock it", e.id, e.status)
}

// lookUp asks for the share or the access rule.
func lookUp(ctx context.Context, manila *client.SharedFileSystem, plan resourceLockModel) error {
	id := plan.ResourceID.ValueString()
	if plan.ResourceType.ValueString() == string(resourcelocks.TypeAccessRule) {
		_, err := shareaccessrules.Get(ctx, manila.ServiceClient, id).Extract()
		return err
	}
	share, err := shares.Get(ctx, manila.ServiceClient, id).Extract()
	if err == nil && share != nil && slices.Contains(unlockableStates, share.Status) {
		return &unlockableError{id, share.Status}
	}
	return err
}
