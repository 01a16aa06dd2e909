package integrationversions_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// fakeService notes the requests and gives the answers in their order.
type fakeService struct {
	answers []string
	err     error

	requests []integrationversions.Request
}

func (f *fakeService) Call(_ context.Context, req integrationversions.Request, answer any) error {
	query := url.Values{}
	for name, values := range req.Query {
		query[name] = values
	}
	req.Query = query
	f.requests = append(f.requests, req)
	if f.err != nil {
		return f.err
	}
	next := f.answers[0]
	f.answers = f.answers[1:]
	return json.Unmarshal([]byte(next), answer)
}

const (
	ordersPath = "projects/shop/locations/europe-west1/integrations/orders/versions"
	apigeePath = "projects/123456789012/locations/us-central1/products/apigee/integrations/New_Orders-2/versions"

	draftJSON = `{"name": "projects/123456789012/locations/europe-west1/integrations/orders/versions/` + draftID + `",
		"description": "first", "userLabel": "v1", "origin": "UI", "snapshotNumber": "12",
		"state": "DRAFT", "status": "ACTIVE",
		"createTime": "2027-01-10T09:00:00.123456Z", "updateTime": "2027-01-10T09:05:00Z",
		"lockHolder": "ana@shop.test", "lastModifierEmail": "ben@shop.test", "taskConfigs": [{"task": "EmptyTask"}]}`
)

var draftVersion = integrationversions.Version{
	Name: "projects/123456789012/locations/europe-west1/integrations/orders/versions/" + draftID, ID: draftID,
	State: integrationversions.StateDraft, LockHolder: "ana@shop.test", LastModifierEmail: "ben@shop.test",
	Description: "first", UserLabel: "v1", SnapshotNumber: 12,
	CreateTime: time.Date(2027, 1, 10, 9, 0, 0, 123456000, time.UTC),
	UpdateTime: time.Date(2027, 1, 10, 9, 5, 0, 0, time.UTC),
}

func TestOneVersion(t *testing.T) {
	t.Parallel()
	get, takeOver := integrationversions.Get, integrationversions.TakeOver
	get1 := func(path, version string) integrationversions.Request {
		return integrationversions.Request{Method: http.MethodGet, APIVersion: version, Path: path, Query: url.Values{}}
	}
	post1 := func(path, version string) integrationversions.Request {
		req := get1(path+":takeoverEditLock", version)
		req.Method = http.MethodPost
		return req
	}
	tests := map[string]struct {
		call func(context.Context, integrationversions.Caller, integrationversions.Name) (*integrationversions.Version, error)
		name integrationversions.Name

		answer  string
		request integrationversions.Request
		want    integrationversions.Version
	}{
		"get": {get, draft, draftJSON, get1(ordersPath+"/"+draftID, "v1alpha"), draftVersion},
		"get of a product": {
			get, apigee.WithVersion(draftID), draftJSON, get1(apigeePath+"/"+draftID, "v1"), draftVersion,
		},
		"get from a server that knows no state": {
			get, draft, `{"name": "a/b", "status": "SNAPSHOT"}`, get1(ordersPath+"/"+draftID, "v1alpha"),
			integrationversions.Version{Name: "a/b", ID: "b", State: integrationversions.StateSnapshot},
		},
		"take over": {
			takeOver, draft, `{"integrationVersion": ` + draftJSON + `}`, post1(ordersPath+"/"+draftID, "v1alpha"), draftVersion,
		},
		"take over from a product": {
			takeOver, apigee.WithVersion(draftID), `{"integrationVersion": ` + draftJSON + `}`,
			post1(apigeePath+"/"+draftID, "v1"), draftVersion,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := &fakeService{answers: []string{tt.answer}}
			got, err := tt.call(t.Context(), service, tt.name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]integrationversions.Request{tt.request}, service.requests); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Errorf("version (-want +got):\n%s", diff)
			}
		})
	}
}

// pages of a list: the second has the last version.
var pages = []string{
	`{"integrationVersions": [{"name": "v/1"}, {"name": "v/2"}], "nextPageToken": "more"}`,
	`{"integrationVersions": [{"name": "v/3"}]}`,
}

func TestList(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		integration integrationversions.Name
		opts        integrationversions.ListOpts
		answers     []string
		until       string // the version that is the last to be wanted

		ids     []string
		queries []string
		err     error
	}{
		"all pages": {
			integration: orders,
			opts:        integrationversions.ListOpts{Filter: "state=DRAFT", OrderBy: "snapshot_number", PageSize: 2},
			answers:     pages,
			ids:         []string{"1", "2", "3"},
			queries: []string{
				"filter=state%3DDRAFT&orderBy=snapshot_number&pageSize=2",
				"filter=state%3DDRAFT&orderBy=snapshot_number&pageSize=2&pageToken=more",
			},
		},
		"enough in the first page": {
			integration: orders, answers: pages, until: "1", ids: []string{"1"}, queries: []string{""},
		},
		"an empty page before the last": {
			integration: apigee, answers: []string{`{"nextPageToken": "t"}`, pages[1]},
			ids: []string{"3"}, queries: []string{"", "pageToken=t"},
		},
		"nothing": {integration: orders, answers: []string{`{}`}, queries: []string{""}},
		"no permission": {
			integration: orders, answers: []string{`{"noPermission": true}`}, queries: []string{""},
			err: integrationversions.ErrNoPermission,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := &fakeService{answers: tt.answers}
			var ids []string
			err := integrationversions.List(t.Context(), service, tt.integration, tt.opts,
				func(version integrationversions.Version) bool {
					ids = append(ids, version.ID)
					return version.ID != tt.until
				})
			if diff := cmp.Diff(tt.ids, ids); diff != "" || !errors.Is(err, tt.err) {
				t.Errorf("error %v, versions (-want +got):\n%s", err, diff)
			}
			path, version := ordersPath, "v1alpha"
			if tt.integration == apigee {
				path, version = apigeePath, "v1"
			}
			var queries []string
			for _, req := range service.requests {
				queries = append(queries, req.Query.Encode())
				if req.Method != http.MethodGet || req.Path != path || req.APIVersion != version {
					t.Errorf("request %+v", req)
				}
			}
			if diff := cmp.Diff(tt.queries, queries); diff != "" {
				t.Errorf("queries (-want +got):\n%s", diff)
			}
		})
	}
}

func TestErrorsAreTheCallers(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	service := &fakeService{err: failed}
	_, got := integrationversions.Get(t.Context(), service, draft)
	_, took := integrationversions.TakeOver(t.Context(), service, draft)
	listed := integrationversions.List(t.Context(), service, orders, integrationversions.ListOpts{},
		func(integrationversions.Version) bool {
			t.Error("a version without an answer")
			return true
		})
	for _, err := range []error{got, took, listed} {
		if !errors.Is(err, failed) {
			t.Errorf("error %v", err)
		}
	}
}
