package manila

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// createdLock is a new lock.
type createdLock struct {
	*resourcelocks.Lock
	// found says that no answer told its id: it was found as the only equal one that has come since.
	found bool
	// twins are the equal locks that stood before and that nothing in this walk handles.
	twins []resourcelocks.Lock
}

// createLock makes one lock. Manila accepts equal locks without end, so they are
// made one after another: else one whose answer was lost could not be told from one
// that is just being made. What stood before the first of a walk is nobody's answer.
func createLock(
	ctx context.Context, manila *client.SharedFileSystem, opts resourcelocks.CreateOpts,
) (*createdLock, error) {
	unlock, err := manila.Creating.Lock(ctx, equalityKey(opts))
	if err != nil {
		return nil, err
	}
	defer unlock()
	standing, err := manila.Standing(ctx)
	if err != nil {
		return nil, err
	}
	answered := false
	retries := manila.MaxRetries
	if beyondBMP(opts.Reason) {
		// A server that cannot store it fails each time.
		retries = 0
	}
	lock, err := client.Creation[*resourcelocks.Lock]{
		Create: func(ctx context.Context) (*resourcelocks.Lock, error) {
			lock, err := resourcelocks.Create(ctx, manila.ServiceClient, opts)
			if err == nil && (!isOwn(manila, *lock) || !opts.Describes(*lock)) {
				return nil, fmt.Errorf("the answer to the creation of a resource lock is another one, %s", lock.ID)
			}
			answered = err == nil
			return lock, err
		},
		Find: func(ctx context.Context) ([]*resourcelocks.Lock, error) {
			return findNew(ctx, manila, opts, standing)
		},
		Name:       func(lock *resourcelocks.Lock) string { return "resource lock " + lock.ID },
		Doubt:      mayHaveStored,
		MaxRetries: retries, Timeout: manila.Timeout, Jitter: manila.Jitter,
	}.Once(ctx)
	if err != nil {
		return nil, err
	}
	manila.Handled.Add(lock.ID)
	manila.Made.Add(protectionKey(opts), lock.ID)
	return &createdLock{Lock: lock, found: !answered, twins: findTwins(manila, opts, standing)}, nil
}

// mayHaveStored is for a server that checks its own answer after it stored the
// lock, and refuses it where the user's id is no UUID.
func mayHaveStored(err error) bool {
	answer, ok := client.AsAPIError(err)
	return ok && client.IsBadRequest(err) && answer.Message != "No such resource found."
}

func equalityKey(opts resourcelocks.CreateOpts) string {
	reason := "no reason"
	if opts.Reason != nil {
		reason = fmt.Sprintf("%q", *opts.Reason)
	}
	return strings.Join([]string{opts.ResourceID, string(opts.ResourceType), string(opts.ResourceAction), reason}, " ")
}

// findEqual are the locks of this user that are as opts describe.
func findEqual(
	ctx context.Context, manila *client.SharedFileSystem, opts resourcelocks.CreateOpts,
) ([]*resourcelocks.Lock, error) {
	var equal []*resourcelocks.Lock
	_, err := resourcelocks.All(ctx, manila.ServiceClient, resourcelocks.ListOpts{
		ResourceID: opts.ResourceID, ResourceType: opts.ResourceType, ResourceAction: opts.ResourceAction,
		UserID: manila.UserID,
	}, func(lock resourcelocks.Lock) bool {
		// The filters are looked at again here: a server ignores those it does not know.
		if isOwn(manila, lock) && opts.Describes(lock) {
			equal = append(equal, &lock)
		}
		return true
	})
	return equal, err
}

func isOwn(manila *client.SharedFileSystem, lock resourcelocks.Lock) bool {
	return lock.UserID == manila.UserID && lock.ProjectID == manila.ProjectID
}

// findNew are the equal locks that came since the walk's first look and that nothing in the walk handles.
func findNew(
	ctx context.Context, manila *client.SharedFileSystem, opts resourcelocks.CreateOpts, standing *resourcelocks.Standing,
) ([]*resourcelocks.Lock, error) {
	equal, err := findEqual(ctx, manila, opts)
	var found []*resourcelocks.Lock
	for _, lock := range equal {
		if standing.CameSince(*lock) && !manila.Handled.Has(lock.ID) {
			found = append(found, lock)
		}
	}
	return found, err
}

func findTwins(
	manila *client.SharedFileSystem, opts resourcelocks.CreateOpts, standing *resourcelocks.Standing,
) []resourcelocks.Lock {
	var twins []resourcelocks.Lock
	for _, lock := range standing.Newest() {
		if isOwn(manila, lock) && opts.Describes(lock) && !manila.Handled.Has(lock.ID) {
			twins = append(twins, lock)
		}
	}
	return twins
}

// beyondBMP says that a reason has characters that a MySQL table of three bytes
// each, as Manila makes it, cannot store.
func beyondBMP(reason *string) bool {
	return reason != nil && strings.ContainsFunc(*reason, func(r rune) bool { return r > 0xFFFF && r <= utf8.MaxRune })
}
