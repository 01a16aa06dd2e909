package resourcelocks_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

const (
	projectID = "7a9d4f5f2f2b4f0e9d9a6f0d3c1b2a10"
	userID    = "c0ffee5f2f2b4f0e9d9a6f0d3c1b2a11"
	lockID    = "0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f"
	shareID   = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
)

// lockJSON is a lock as Manila writes it, links and all.
const lockJSON = `{"resource_lock": {"id": "` + lockID + `",
	"user_id": "` + userID + `", "project_id": "` + projectID + `", "lock_context": "user",
	"resource_type": "share", "resource_id": "` + shareID + `", "resource_action": "delete", "lock_reason": "audit",
	"created_at": "2026-11-22T20:12:44.691222", "updated_at": null,
	"links": [{"rel": "self", "href": "http://manila.invalid/v2/resource_locks/` + lockID + `"}]}}`

const (
	collection = "/v2/" + projectID + "/resource-locks"
	// plain is the body of the shortest creation.
	plain = `{"resource_lock":{"resource_id":"` + shareID + `","resource_type":"share"}}`
)

// exchange is one request that a fake Manila expects, and its answer.
type exchange struct {
	// request is the method and the address with its query.
	request string
	body    string
	status  int
	answer  string
}

// fakeManila expects the exchanges in their order and no other request.
func fakeManila(t *testing.T, exchanges ...exchange) *gophercloud.ServiceClient {
	t.Helper()
	next := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := r.Method + " " + r.URL.RequestURI()
		if next >= len(exchanges) {
			t.Errorf("unexpected request %s", got)
			http.NotFound(w, r)
			return
		}
		want := exchanges[next]
		next++
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{want.request, want.body}, []string{got, string(body)}); diff != "" {
			t.Errorf("request %d (-want +got):\n%s", next, diff)
		}
		if version := r.Header.Values("X-OpenStack-Manila-API-Version"); !cmp.Equal(version, []string{"2.81"}) {
			t.Errorf("%s: X-OpenStack-Manila-API-Version is %q, want 2.81", got, version)
		}
		if token := r.Header.Get("X-Auth-Token"); token != "a token" {
			t.Errorf("%s: X-Auth-Token is %q", got, token)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(want.status)
		_, _ = io.WriteString(w, want.answer)
	}))
	t.Cleanup(func() {
		server.Close()
		if next != len(exchanges) {
			t.Errorf("%d requests came, want %d", next, len(exchanges))
		}
	})
	return &gophercloud.ServiceClient{
		ProviderClient: &gophercloud.ProviderClient{TokenID: "a token", HTTPClient: *server.Client()},
		Endpoint:       server.URL + "/v2/" + projectID + "/",
		Type:           "sharev2",
		Microversion:   "2.81",
	}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		call     func(context.Context, *gophercloud.ServiceClient) (*resourcelocks.Lock, error)
		exchange exchange
	}{
		"create with all": {
			func(ctx context.Context, c *gophercloud.ServiceClient) (*resourcelocks.Lock, error) {
				return resourcelocks.Create(ctx, c, resourcelocks.CreateOpts{
					ResourceID: shareID, ResourceType: "access_rule", ResourceAction: "show", Reason: new("audit <2026>\n"),
				})
			},
			exchange{"POST " + collection, `{"resource_lock":{"resource_id":"` + shareID + `","resource_type":"access_rule",` +
				`"resource_action":"show","lock_reason":"audit \u003c2026\u003e\n"}}`, 200, lockJSON},
		},
		"create without action and reason": {
			func(ctx context.Context, c *gophercloud.ServiceClient) (*resourcelocks.Lock, error) {
				return resourcelocks.Create(ctx, c, resourcelocks.CreateOpts{ResourceID: shareID, ResourceType: "share"})
			},
			exchange{"POST " + collection, plain, 200, lockJSON},
		},
		"create with an empty reason": {
			func(ctx context.Context, c *gophercloud.ServiceClient) (*resourcelocks.Lock, error) {
				return resourcelocks.Create(ctx, c, resourcelocks.CreateOpts{
					ResourceID: shareID, ResourceType: "share", Reason: new(""),
				})
			},
			exchange{"POST " + collection, `{"resource_lock":{"resource_id":"` + shareID + `","resource_type":"share",` +
				`"lock_reason":""}}`, 200, lockJSON},
		},
		"get": {
			func(ctx context.Context, c *gophercloud.ServiceClient) (*resourcelocks.Lock, error) {
				return resourcelocks.Get(ctx, c, lockID)
			},
			exchange{"GET " + collection + "/" + lockID, "", 200, lockJSON},
		},
		"set reason": {
			func(ctx context.Context, c *gophercloud.ServiceClient) (*resourcelocks.Lock, error) {
				return resourcelocks.SetReason(ctx, c, lockID, new("audit"))
			},
			exchange{"PUT " + collection + "/" + lockID, `{"resource_lock":{"lock_reason":"audit"}}`, 200, lockJSON},
		},
		"set an empty reason": {
			func(ctx context.Context, c *gophercloud.ServiceClient) (*resourcelocks.Lock, error) {
				return resourcelocks.SetReason(ctx, c, lockID, new(""))
			},
			exchange{"PUT " + collection + "/" + lockID, `{"resource_lock":{"lock_reason":""}}`, 200, lockJSON},
		},
		"clear reason": {
			func(ctx context.Context, c *gophercloud.ServiceClient) (*resourcelocks.Lock, error) {
				return resourcelocks.SetReason(ctx, c, lockID, nil)
			},
			exchange{"PUT " + collection + "/" + lockID, `{"resource_lock":{"lock_reason":null}}`, 200, lockJSON},
		},
	}
	want := &resourcelocks.Lock{
		ID: lockID, UserID: userID, ProjectID: projectID, Context: resourcelocks.ContextUser,
		ResourceType: resourcelocks.TypeShare, ResourceID: shareID, ResourceAction: resourcelocks.ActionDelete,
		Reason: new("audit"), CreatedAt: time.Date(2026, 11, 22, 20, 12, 44, 691222000, time.UTC),
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.call(t.Context(), fakeManila(t, tt.exchange))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("lock (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	client := fakeManila(t, exchange{"DELETE /v2/" + projectID + "/resource-locks/" + lockID, "", 204, ""})
	if err := resourcelocks.Delete(t.Context(), client, lockID); err != nil {
		t.Fatal(err)
	}
}

// TestRefused holds each call to the one status that Manila answers it with.
func TestRefused(t *testing.T) {
	t.Parallel()
	const gone = `{"itemNotFound": {"code": 404, "message": "Resource lock ` + lockID + ` could not be found."}}`
	tests := map[string]struct {
		call     func(context.Context, *gophercloud.ServiceClient) error
		exchange exchange
	}{
		"create": {
			func(ctx context.Context, c *gophercloud.ServiceClient) error {
				_, err := resourcelocks.Create(ctx, c, resourcelocks.CreateOpts{ResourceID: shareID, ResourceType: "share"})
				return err
			},
			exchange{"POST " + collection, plain, 202, lockJSON},
		},
		"get": {
			func(ctx context.Context, c *gophercloud.ServiceClient) error {
				_, err := resourcelocks.Get(ctx, c, lockID)
				return err
			},
			exchange{"GET " + collection + "/" + lockID, "", 404, gone},
		},
		"get with an id that is none": {
			func(ctx context.Context, c *gophercloud.ServiceClient) error {
				_, err := resourcelocks.Get(ctx, c, "../shares?a=b")
				return err
			},
			exchange{"GET " + collection + "/..%2Fshares%3Fa=b", "", 404, gone},
		},
		"set reason": {
			func(ctx context.Context, c *gophercloud.ServiceClient) error {
				_, err := resourcelocks.SetReason(ctx, c, lockID, nil)
				return err
			},
			exchange{"PUT " + collection + "/" + lockID, `{"resource_lock":{"lock_reason":null}}`, 404, gone},
		},
		"delete": {
			func(ctx context.Context, c *gophercloud.ServiceClient) error {
				return resourcelocks.Delete(ctx, c, lockID)
			},
			exchange{"DELETE " + collection + "/" + lockID, "", 404, gone},
		},
		"list": {
			func(ctx context.Context, c *gophercloud.ServiceClient) error {
				_, err := resourcelocks.List(ctx, c, resourcelocks.ListOpts{})
				return err
			},
			exchange{"GET " + collection, "", 404, gone},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.call(t.Context(), fakeManila(t, tt.exchange))
			if !gophercloud.ResponseCodeIs(err, tt.exchange.status) {
				t.Errorf("error %v, want one of status %d", err, tt.exchange.status)
			}
		})
	}
}

func TestListQuery(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 11, 22, 21, 12, 44, 691222999, time.FixedZone("CET", 3600))
	tests := map[string]struct {
		opts resourcelocks.ListOpts
		want string
	}{
		"nothing": {resourcelocks.ListOpts{}, ""},
		"all": {
			resourcelocks.ListOpts{
				ResourceID: shareID, ResourceType: "share", ResourceAction: "delete", UserID: userID,
				ProjectID: projectID, AllProjects: true, Context: "user", CreatedSince: since,
				CreatedBefore: since.Add(time.Hour), Reason: "a b&c", ReasonContains: "50%", SortKey: "created_at", SortDir: "asc",
				Limit: 10, Offset: 20, WithCount: true,
			},
			"?all_projects=1&created_before=2026-11-22T21%3A12%3A44.691222&created_since=2026-11-22T20%3A12%3A44.691222" +
				"&limit=10&lock_context=user&lock_reason=a+b%26c&lock_reason~=50%25&offset=20" +
				"&project_id=" + projectID + "&resource_action=delete&resource_id=" + shareID + "&resource_type=share" +
				"&sort_dir=asc&sort_key=created_at&user_id=" + userID + "&with_count=true",
		},
		"time on the second": {
			resourcelocks.ListOpts{CreatedSince: time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)},
			"?created_since=2026-11-22T20%3A00%3A00.000000",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := exchange{"GET /v2/" + projectID + "/resource-locks" + tt.want, "", 200, `{"resource_locks": []}`}
			page, err := resourcelocks.List(t.Context(), fakeManila(t, request), tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Locks) != 0 || page.Count != nil {
				t.Errorf("page %+v, want an empty one without a count", page)
			}
		})
	}
}

func TestAnswersThatSayNothing(t *testing.T) {
	t.Parallel()
	another := strings.Replace(lockJSON, lockID, shareID, 1)
	tests := map[string]struct{ answer, problem string }{
		"nothing":              {"", "is not JSON"},
		"a page":               {"<html>", "is not JSON"},
		"half":                 {lockJSON[:50], "is not JSON"},
		"null":                 {"null", "holds no resource lock"},
		"an empty object":      {"{}", "holds no resource lock"},
		"no lock":              {`{"resource_lock": null}`, "holds no resource lock"},
		"a list":               {"[]", "does not have the form"},
		"a list in the object": {`{"resource_lock": []}`, "does not have the form"},
		"another lock":         {another, "is another resource lock, " + shareID},
		"no context":           {strings.Replace(lockJSON, `"user",`, `"",`, 1), "without lock_context"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			manila := fakeManila(t, exchange{"GET " + collection + "/" + lockID, "", 200, tt.answer})
			_, err := resourcelocks.Get(t.Context(), manila, lockID)
			answer, ok := errors.AsType[*resourcelocks.AnswerError](err)
			if !ok || !strings.Contains(answer.Problem, tt.problem) || !strings.HasSuffix(answer.URL, collection+"/"+lockID) {
				t.Errorf("error %v, want one that says %q with the URL", err, tt.problem)
			}
		})
	}
	for _, answer := range []string{"", "{}", "null", `{"resource_locks": null}`, `{"resource_locks": [{}]}`, "[]"} {
		page, err := resourcelocks.List(t.Context(), fakeManila(t, exchange{"GET " + collection, "", 200, answer}), resourcelocks.ListOpts{})
		if _, ok := errors.AsType[*resourcelocks.AnswerError](err); !ok {
			t.Errorf("page %v, error %v of answer %q", page, err, answer)
		}
	}
}
