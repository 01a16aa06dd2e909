package resourcelocks

import (
	"context"
	"fmt"

	"github.com/gophercloud/gophercloud/v2"
)

// maxPages bounds a list. No user has as many locks, and a server that counts on for ever is in trouble.
const maxPages = 10_000

// All calls use with each lock that matches until it says false, from opts.Offset
// on, in pages of opts.Limit. It answers the server's count of all that match, if
// opts.WithCount or a limit is set.
//
// Without a limit the server gives everything in one answer. With one it may cut
// a page short without a word, so only the count tells whether more is to come,
// and it is asked for with each page.
func All(
	ctx context.Context, client *gophercloud.ServiceClient, opts ListOpts, use func(Lock) bool,
) (count int64, err error) {
	limited := opts.Limit > 0
	opts.Limit = min(opts.Limit, MaxLimit)
	opts.WithCount = opts.WithCount || limited
	seen := map[string]bool{}
	for range maxPages {
		page, err := List(ctx, client, opts)
		if err != nil {
			return 0, err
		}
		if page.Count != nil {
			count = *page.Count
		}
		for _, lock := range page.Locks {
			// A lock made meanwhile moves the others into the next page.
			if seen[lock.ID] {
				continue
			}
			seen[lock.ID] = true
			if !use(lock) {
				return count, nil
			}
		}
		opts.Offset += int64(len(page.Locks))
		if !limited || len(page.Locks) == 0 || opts.Offset >= count {
			return count, nil
		}
	}
	return 0, fmt.Errorf("the list of resource locks at %s does not end after %d pages", collectionURL(client), maxPages)
}
