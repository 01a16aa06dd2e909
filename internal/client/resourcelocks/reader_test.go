package resourcelocks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// project is a Manila with the locks of one project, sorted by their times. Each request takes 50 ms.
type project struct {
	locks []lockRow
	// spoil changes the answer to a list request; nil: it does not.
	spoil func(page *listPage) (status int)
	// meanwhile happens while a list request is under way.
	meanwhile func()

	mu      sync.Mutex
	lists   int
	singles int
}

type lockRow struct {
	ID        string `json:"id"`
	UserID    string `json:"user_id"`
	ProjectID string `json:"project_id"`
	Context   string `json:"lock_context"`
	Type      string `json:"resource_type"`
	Resource  string `json:"resource_id"`
	Action    string `json:"resource_action"`
	CreatedAt string `json:"created_at"`
}

type listPage struct {
	Locks []lockRow `json:"resource_locks"`
	Count int       `json:"count"`
}

const rowTime = "2006-01-02T15:04:05.000000"

// newProject has n locks that were made within so long.
func newProject(random *rand.Rand, n int, within time.Duration) *project {
	p := &project{}
	start := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		p.locks = append(p.locks, lockRow{
			fmt.Sprintf("00000000-0000-4000-8000-%012d", i), userID, projectID, "user", "share", shareID, "delete",
			start.Add(time.Duration(random.Int64N(int64(within)))).Format(rowTime),
		})
	}
	slices.SortFunc(p.locks, func(a, b lockRow) int { return strings.Compare(a.CreatedAt, b.CreatedAt) })
	return p
}

func (p *project) RoundTrip(req *http.Request) (*http.Response, error) {
	_, id, single := strings.Cut(req.URL.Path, "/resource-locks/")
	p.mu.Lock()
	if single {
		p.singles++
	} else {
		p.lists++
	}
	p.mu.Unlock()
	select {
	case <-time.After(50 * time.Millisecond):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	status, answer := http.StatusOK, any(nil)
	if single {
		at := slices.IndexFunc(p.locks, func(row lockRow) bool { return row.ID == id })
		if at < 0 {
			status = http.StatusNotFound
		} else {
			answer = map[string]any{"resource_lock": p.locks[at]}
		}
	} else {
		page := p.list(req)
		if p.spoil != nil {
			status = p.spoil(&page)
		}
		answer = page
		if p.meanwhile != nil {
			p.meanwhile()
		}
	}
	body, err := json.Marshal(answer)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(strings.NewReader(string(body))),
	}, err
}

func (p *project) list(req *http.Request) listPage {
	query := req.URL.Query()
	page := listPage{Locks: []lockRow{}}
	limit, _ := strconv.Atoi(query.Get("limit"))
	for _, row := range p.locks {
		if row.CreatedAt < query.Get("created_since") {
			continue
		}
		page.Count++
		if len(page.Locks) < limit {
			page.Locks = append(page.Locks, row)
		}
	}
	return page
}

func (p *project) client() *gophercloud.ServiceClient {
	provider := &gophercloud.ProviderClient{HTTPClient: http.Client{Transport: p}}
	return &gophercloud.ServiceClient{ProviderClient: provider, Endpoint: "http://manila.test/v2/", Type: "sharev2"}
}

func (row lockRow) known() resourcelocks.Known {
	at, err := time.Parse(rowTime, row.CreatedAt)
	if err != nil {
		panic(err)
	}
	return resourcelocks.Known{ID: row.ID, ProjectID: projectID, OwnProject: projectID, CreatedAt: at}
}

// readAll reads locks, ten at a time, each with a pause of up to 2 ms before, as Terraform does.
func readAll(t *testing.T, random *rand.Rand, reader *resourcelocks.Reader, p *project, known []resourcelocks.Known) {
	t.Helper()
	var group sync.WaitGroup
	todo := make(chan resourcelocks.Known)
	for range 10 {
		group.Go(func() {
			for k := range todo {
				lock, err := reader.Get(t.Context(), p.client(), k)
				if err != nil || !strings.EqualFold(lock.ID, k.ID) {
					t.Errorf("reading %s: %+v, %v", k.ID, lock, err)
				}
			}
		})
	}
	for _, k := range known {
		time.Sleep(time.Duration(random.Int64N(int64(2 * time.Millisecond))))
		todo <- k
	}
	close(todo)
	group.Wait()
}

// knownOf are some of a project's locks, in the order of a walk, which is by chance.
func knownOf(random *rand.Rand, p *project, n int) []resourcelocks.Known {
	known := make([]resourcelocks.Known, 0, n)
	for _, i := range random.Perm(len(p.locks))[:n] {
		known = append(known, p.locks[i].known())
	}
	return known
}

func TestReaderSharesLists(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		locks, read int
		within      time.Duration
		requests    int
	}{
		"one lock":                          {1, 1, time.Hour, 1},
		"two locks":                         {2, 2, time.Hour, 2},
		"three locks":                       {3, 3, time.Hour, 3},
		"a thousand, made at once":          {1000, 1000, 10 * time.Second, 4},
		"a thousand, made in two years":     {1000, 1000, 2 * 365 * 24 * time.Hour, 4},
		"three thousand":                    {3000, 3000, time.Minute, 7},
		"fifty of a project of 5,000":       {5000, 50, 365 * 24 * time.Hour, 51},
		"three locks of a project of 5,000": {5000, 3, 365 * 24 * time.Hour, 4},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			most := 0
			for seed := range uint64(2) {
				synctest.Test(t, func(t *testing.T) {
					random := rand.New(rand.NewPCG(seed, 1))
					p := newProject(random, tt.locks, tt.within)
					readAll(t, random, &resourcelocks.Reader{}, p, knownOf(random, p, tt.read))
					most = max(most, p.lists+p.singles)
					if p.lists+p.singles > tt.requests {
						t.Logf("seed %d: %d lists, %d single reads", seed, p.lists, p.singles)
					}
				})
			}
			if most > tt.requests {
				t.Errorf("up to %d requests for %d locks, want at most %d", most, tt.read, tt.requests)
			}
		})
	}
}

// Whatever a list does, each lock is read, and the requests are at most one more than the locks.
func TestReaderSurvivesLists(t *testing.T) {
	t.Parallel()
	spoilers := map[string]func(page *listPage, random *rand.Rand) int{
		"refused":         func(*listPage, *rand.Rand) int { return http.StatusForbidden },
		"bad request":     func(*listPage, *rand.Rand) int { return http.StatusBadRequest },
		"no rows":         func(page *listPage, _ *rand.Rand) int { page.Locks = page.Locks[:0]; return 200 },
		"every other row": func(page *listPage, _ *rand.Rand) int { page.Locks = halfOf(page.Locks); return 200 },
		"rows twice": func(page *listPage, _ *rand.Rand) int {
			page.Locks = append(page.Locks, page.Locks...)
			return 200
		},
		"any order": func(page *listPage, random *rand.Rand) int {
			random.Shuffle(len(page.Locks), func(i, j int) { page.Locks[i], page.Locks[j] = page.Locks[j], page.Locks[i] })
			return 200
		},
		"short pages": func(page *listPage, _ *rand.Rand) int { page.Locks = page.Locks[:min(7, len(page.Locks))]; return 200 },
		"capitals": func(page *listPage, _ *rand.Rand) int {
			for i := range page.Locks {
				page.Locks[i].ID = strings.ToUpper(page.Locks[i].ID)
			}
			return 200
		},
		"rows without a project": func(page *listPage, _ *rand.Rand) int {
			for i := range page.Locks {
				page.Locks[i].ProjectID = ""
			}
			return 200
		},
	}
	for name, spoil := range spoilers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(20) {
				synctest.Test(t, func(t *testing.T) {
					random := rand.New(rand.NewPCG(seed, 2))
					p := newProject(random, 1+random.IntN(60), time.Hour)
					shuffle := rand.New(rand.NewPCG(seed, 3))
					p.spoil = func(page *listPage) int { return spoil(page, shuffle) }
					readAll(t, random, &resourcelocks.Reader{}, p, knownOf(random, p, len(p.locks)))
					if p.lists+p.singles > len(p.locks)+1 {
						t.Errorf("seed %d: %d lists and %d single reads for %d locks", seed, p.lists, p.singles, len(p.locks))
					}
				})
			}
		})
	}
}

func halfOf(rows []lockRow) []lockRow {
	var half []lockRow
	for i := 0; i < len(rows); i += 2 {
		half = append(half, rows[i])
	}
	return half
}

// prime has a reader read two locks, so that a list shows all of a project.
func prime(t *testing.T, reader *resourcelocks.Reader, p *project) {
	t.Helper()
	for _, row := range p.locks[:2] {
		if _, err := reader.Get(t.Context(), p.client(), p.locks[0].known()); err != nil {
			t.Fatal(row.ID, err)
		}
	}
	if p.singles != 1 || p.lists != 1 {
		t.Fatalf("%d single reads and %d lists, want one of each", p.singles, p.lists)
	}
}

func TestReaderReadsAnew(t *testing.T) {
	t.Parallel()
	tests := map[string]func(writes *uint64){
		"after five seconds":            func(*uint64) { time.Sleep(5*time.Second + time.Millisecond) },
		"after a write of its provider": func(writes *uint64) { *writes++ },
	}
	for name, happens := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				writes := uint64(0)
				p := newProject(rand.New(rand.NewPCG(3, 3)), 10, time.Hour)
				reader := &resourcelocks.Reader{Writes: func() uint64 { return writes }}
				prime(t, reader, p)
				happens(&writes)
				p.locks[5].Action = "show"
				lock, err := reader.Get(t.Context(), p.client(), p.locks[5].known())
				if err != nil || lock.ResourceAction != "show" {
					t.Errorf("%+v, %v; want what the server holds now", lock, err)
				}
			})
		})
	}
}

// A list that was under way when the provider wrote may lack the write.
func TestReaderDropsAListThatAWriteCrossed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		writes := uint64(0)
		p := newProject(rand.New(rand.NewPCG(4, 4)), 10, time.Hour)
		reader := &resourcelocks.Reader{Writes: func() uint64 { return writes }}
		p.meanwhile = func() { writes++ }
		for range 2 {
			if _, err := reader.Get(t.Context(), p.client(), p.locks[0].known()); err != nil {
				t.Fatal(err)
			}
		}
		if p.lists != 1 || p.singles != 2 {
			t.Errorf("%d lists and %d single reads, want the list not to count", p.lists, p.singles)
		}
	})
}

func TestReaderReadsSingly(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*resourcelocks.Known){
		"another project":  func(k *resourcelocks.Known) { k.ProjectID = "another" },
		"no known project": func(k *resourcelocks.Known) { k.ProjectID = "" },
		"no known time":    func(k *resourcelocks.Known) { k.CreatedAt = time.Time{} },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newProject(rand.New(rand.NewPCG(5, 5)), 10, time.Hour)
				reader := &resourcelocks.Reader{}
				for _, row := range p.locks {
					known := row.known()
					change(&known)
					if _, err := reader.Get(t.Context(), p.client(), known); err != nil {
						t.Error(err)
					}
				}
				if p.lists != 0 || p.singles != 10 {
					t.Errorf("%d lists and %d single reads, want 10 single reads", p.lists, p.singles)
				}
			})
		})
	}
}

// A lock that is gone is said to be so by its own answer alone.
func TestReaderAsksForALockThatAListLacks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProject(rand.New(rand.NewPCG(6, 6)), 10, time.Hour)
		gone := p.locks[5].known()
		p.locks = slices.Delete(p.locks, 5, 6)
		reader := &resourcelocks.Reader{}
		prime(t, reader, p)
		if _, err := reader.Get(t.Context(), p.client(), gone); !gophercloud.ResponseCodeIs(err, http.StatusNotFound) {
			t.Errorf("error %v, want the server's 404", err)
		}
		if p.singles != 2 {
			t.Errorf("%d single reads, want one of the lock that is gone", p.singles)
		}
	})
}

// One lock of no action makes each list of its project fail, whatever lists have saved before.
func TestReaderAsksForNoListAfterAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(8, 8))
		p := newProject(random, 30, time.Hour)
		reader := &resourcelocks.Reader{}
		known := knownOf(random, p, len(p.locks))
		readAll(t, random, reader, p, known)
		p.spoil = func(*listPage) int { return http.StatusBadRequest }
		p.lists, p.singles = 0, 0
		time.Sleep(6 * time.Second)
		readAll(t, random, reader, p, known)
		if p.lists != 1 || p.singles != len(known) {
			t.Errorf("%d lists and %d single reads, want one list and %d", p.lists, p.singles, len(known))
		}
	})
}

// One read that is cancelled does not fail the others; the list ends with the last of them.
func TestReaderOutlivesOneRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProject(rand.New(rand.NewPCG(7, 7)), 10, time.Hour)
		reader := &resourcelocks.Reader{}
		if _, err := reader.Get(t.Context(), p.client(), p.locks[0].known()); err != nil {
			t.Fatal(err)
		}
		cancelled, cancel := context.WithCancel(t.Context())
		errs := make([]error, 2)
		var group sync.WaitGroup
		for i, ctx := range []context.Context{cancelled, t.Context()} {
			group.Go(func() { _, errs[i] = reader.Get(ctx, p.client(), p.locks[1+i].known()) })
			synctest.Wait()
		}
		cancel()
		group.Wait()
		if !errors.Is(errs[0], context.Canceled) || errs[1] != nil {
			t.Errorf("errors %v, want the first cancelled and the second read", errs)
		}
		start := time.Now()
		last, cancel := context.WithCancel(t.Context())
		time.Sleep(6 * time.Second)
		_, _ = reader.Get(t.Context(), p.client(), p.locks[0].known())
		time.AfterFunc(time.Millisecond, cancel)
		if _, err := reader.Get(last, p.client(), p.locks[4].known()); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v after %s, want it cancelled", err, time.Since(start))
		}
	})
}
