package resourcelocks

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/gophercloud/gophercloud/v2"
)

// Standing are the newest locks of one user that stood at one moment. What is equal to a lock that is made later, and
// did not stand before, can only have come since then.
type Standing struct {
	newest []Lock
	ids    map[string]bool
	// end is the creation time of the oldest of them if there may be older ones; else zero.
	end time.Time
}

// Stand reads the newest locks of a user in the token's project, in one request.
func Stand(ctx context.Context, client *gophercloud.ServiceClient, userID string) (*Standing, error) {
	page, err := List(ctx, client, ListOpts{UserID: userID, Limit: MaxLimit, WithCount: true})
	if err != nil {
		return nil, err
	}
	s := &Standing{newest: page.Locks, ids: map[string]bool{}}
	var oldest time.Time
	for _, lock := range page.Locks {
		s.ids[lock.ID] = true
		if oldest.IsZero() || lock.CreatedAt.Before(oldest) {
			oldest = lock.CreatedAt
		}
	}
	if page.Count != nil && *page.Count > int64(len(page.Locks)) {
		s.end = oldest
	}
	return s, nil
}

// Newest are the locks that stood, the newest first, at most MaxLimit.
func (s *Standing) Newest() []Lock { return s.newest }

// CameSince says that a lock was not there yet. It is compared with other locks by the times of the server that made
// them all.
func (s *Standing) CameSince(lock Lock) bool {
	return !s.ids[lock.ID] && !lock.CreatedAt.Before(s.end)
}

// Describes says that a lock is what the options ask for, apart from whose it is.
func (o CreateOpts) Describes(lock Lock) bool {
	return strings.EqualFold(lock.ResourceID, o.ResourceID) && lock.ResourceType == o.ResourceType &&
		lock.ResourceAction == cmp.Or(o.ResourceAction, ActionDelete) && equalReason(lock.Reason, o.Reason)
}

func equalReason(a, b *string) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return *a == *b
}
