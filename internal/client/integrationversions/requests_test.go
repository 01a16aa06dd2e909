package integrationversions_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
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

const (
	nextID   = "b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00"
	apigeeID = "c3a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00"
)

// changed is JSON with other words in the place of some: old, new, old, new.
func changed(text string, words ...string) string { return strings.NewReplacer(words...).Replace(text) }

// inApigee writes a version's JSON as of the integration of a product, which the name leaves out.
func inApigee(text string) string {
	return changed(text, "europe-west1/integrations/orders", "us-central1/integrations/New_Orders-2")
}

func takenOver(text string) string {
	return `{"integrationVersion": ` + changed(text, draftID, nextID) + `}`
}

func nextVersion(edit func(string) string) integrationversions.Version {
	version := draftVersion
	version.Name, version.ID = changed(edit(version.Name), draftID, nextID), nextID
	return version
}

func asItIs(text string) string { return text }

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
			get, apigee.WithVersion(draftID), inApigee(draftJSON), get1(apigeePath+"/"+draftID, "v1"),
			func() integrationversions.Version {
				version := draftVersion
				version.Name = inApigee(version.Name)
				return version
			}(),
		},
		"get from a server that knows no state": {
			get, draft, `{"name": "` + draftText + `", "status": "SNAPSHOT"}`, get1(ordersPath+"/"+draftID, "v1alpha"),
			integrationversions.Version{Name: draftText, ID: draftID, State: integrationversions.StateSnapshot},
		},
		"take over": {
			takeOver, draft, takenOver(draftJSON), post1(ordersPath+"/"+draftID, "v1alpha"), nextVersion(asItIs),
		},
		"take over from a product": {
			takeOver, apigee.WithVersion(draftID), takenOver(inApigee(draftJSON)),
			post1(apigeePath+"/"+draftID, "v1"), nextVersion(inApigee),
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
	`{"integrationVersions": [` + draftJSON + `,` + changed(draftJSON, draftID, nextID) + `], "nextPageToken": "more"}`,
	`{"integrationVersions": [` + changed(draftJSON, draftID, apigeeID) + `]}`,
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
			ids:         []string{draftID, nextID, apigeeID},
			queries: []string{
				"filter=state%3DDRAFT&orderBy=snapshot_number&pageSize=2",
				"filter=state%3DDRAFT&orderBy=snapshot_number&pageSize=2&pageToken=more",
			},
		},
		"enough in the first page": {
			integration: orders, answers: pages, until: draftID, ids: []string{draftID}, queries: []string{""},
		},
		"an empty page before the last": {
			integration: apigee, answers: []string{`{"nextPageToken": "t"}`, inApigee(pages[1])},
			ids: []string{apigeeID}, queries: []string{"", "pageToken=t"},
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

// What says success and is not what was asked for is an error, so that nothing is made of it.
func TestOtherAnswers(t *testing.T) {
	t.Parallel()
	use := func(integrationversions.Version) bool { return true }
	get := func(c integrationversions.Caller) error {
		_, err := integrationversions.Get(t.Context(), c, draft)
		return err
	}
	takeOver := func(c integrationversions.Caller) error {
		_, err := integrationversions.TakeOver(t.Context(), c, draft)
		return err
	}
	list := func(c integrationversions.Caller) error {
		return integrationversions.List(t.Context(), c, orders, integrationversions.ListOpts{}, use)
	}
	samePage := `{"nextPageToken": "t"}`
	tests := map[string]struct {
		call    func(integrationversions.Caller) error
		answers []string
		want    string
	}{
		"get nothing":            {get, []string{`{}`}, "no name"},
		"get null":               {get, []string{`null`}, "no name"},
		"get another version":    {get, []string{changed(draftJSON, draftID, nextID)}, "another version"},
		"get another location":   {get, []string{changed(draftJSON, "europe-west1", "us-east1")}, "another integration"},
		"get another project":    {get, []string{changed(draftJSON, "123456789012", "other")}, "another integration"},
		"get no state":           {get, []string{`{"name": "` + draftText + `"}`}, "no state"},
		"take over nothing":      {takeOver, []string{`{}`}, "no name"},
		"take over null":         {takeOver, []string{`null`}, "no name"},
		"take over a bare name":  {takeOver, []string{`{"integrationVersion": {"name": "` + nextID + `"}}`}, "malformed"},
		"take over a bare draft": {takeOver, []string{changed(draftJSON, draftID, nextID)}, "no name"},
		"take over the same":     {takeOver, []string{`{"integrationVersion": ` + draftJSON + `}`}, "no new, locked draft"},
		"take over a snapshot":   {takeOver, []string{takenOver(changed(draftJSON, "DRAFT", "SNAPSHOT"))}, "no new, locked draft"},
		"take over without a lock": {
			takeOver, []string{takenOver(changed(draftJSON, `"lockHolder"`, `"holder"`))}, "no new, locked draft",
		},
		"list null":       {list, []string{`null`}, "null"},
		"list others":     {list, []string{inApigee(pages[1])}, "another integration"},
		"list no version": {list, []string{`{"integrationVersions": [null]}`}, "no name"},
		"list for ever":   {list, []string{samePage, samePage}, "names itself"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.call(&fakeService{answers: tt.answers})
			other, ok := errors.AsType[*integrationversions.AnswerError](err)
			if !ok || !strings.Contains(other.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// endless answers each list with one more page.
type endless int

func (e *endless) Call(_ context.Context, _ integrationversions.Request, answer any) error {
	*e++
	return json.Unmarshal(fmt.Appendf(nil, `{"nextPageToken": "%d"}`, *e), answer)
}

func TestListIsBounded(t *testing.T) {
	t.Parallel()
	var pages endless
	err := integrationversions.List(t.Context(), &pages, orders, integrationversions.ListOpts{},
		func(integrationversions.Version) bool { return true })
	if _, ok := errors.AsType[*integrationversions.AnswerError](err); !ok || pages != 1000 {
		t.Errorf("%d pages, error %v", pages, err)
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
