package resourcelocks

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gophercloud/gophercloud/v2"
)

// maxAge is how old what a list said may be when it answers a read.
const maxAge = 5 * time.Second

// Reader reads single locks of one region. Reads that arrive together share list requests: a refresh of 1,000 locks
// takes a handful of requests. A Reader never sends more than one request above reading each lock singly, however many
// locks the project has. What it answers is at most 5 s old, and never older than a write of this provider.
//
// A lock that a list lacks is read singly: offsets, filters and proxies may hide a lock that exists.
type Reader struct {
	// Writes counts the requests that may have changed something, once before and once after each. Nil: there are none.
	Writes func() uint64

	mu sync.Mutex
	// lists are what list requests answered, oldest first.
	lists   []list
	waiting []*waiter
	// listing says that list requests are being sent, and cancel ends the one that is under way.
	listing bool
	cancel  context.CancelFunc
	// single is when the last lock was read singly.
	single time.Time
	// spent is the number of list requests that were answered less the number of reads that they answered.
	spent int
	// useless says that a list failed, as for each list of a project with one lock of a null action.
	useless bool
}

// Known is what a caller knows of a lock before it is read, as from the state.
type Known struct {
	ID string
	// ProjectID is the lock's project, and OwnProject the token's: a list has the locks of the latter alone.
	ProjectID, OwnProject string
	// CreatedAt is zero if it is not known.
	CreatedAt time.Time
}

// waiter is a read that waits for a list.
type waiter struct {
	known Known
	since time.Time
	// answer gets the lock, or nil if it is to be read singly.
	answer chan *Lock
}

// Get reads a lock, as the function of the same name does.
func (r *Reader) Get(ctx context.Context, client *gophercloud.ServiceClient, known Known) (*Lock, error) {
	lock, w := r.begin(context.WithoutCancel(ctx), client, known)
	if w != nil {
		select {
		case lock = <-w.answer:
		case <-ctx.Done():
			r.leave(w)
			return nil, ctx.Err()
		}
	}
	if lock != nil {
		own := *lock
		return &own, nil
	}
	return Get(ctx, client, known.ID)
}

// begin answers the lock if a list has just shown it, or a waiter if a list is to be awaited. With neither, the lock is
// read singly.
func (r *Reader) begin(ctx context.Context, client *gophercloud.ServiceClient, known Known) (*Lock, *waiter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if lock, listed := r.find(known, now); lock != nil || listed {
		return lock, nil
	}
	lone := !r.listing && now.Sub(r.single) > maxAge
	if lone || r.useless || r.spent > 0 || known.CreatedAt.IsZero() || known.ProjectID != known.OwnProject {
		r.single = now
		return nil, nil
	}
	w := &waiter{known: known, since: now, answer: make(chan *Lock, 1)}
	r.waiting = append(r.waiting, w)
	if !r.listing {
		r.listing = true
		go r.run(ctx, client)
	}
	return nil, w
}

// find answers the lock that a fresh list shows. listed says that a fresh list would show it, if it were as known.
func (r *Reader) find(known Known, now time.Time) (lock *Lock, listed bool) {
	writes := r.writes()
	for len(r.lists) > 0 && (now.Sub(r.lists[0].asked) > maxAge || r.lists[0].writes != writes) {
		r.lists = r.lists[1:]
	}
	for _, l := range r.lists {
		if lock := l.lock(known); lock != nil {
			r.spent--
			return lock, true
		}
		listed = listed || l.covers(known.CreatedAt)
	}
	return nil, listed
}

func (r *Reader) writes() uint64 {
	if r.Writes == nil {
		return 0
	}
	return r.Writes()
}

// run sends list requests as long as reads wait for one.
func (r *Reader) run(ctx context.Context, client *gophercloud.ServiceClient) {
	for {
		within, cancel := context.WithCancel(ctx)
		l, oldest := r.next(cancel)
		if oldest == nil {
			cancel()
			return
		}
		page, err := List(within, client, ListOpts{
			CreatedSince: l.since, SortKey: "created_at", SortDir: "asc", Limit: MaxLimit, WithCount: true,
		})
		abandoned := within.Err() != nil
		cancel()
		if err == nil {
			l.fill(page)
		}
		r.deliver(l, oldest, err != nil, abandoned)
	}
}

// next prepares the list for the oldest lock that a read waits for; there is none if no read waits.
func (r *Reader) next(cancel context.CancelFunc) (l list, oldest *waiter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.useless || r.spent > 0 {
		r.release(func(*waiter) bool { return true })
	}
	for _, w := range r.waiting {
		if oldest == nil || w.known.CreatedAt.Before(oldest.known.CreatedAt) {
			oldest = w
		}
	}
	if oldest == nil {
		r.listing = false
		return list{}, nil
	}
	r.cancel = cancel
	return list{since: r.from(oldest.known.CreatedAt), asked: time.Now(), writes: r.writes()}, oldest
}

// from is where a list begins that shows a lock of a time: earlier, by half of what the last list showed, so that the
// next reads find their locks in it too; and not before the end of another list, which would show the same again.
func (r *Reader) from(at time.Time) time.Time {
	if len(r.lists) == 0 {
		return at
	}
	since := at.Add(-r.lists[len(r.lists)-1].halfPage())
	for _, l := range r.lists {
		if !l.end.IsZero() && l.end.After(since) && !l.end.After(at) {
			since = l.end
		}
	}
	return since
}

// deliver answers the reads that the list is good for. The oldest, for which it was sent, waits no longer in any case.
func (r *Reader) deliver(l list, oldest *waiter, failed, abandoned bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spent++
	if failed {
		r.useless = !abandoned
		return
	}
	changed := l.writes != r.writes()
	if !changed {
		r.lists = append(r.lists, l)
	}
	now := time.Now()
	r.release(func(w *waiter) bool {
		usable := !changed && (!w.since.After(l.asked) || now.Sub(l.asked) <= maxAge)
		lock := l.lock(w.known)
		if usable && lock != nil {
			r.spent--
			w.answer <- lock
		}
		return w == oldest || usable && (lock != nil || l.covers(w.known.CreatedAt))
	})
}

// release takes reads off the list of those that wait. Those that were not answered yet are told to read singly.
func (r *Reader) release(ready func(*waiter) bool) {
	var stay []*waiter
	for _, w := range r.waiting {
		if !ready(w) {
			stay = append(stay, w)
			continue
		}
		close(w.answer)
	}
	r.waiting = stay
}

// leave takes off a read that was cancelled. The list request ends with the last one that waits for it.
func (r *Reader) leave(gone *waiter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var stay []*waiter
	for _, w := range r.waiting {
		if w != gone {
			stay = append(stay, w)
		}
	}
	r.waiting = stay
	if len(stay) == 0 && r.listing {
		r.cancel()
	}
}

// list is what one list request showed: the locks of the project from a time on.
type list struct {
	locks map[string]*Lock
	// since and end enclose the times of the locks that it shows completely. A zero end: up to now.
	since, end time.Time
	// asked is when the request was sent, and writes how many writes there had been.
	asked  time.Time
	writes uint64
}

func (l *list) fill(page *Page) {
	l.locks = make(map[string]*Lock, len(page.Locks))
	for i := range page.Locks {
		lock := &page.Locks[i]
		if lock.missing() == "" {
			l.locks[strings.ToLower(lock.ID)] = lock
		}
	}
	n := len(page.Locks)
	switch {
	case !slices.IsSortedFunc(page.Locks, func(a, b Lock) int { return a.CreatedAt.Compare(b.CreatedAt) }):
		l.end = l.since
	case n > 0 && (page.Count == nil || *page.Count > int64(n)):
		l.end = page.Locks[n-1].CreatedAt
	}
}

func (l *list) lock(known Known) *Lock { return l.locks[strings.ToLower(known.ID)] }

func (l *list) covers(at time.Time) bool {
	return !at.Before(l.since) && (l.end.IsZero() || at.Before(l.end))
}

// halfPage is the time in which half as many locks were made as one list shows at most.
func (l *list) halfPage() time.Duration {
	if len(l.locks) == 0 {
		return 0
	}
	last := l.since
	for _, lock := range l.locks {
		if lock.CreatedAt.After(last) {
			last = lock.CreatedAt
		}
	}
	return last.Sub(l.since) / time.Duration(len(l.locks)) * (MaxLimit / 2)
}
