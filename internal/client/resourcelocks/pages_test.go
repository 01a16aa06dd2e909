package resourcelocks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

const listPath = "GET " + collection

// pageJSON is a page of locks of the given ids, with the link to a next page that
// Manila adds to a full one and that leads nowhere.
func pageJSON(count string, ids ...string) string {
	locks := make([]string, len(ids))
	for i, id := range ids {
		locks[i] = `{"id": "` + id + `", "created_at": "2026-11-22T20:12:44.691222"}`
	}
	return fmt.Sprintf(`{%s"resource_locks": [%s],
		"resource_locks_links": [{"rel": "next", "href": "/v2/resource_locks?marker=x"}]}`, count, strings.Join(locks, ", "))
}

// listing is a call of All with the queries that it must send, their answers, and what comes out.
type listing struct {
	opts      resourcelocks.ListOpts
	queries   []string
	answers   []string
	want      []string
	wantCount int64
}

func (l listing) check(t *testing.T) {
	t.Helper()
	exchanges := make([]exchange, len(l.queries))
	for i, query := range l.queries {
		exchanges[i] = exchange{listPath + query, "", 200, l.answers[i]}
	}
	var got []string
	count, err := resourcelocks.All(t.Context(), fakeManila(t, exchanges...), l.opts, func(lock resourcelocks.Lock) bool {
		got = append(got, lock.ID)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l.want, got); diff != "" {
		t.Errorf("locks (-want +got):\n%s", diff)
	}
	if count != l.wantCount {
		t.Errorf("count %d, want %d", count, l.wantCount)
	}
}

func TestAll(t *testing.T) {
	t.Parallel()
	tests := map[string]listing{
		"no limit: one answer, links not followed": {
			queries: []string{""},
			answers: []string{pageJSON("", "a", "b")},
			want:    []string{"a", "b"},
		},
		"no limit, with count": {
			opts:    resourcelocks.ListOpts{WithCount: true, Offset: 3},
			queries: []string{"?offset=3&with_count=true"},
			answers: []string{pageJSON(`"count": 5, `, "a", "b")},
			want:    []string{"a", "b"}, wantCount: 5,
		},
		"count left out when 0": {
			opts:    resourcelocks.ListOpts{WithCount: true},
			queries: []string{"?with_count=true"},
			answers: []string{pageJSON("")},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.check(t)
		})
	}
}

func TestAllPages(t *testing.T) {
	t.Parallel()
	tests := map[string]listing{
		"pages by offset": {
			opts:    resourcelocks.ListOpts{Limit: 2},
			queries: []string{"?limit=2&with_count=true", "?limit=2&offset=2&with_count=true"},
			answers: []string{pageJSON(`"count": 3, `, "a", "b"), pageJSON(`"count": 3, `, "c")},
			want:    []string{"a", "b", "c"}, wantCount: 3,
		},
		"a last full page ends it": {
			opts:    resourcelocks.ListOpts{Limit: 2, Offset: 1},
			queries: []string{"?limit=2&offset=1&with_count=true"},
			answers: []string{pageJSON(`"count": 3, `, "b", "c")},
			want:    []string{"b", "c"}, wantCount: 3,
		},
		"pages cut short by the server": {
			opts:    resourcelocks.ListOpts{Limit: 1500},
			queries: []string{"?limit=1000&with_count=true", "?limit=1000&offset=2&with_count=true"},
			answers: []string{pageJSON(`"count": 3, `, "a", "b"), pageJSON(`"count": 3, `, "c")},
			want:    []string{"a", "b", "c"}, wantCount: 3,
		},
		"a lock made between two pages": {
			opts: resourcelocks.ListOpts{Limit: 2},
			queries: []string{
				"?limit=2&with_count=true", "?limit=2&offset=2&with_count=true", "?limit=2&offset=4&with_count=true",
			},
			answers: []string{
				pageJSON(`"count": 4, `, "a", "b"), pageJSON(`"count": 5, `, "b", "c"), pageJSON(`"count": 5, `, "d"),
			},
			want: []string{"a", "b", "c", "d"}, wantCount: 5,
		},
		"locks lifted between two pages": {
			opts:    resourcelocks.ListOpts{Limit: 2},
			queries: []string{"?limit=2&with_count=true", "?limit=2&offset=2&with_count=true"},
			answers: []string{pageJSON(`"count": 4, `, "a", "b"), pageJSON(`"count": 2, `)},
			want:    []string{"a", "b"}, wantCount: 2,
		},
		"an empty page ends it whatever the count": {
			opts:    resourcelocks.ListOpts{Limit: 2},
			queries: []string{"?limit=2&with_count=true", "?limit=2&offset=2&with_count=true"},
			answers: []string{pageJSON(`"count": 4, `, "a", "b"), pageJSON(`"count": 4, `)},
			want:    []string{"a", "b"}, wantCount: 4,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.check(t)
		})
	}
}

func TestAllStopsWhenItHasEnough(t *testing.T) {
	t.Parallel()
	client := fakeManila(t,
		exchange{listPath + "?limit=3&with_count=true", "", 200, pageJSON(`"count": 9, `, "a", "b", "c")})
	used := 0
	count, err := resourcelocks.All(t.Context(), client, resourcelocks.ListOpts{Limit: 3}, func(resourcelocks.Lock) bool {
		used++
		return used < 2
	})
	if err != nil || used != 2 || count != 9 {
		t.Errorf("%d locks used, count %d, error %v; want 2 of 9", used, count, err)
	}
}

func TestAllFailsOnALaterPage(t *testing.T) {
	t.Parallel()
	client := fakeManila(t,
		exchange{listPath + "?limit=1&with_count=true", "", 200, pageJSON(`"count": 2, `, "a")},
		exchange{
			listPath + "?limit=1&offset=1&with_count=true", "", 403,
			`{"forbidden": {"code": 403, "message": "Access was denied to this resource."}}`,
		})
	count, err := resourcelocks.All(t.Context(), client, resourcelocks.ListOpts{Limit: 1}, func(resourcelocks.Lock) bool {
		return true
	})
	if !gophercloud.ResponseCodeIs(err, 403) || count != 0 {
		t.Errorf("count %d and error %v, want 0 and the 403", count, err)
	}
}
