package manila

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// createLock makes one lock, or takes charge of one that this user already holds.
// Manila accepts equal locks without end, so they are made one after another: else
// one whose answer was lost could not be told from one that is just being made.
func createLock(
	ctx context.Context, manila *client.SharedFileSystem, opts resourcelocks.CreateOpts, adopt bool,
) (*resourcelocks.Lock, error) {
	unlock, err := manila.Creating.Lock(ctx, equalityKey(opts))
	if err != nil {
		return nil, err
	}
	defer unlock()

	if adopt {
		lock, found, err := findUnclaimed(ctx, manila, opts, time.Time{}, nil)
		if err != nil {
			return nil, err
		}
		if found {
			manila.Claims.Add(lock.ID)
			return lock, nil
		}
	}
	since := manila.Clock.AtLeast()
	lock, err := client.Creation[*resourcelocks.Lock]{
		Create: func(ctx context.Context) (*resourcelocks.Lock, error) {
			return resourcelocks.Create(ctx, manila.ServiceClient, opts)
		},
		Find: func(ctx context.Context) ([]*resourcelocks.Lock, error) {
			lock, found, err := findUnclaimed(ctx, manila, opts, since, nil)
			if !found {
				return nil, err
			}
			return []*resourcelocks.Lock{lock}, err
		},
		Name:       func(lock *resourcelocks.Lock) string { return lock.ID },
		MaxRetries: manila.MaxRetries, Timeout: manila.Timeout, Jitter: manila.Jitter,
	}.Once(ctx)
	if err != nil {
		return nil, err
	}
	manila.Claims.Add(lock.ID)
	manila.Clock.Observe(lock.CreatedAt)
	return lock, nil
}

func equalityKey(opts resourcelocks.CreateOpts) string {
	reason := "no reason"
	if opts.Reason != nil {
		reason = fmt.Sprintf("%q", *opts.Reason)
	}
	return strings.Join([]string{opts.ResourceID, string(opts.ResourceType), string(opts.ResourceAction), reason}, " ")
}

// findUnclaimed is the oldest lock of this user that is equal to opts, was made
// since the given time by the server's clock, and is in nobody's charge yet.
func findUnclaimed(
	ctx context.Context, manila *client.SharedFileSystem, opts resourcelocks.CreateOpts,
	since time.Time, except **resourcelocks.Lock,
) (*resourcelocks.Lock, bool, error) {
	filter := resourcelocks.ListOpts{
		ResourceID: opts.ResourceID, ResourceType: opts.ResourceType, ResourceAction: opts.ResourceAction,
		UserID: manila.UserID, CreatedSince: since,
	}
	var oldest *resourcelocks.Lock
	_, err := resourcelocks.All(ctx, manila.ServiceClient, filter, func(lock resourcelocks.Lock) bool {
		// The filters are looked at again here: a server ignores those it does not know.
		equal := lock.UserID == manila.UserID && lock.ProjectID == manila.ProjectID &&
			strings.EqualFold(lock.ResourceID, opts.ResourceID) &&
			lock.ResourceType == opts.ResourceType && lock.ResourceAction == opts.ResourceAction &&
			equalReason(lock.Reason, opts.Reason)
		excepted := except != nil && (*except).ID == lock.ID
		if equal && !excepted && !lock.CreatedAt.Before(since) && !manila.Claims.Has(lock.ID) &&
			(oldest == nil || lock.CreatedAt.Before(oldest.CreatedAt)) {
			oldest = &lock
		}
		return true
	})
	return oldest, oldest != nil && err == nil, err
}

func equalReason(a, b *string) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return *a == *b
}
