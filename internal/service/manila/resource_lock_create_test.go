package manila

import (
	"context"
	"errors"
	"net/http"
	"strings"
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
	// newest asks for what stands before the first lock of a walk is made.
	newest = "GET /v2/resource-locks?limit=1000&user_id=u1&with_count=true"
)

func creation(status int, answer string, err error) exchange {
	return exchange{"POST /v2/resource-locks?", shareLockJSON, status, answer, err}
}

func look(locks ...string) exchange {
	return exchange{lookAlike + equals, "", 200, pageJSON("", locks...), nil}
}

func before(locks ...string) exchange {
	return exchange{newest, "", 200, pageJSON(`"count": 2000, `, locks...), nil}
}

func TestCreateLock(t *testing.T) {
	t.Parallel()
	plain := func(id string) string { return lockJSON(id, `"links": []`) }
	at := func(id, created string) string { return lockJSON(id, `"created_at": "`+created+`"`) }
	made := `{"resource_lock": ` + plain("b") + `}`
	failure := `{"computeFault": {"code": 500, "message": "The server has failed."}}`
	tests := map[string]struct {
		handled   []string
		exchanges []exchange
		// twins are their ids, with spaces between.
		want, twins string
		failure     string
	}{
		"made": {nil, []exchange{before(), creation(200, made, nil)}, "b", "", ""},
		"made beside an equal one": {
			nil, []exchange{before(plain("a")), creation(200, made, nil)}, "b", "a", "",
		},
		"made beside two equal ones and one that is handled": {
			[]string{"c"}, []exchange{before(plain("a"), plain("c"), plain("d")), creation(200, made, nil)}, "b", "a d", "",
		},
		"made beside one that is handled": {
			[]string{"a"}, []exchange{before(plain("a")), creation(200, made, nil)}, "b", "", "",
		},
		"made beside some that look alike": {
			nil, []exchange{before(
				lockJSON("r", `"lock_reason": ""`), lockJSON("u", `"user_id": "u2"`), lockJSON("p", `"project_id": "p2"`),
				lockJSON("t", `"resource_type": "access_rule"`), lockJSON("x", `"resource_action": "show"`),
				lockJSON("i", `"resource_id": "`+lockID+`"`)), creation(200, made, nil)}, "b", "", "",
		},
		"in capitals": {
			nil, []exchange{before(lockJSON("a", `"resource_id": "`+shareIDUpper+`"`)), creation(200, made, nil)}, "b", "a", "",
		},
		"answer lost, found": {nil, []exchange{before(), creation(0, "", errLost), look(plain("a"))}, "a", "", ""},
		"answer lost, one that stood before": {
			nil,
			[]exchange{before(plain("a")), creation(0, "", errLost), look(plain("a"))},
			"", "",
			"nothing that it made was found",
		},
		"answer lost, one older than what was looked at": {
			nil,
			[]exchange{before(at("z", "2026-11-22T20:12:45")), creation(0, "", errLost), look(plain("a"))},
			"", "",
			"nothing that it made was found",
		},
		"answer lost, one that is handled": {
			[]string{"a"},
			[]exchange{before(), creation(0, "", errLost), look(plain("a"))},
			"", "",
			"nothing that it made was found",
		},
		"answer lost, several": {
			nil,
			[]exchange{before(), creation(0, "", errLost), look(plain("a"), plain("c"))},
			"", "",
			"several objects that it may have made: resource lock a, resource lock c",
		},
		"an answer without a lock": {nil, []exchange{before(), creation(200, `{}`, nil), look(plain("a"))}, "a", "", ""},
		"an empty answer":          {nil, []exchange{before(), creation(200, ``, nil), look(plain("a"))}, "a", "", ""},
		"a page":                   {nil, []exchange{before(), creation(200, `<html>`, nil), look(plain("a"))}, "a", "", ""},
		"a list":                   {nil, []exchange{before(), creation(200, `[]`, nil), look(plain("a"))}, "a", "", ""},
		"null":                     {nil, []exchange{before(), creation(200, `{"resource_lock":null}`, nil), look(plain("a"))}, "a", "", ""},
		"another's lock": {
			nil, []exchange{
				before(), creation(200, `{"resource_lock": `+lockJSON("x", `"resource_id": "`+lockID+`"`)+`}`, nil),
				look(plain("a")),
			}, "a", "", "",
		},
		"created": {nil, []exchange{before(), creation(201, made, nil)}, "b", "", ""},
		"failed, sent again": {
			nil, []exchange{before(), creation(500, failure, nil), look(), creation(200, made, nil)}, "b", "", "",
		},
		"stored and refused": {
			nil, []exchange{
				before(), creation(400, `{"badRequest": {"code": 400, "message": "Invalid user_id."}}`, nil),
				look(plain("a")),
			}, "a", "", "",
		},
		"refused": {
			nil,
			[]exchange{before(), creation(400, `{"badRequest": {"code": 400, "message": "No such resource found."}}`, nil)},
			"", "", "No such resource found",
		},
		"looking before refused": {
			nil, []exchange{{newest, "", 403, `{"forbidden": {"code": 403, "message": "Not for you."}}`, nil}}, "", "", "Not for you",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				manila := fakeManila(t, tt.exchanges...)
				manila.Timeout = 0
				for _, id := range tt.handled {
					manila.Handled.Add(id)
				}
				lock, err := createLock(t.Context(), manila, shareLock)
				if tt.failure != "" {
					if err == nil || !strings.Contains(said(err), tt.failure) {
						t.Errorf("lock %v, error %v, want one with %q", lock, err, tt.failure)
					}
					return
				}
				if err != nil || lock.ID != tt.want || !manila.Handled.Has(tt.want) {
					t.Fatalf("lock %v, error %v; want %s, and that handled", lock, err, tt.want)
				}
				if got := idsOf(lock.twins); got != tt.twins {
					t.Errorf("twins %q, want %q", got, tt.twins)
				}
				if last := tt.exchanges[len(tt.exchanges)-1]; lock.found != strings.HasPrefix(last.request, lookAlike) {
					t.Errorf("found %t after %s", lock.found, last.request)
				}
			})
		})
	}
}

func idsOf(locks []resourcelocks.Lock) string {
	var ids []string
	for _, lock := range locks {
		ids = append(ids, lock.ID)
	}
	return strings.Join(ids, " ")
}

func TestCreateLocksLookOnce(t *testing.T) {
	t.Parallel()
	manila := fakeManila(t, before(),
		creation(200, `{"resource_lock": `+lockJSON("a", `"links": []`)+`}`, nil),
		creation(200, `{"resource_lock": `+lockJSON("b", `"links": []`)+`}`, nil))
	for range 2 {
		if lock, err := createLock(t.Context(), manila, shareLock); err != nil || len(lock.twins) > 0 {
			t.Errorf("lock %+v, error %v", lock, err)
		}
	}
}

func TestCreateLockSaysAtOnceWhatCannotBeStored(t *testing.T) {
	t.Parallel()
	opts := shareLock
	opts.Reason = new("🔒")
	fault := `{"computeFault": {"code": 500, "message": "The server has failed."}}`
	body := strings.Replace(shareLockJSON, `"}}`, `","lock_reason":"🔒"}}`, 1)
	manila := fakeManila(t, before(), exchange{"POST /v2/resource-locks?", body, 500, fault, nil}, look())
	_, err := createLock(t.Context(), manila, opts)
	if !isUnstorable(opts.Reason, err) {
		t.Errorf("error %v", err)
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
				manila := fakeManila(t, before())
				if _, err := manila.Standing(t.Context()); err != nil {
					t.Fatal(err)
				}
				manila.HTTPClient.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
					<-time.After(time.Second)
					return nil, http.ErrServerClosed
				})
				var all sync.WaitGroup
				start := time.Now()
				for _, opts := range tt.locks {
					all.Go(func() {
						if _, err := createLock(t.Context(), manila, opts); !errors.Is(err, http.ErrServerClosed) {
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
	if _, err := createLock(ctx, manila, shareLock); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

// said is the error with the server's own words.
func said(err error) string {
	if answer, ok := client.AsAPIError(err); ok {
		return err.Error() + answer.Message
	}
	return err.Error()
}
