package manila

import (
	"context"
	"errors"
	"fmt"

	"github.com/gophercloud/gophercloud/v2/openstack/sharedfilesystems/v2/shareaccessrules"
	"github.com/gophercloud/gophercloud/v2/openstack/sharedfilesystems/v2/shares"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

// addProtected is for a lock that is not to be lifted. Of a lock that is to be replaced, lock is the new one.
func addProtected(id string, lock resourceLockModel, operation string, diags *diag.Diagnostics) {
	diags.AddError("Resource Lock Is Protected", fmt.Sprintf(
		"Terraform would %s resource lock %s of %s %s, but its deletion_protection is true.\n\n"+
			"If the lock is really to go, set deletion_protection = false, apply, and then %s it. A tainted lock needs `terraform untaint` "+
			"first. Of a lock that Terraform calls deposed the replacement was cut short: lift it with `openstack share lock delete %s`.",
		operation, id, lock.ResourceType.ValueString(), lock.ResourceID.ValueString(), operation, id))
}

// addUnreachable is for what fails before the lock is asked about: no
// configuration, no login, no service, an old version.
func addUnreachable(summary, tried string, err error, diags *diag.Diagnostics) {
	failure := service.Failure{Summary: summary, Tried: tried, Err: err}
	if errors.Is(err, client.ErrUnknownConfiguration) {
		failure.Remedy = "Apply what the provider's openstack configuration depends on first, with -target."
	}
	failure.AddTo(diags)
}

func addCreateFailure(
	ctx context.Context, manila *client.SharedFileSystem, plan resourceLockModel, err error, diags *diag.Diagnostics,
) {
	failure := service.Failure{
		Summary: "Cannot Create Resource Lock",
		Tried:   plan.tried("create a resource lock"),
		Err:     err,
	}
	kind, id := plan.ResourceType.ValueString(), plan.ResourceID.ValueString()
	lost, isLost := errors.AsType[*client.LostAnswerError](err)
	switch {
	case isLost:
		failure.Remedy = lostRemedy(plan, lost)
	case isUnstorable(plan.LockReason.ValueStringPointer(), err):
		failure.Remedy = unstorableRemedy
	case client.IsBadRequest(err):
		failure.Remedy = fmt.Sprintf("Check that %s is the id of a %s (not its name), that it still exists, and that it is in project %s, "+
			"in which the provider works.", id, kind, manila.ProjectID)
	case client.IsForbidden(err):
		failure.Remedy = fmt.Sprintf("To lock it, the user needs the role member (a reader cannot) in the project of the %s; the provider works "+
			"in project %s.", kind, manila.ProjectID)
	case client.IsConflict(err):
		failure.Remedy = conflictRemedy(ctx, manila, plan)
	}
	failure.AddTo(diags)
}

// lostRemedy says how to find what may have been made, and how to import it.
func lostRemedy(plan resourceLockModel, lost *client.LostAnswerError) string {
	remedy := fmt.Sprintf("There may be a resource lock of %s that is in no state. Look with `openstack share lock list --resource %s` "+
		"or the data source custody_resource_locks. If it is there, import it with its id; if not, apply again",
		plan.ResourceID.ValueString(), plan.ResourceID.ValueString())
	if len(lost.Candidates) > 0 {
		remedy = "Import the one of these that nobody else manages, with its id"
	}
	return remedy + ":\n\n" + importBlock("NAME", plan.Region.ValueString(), "ID")
}

const unstorableRemedy = "The lock_reason has characters beyond the Basic Multilingual Plane, such as emoji, and the " +
	"database of many clouds cannot store these. Take them out of the lock_reason."

func isUnstorable(reason *string, err error) bool {
	return client.IsServerError(err) && beyondBMP(reason)
}

// conflictRemedy looks up what is in the way, which the server's own message does not name.
func conflictRemedy(ctx context.Context, manila *client.SharedFileSystem, plan resourceLockModel) string {
	id := plan.ResourceID.ValueString()
	if plan.ResourceType.ValueString() == string(resourcelocks.TypeAccessRule) {
		if remedy := standingRemedy(ctx, manila, plan); remedy != "" {
			return remedy
		}
		remedy := "An access rule takes one lock against \"show\" only, whoever made it: list them with the data source custody_resource_locks."
		// An answer that holds no rule or share is no error to gophercloud.
		if rule, err := shareaccessrules.Get(ctx, manila.ServiceClient, id).Extract(); err == nil && rule != nil {
			remedy = fmt.Sprintf("The access rule is in state %q. ", rule.State) + remedy
		}
		return remedy
	}
	if share, err := shares.Get(ctx, manila.ServiceClient, id).Extract(); err == nil && share != nil {
		return fmt.Sprintf("The share is in status %q. A share that is being deleted or unmanaged, or that was soft-deleted, "+
			"cannot be locked.", share.Status)
	}
	return "A share that is being deleted or unmanaged, or that was soft-deleted, cannot be locked."
}

// standingRemedy is about the one lock against "show" that an access rule may have; empty if none is seen. A lock of
// the provider's own user may be what a run has left that was killed, or whose answer was lost.
func standingRemedy(ctx context.Context, manila *client.SharedFileSystem, plan resourceLockModel) string {
	opts := plan.toCreateOpts()
	if opts.ResourceAction != resourcelocks.ActionShow {
		return ""
	}
	var standing *resourcelocks.Lock
	_, err := resourcelocks.All(ctx, manila.ServiceClient, resourcelocks.ListOpts{
		ResourceID: opts.ResourceID, ResourceType: opts.ResourceType, ResourceAction: opts.ResourceAction,
	}, func(lock resourcelocks.Lock) bool {
		if preventsTheSame(opts, lock) {
			standing = &lock
		}
		return standing == nil
	})
	if err != nil || standing == nil {
		return ""
	}
	remedy := fmt.Sprintf("An access rule takes one lock against \"show\" only, and user %s already holds it: resource lock %s, made at %s. ",
		standing.UserID, standing.ID, timeValue(&standing.CreatedAt).ValueString())
	switch {
	case manila.Handled.Has(standing.ID):
		return remedy + "Another resource of this configuration manages it: remove this one."
	case isOwn(manila, *standing):
		return remedy + "That is the provider's own user. If no other resource manages the lock, as after a run that was killed while it made " +
			"the lock, import it:\n\n" + importBlock("NAME", plan.Region.ValueString(), standing.ID)
	}
	return remedy + whoMayLift(standing.Context)
}

func addReadFailure(
	manila *client.SharedFileSystem, state resourceLockModel, err error, diags *diag.Diagnostics,
) {
	failure := service.Failure{
		Summary: "Cannot Read Resource Lock",
		Tried:   "read resource lock " + state.ID.ValueString(),
		Err:     err,
	}
	switch {
	case isLockNotFound(state, err) && state.ProjectID.IsNull():
		failure.Remedy = fmt.Sprintf("The lock does not exist, or belongs to another project than %s, in which the provider works.",
			manila.ProjectID)
	case isLockNotFound(state, err):
		failure.Remedy = fmt.Sprintf("This does not say that the lock is gone: it belongs to project %s, and the provider now works in project %s, "+
			"which does not see it. Set the provider's project back. If the lock is to be forgotten, use `terraform state rm`.",
			state.ProjectID.ValueString(), manila.ProjectID)
	case isForeignNotFound(err):
		failure.Remedy = foreignNotFoundRemedy
	case client.IsBadRequest(err):
		failure.Remedy = "The lock may still be there: Manila cannot show a lock whose action somebody set to null, or whose user's id " +
			"is no UUID (as of LDAP domains). An admin can set its action again or delete it: " +
			"`openstack share lock set --resource-action delete " + state.ID.ValueString() + "`."
	}
	failure.AddTo(diags)
}

// addHeldFailure is for a change that somebody may not make. It says who holds the
// lock, in which context, and who may lift it.
func addHeldFailure(
	summary, tried string, manila *client.SharedFileSystem, state resourceLockModel, err error, diags *diag.Diagnostics,
) {
	failure := service.Failure{Summary: summary, Tried: tried, Err: err}
	switch {
	case client.IsForbidden(err):
		failure.Remedy = fmt.Sprintf("The lock is held by user %s of project %s in the context %q; the provider works as user %s. %s",
			state.UserID.ValueString(), state.ProjectID.ValueString(), state.LockContext.ValueString(), manila.UserID,
			whoMayLift(resourcelocks.Context(state.LockContext.ValueString())))
	case isUnstorable(state.LockReason.ValueStringPointer(), err):
		failure.Remedy = unstorableRemedy
	case isLockNotFound(state, err) && isGone(manila, state):
		failure.Remedy = "Somebody lifted the lock meanwhile. Plan and apply again to make a new one."
	case isForeignNotFound(err) && !isLockNotFound(state, err):
		failure.Remedy = foreignNotFoundRemedy
	case isLockNotFound(state, err):
		failure.Remedy = fmt.Sprintf("The lock belongs to project %s, and the provider now works in project %s, which does not see it. "+
			"Set the provider's project back.", state.ProjectID.ValueString(), manila.ProjectID)
	}
	failure.AddTo(diags)
}

func isLockNotFound(state resourceLockModel, err error) bool {
	return client.IsLockNotFound(err, state.ID.ValueString())
}

func isForeignNotFound(err error) bool {
	return client.IsNotFoundStatus(err)
}

const foreignNotFoundRemedy = "This does not say that the lock is gone: the answer is not about the lock, but that of an API older than " +
	"2.81, or of something on the way to it. Check the region, endpoint_overrides and the service, and try again."

func whoMayLift(lockContext resourcelocks.Context) string {
	switch lockContext {
	case resourcelocks.ContextService:
		return "It may be changed and lifted by an admin, or by its user together with a service: " +
			"set service_token or service_auth in the provider's openstack attribute."
	case resourcelocks.ContextAdmin:
		return "It may be changed and lifted by an admin."
	}
	return "It may be changed and lifted by that user, with the role member, or by an admin."
}
