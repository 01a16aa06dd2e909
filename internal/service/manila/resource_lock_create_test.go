package manila

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

var (
	shareLock = resourcelocks.CreateOpts{ResourceID: shareID, ResourceType: "share", ResourceAction: "delete"}
	errLost   = &client.ConnectionError{Method: "POST", URL: "http://manila.invalid/v2", Err: errors.New("reset")}
)

const (
	shareLockJSON = `{"resource_lock":{"resource_id":"` + shareID + `","resource_type":"share",` +
		`"resource_action":"delete"}}`
	lookAlike = "GET /v2/resource-locks?"
	// equals asks for the locks of this user that are equal but for reason and time.
	equals = "resource_action=delete&resource_id=" + shareID + "&resource_type=share&user_id=u1"
	// sinceCreation is what the clock of the tests says: the creation time of lockJSON.
	sinceCreation = "created_since=2026-11-22T20%3A12%3A44.691222&"
)

func creation(status int, answer string, err error) exchange {
	return exchange{"POST /v2/resource-locks?", shareLockJSON, status, answer, err}
}

func look(filter string, locks ...string) exchange {
	return exchange{lookAlike + filter + equals, "", 200, pageJSON("", locks...), nil}
}

// observed starts Manila's clock at the creation time of lockJSON.
func observed(manila *client.SharedFileSystem) *client.SharedFileSystem {
	manila.Clock.Observe(created)
	return manila
}

func TestCreateLock(t *testing.T) {
	t.Parallel()
	made := `{"resource_lock": ` + lockJSON("b", `"links": []`) + `}`
	refused := `{"badRequest": {"code": 400, "message": "No such resource found."}}`
	tests := map[string]struct {
		adopt     bool
		claimed   []string
		exchanges []exchange
		want      string
	}{
		"made": {false, nil, []exchange{creation(200, made, nil)}, "b"},
		"nothing to adopt": {
			true, nil, []exchange{look(""), creation(200, made, nil)}, "b",
		},
		"adopted": {true, nil, []exchange{look("", lockJSON("a", `"links": []`))}, "a"},
		"the oldest is adopted": {
			true, nil, []exchange{look("", lockJSON("a", `"created_at": "2026-11-22T20:00:00"`),
				lockJSON("c", `"created_at": "2026-11-22T19:00:00"`),
				lockJSON("d", `"created_at": "2026-11-22T20:30:00"`))}, "c",
		},
		"in somebody's charge already": {
			true, []string{"a"}, []exchange{look("", lockJSON("a", `"links": []`)), creation(200, made, nil)}, "b",
		},
		"looks alike": {
			true, nil, []exchange{look("",
				lockJSON("r", `"lock_reason": ""`), lockJSON("u", `"user_id": "u2"`), lockJSON("p", `"project_id": "p2"`),
				lockJSON("t", `"resource_type": "access_rule"`), lockJSON("x", `"resource_action": "show"`),
				lockJSON("i", `"resource_id": "`+lockID+`"`)), creation(200, made, nil)}, "b",
		},
		"in capitals": {true, nil, []exchange{look("", lockJSON("a", `"resource_id": "`+shareIDUpper+`"`))}, "a"},
		"answer lost, lock found": {
			false, nil, []exchange{creation(0, "", errLost), look(sinceCreation, lockJSON("a", `"links": []`))}, "a",
		},
		"refused": {false, nil, []exchange{creation(400, refused, nil)}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				manila := observed(fakeManila(t, tt.exchanges...))
				for _, id := range tt.claimed {
					manila.Claims.Add(id)
				}
				lock, err := createLock(t.Context(), manila, shareLock, tt.adopt)
				if tt.want == "" {
					if !client.IsBadRequest(err) {
						t.Errorf("lock %v, error %v", lock, err)
					}
					return
				}
				if err != nil || lock.ID != tt.want || !manila.Claims.Has(tt.want) {
					t.Errorf("lock %v, error %v; want %s, and that in charge", lock, err, tt.want)
				}
			})
		})
	}
}

// TestCreateLockOneAfterAnother is about equal locks, which could not be told
// apart if one were looked for while another is being made.
func TestCreateLockOneAfterAnother(t *testing.T) {
	t.Parallel()
	other := shareLock
	other.Reason = new("no reason")
	tests := map[string]struct {
		locks [2]resourcelocks.CreateOpts
		took  time.Duration
	}{
		"equal":             {[2]resourcelocks.CreateOpts{shareLock, shareLock}, 4 * time.Second},
		"different reasons": {[2]resourcelocks.CreateOpts{shareLock, other}, 2 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				manila := fakeManila(t)
				manila.HTTPClient.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
					<-time.After(time.Second)
					return nil, http.ErrServerClosed
				})
				var all sync.WaitGroup
				start := time.Now()
				for _, opts := range tt.locks {
					all.Go(func() {
						if _, err := createLock(t.Context(), manila, opts, false); !errors.Is(err, http.ErrServerClosed) {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %s, want %s", took, tt.took)
				}
			})
		})
	}
}

func TestCreateLockCancelledWhileWaiting(t *testing.T) {
	t.Parallel()
	manila := fakeManila(t)
	unlock, err := manila.Creating.Lock(t.Context(), equalityKey(shareLock))
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := createLock(ctx, manila, shareLock, true); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}
