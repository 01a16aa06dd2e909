package client

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

const fuzzedCloud = "http://cloud.invalid"

// goodAnswer is what a Keystone and a Manila in order say to a login and about versions.
func goodAnswer(req *http.Request) *http.Response {
	status, body := http.StatusMultipleChoices, versionsJSON
	if strings.HasSuffix(req.URL.Path, "/auth/tokens") {
		status, body = http.StatusCreated, strings.ReplaceAll(aliceTokenJSON, "CLOUD", fuzzedCloud)
	}
	header := http.Header{"Content-Type": {"application/json"}, "X-Subject-Token": {aliceToken}}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: req}
}

// fuzzedOpenStack is a cloud of which everything is in order but what isFuzzed says.
func fuzzedOpenStack(t *testing.T, answer fuzzed, isFuzzed func(*http.Request) bool) *OpenStack {
	t.Helper()
	return aliceCloud(t, TransportConfig{
		RequestTimeout: DefaultRequestTimeout, Base: roundTripper(func(req *http.Request) (*http.Response, error) {
			if isFuzzed(req) {
				return answer.answer(req), nil
			}
			return goodAnswer(req), nil
		}),
	})
}

// aliceCloud is fuzzedCloud as alice reaches it.
func aliceCloud(t *testing.T, how TransportConfig) *OpenStack {
	t.Helper()
	cloud, err := NewOpenStack(OpenStackConfig{AuthURL: fuzzedCloud + "/v3", OpenStackCredentials: OpenStackCredentials{
		UserName: "alice", Password: alicePassword, ProjectName: "demo", DefaultDomain: "default",
	}}, how)
	if err != nil {
		t.Fatal(err)
	}
	return cloud
}

func pathHas(part string) func(*http.Request) bool {
	return func(req *http.Request) bool { return strings.Contains(req.URL.Path, part) }
}

const fuzzedLockID = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"

const fuzzedLock = `{"id": "` + fuzzedLockID + `", "user_id": "u", "project_id": "p", "lock_context": "user",
	"resource_type": "share", "resource_id": "s", "resource_action": "delete", "lock_reason": null,
	"created_at": "2026-11-22T20:12:44.691222", "updated_at": "2026-11-22T20:12:44"}`

// FuzzManilaAnswers has Manila answer anything to each request about locks: it is an error, or a lock that is whole.
func FuzzManilaAnswers(f *testing.F) {
	seedAnswers(f, `{"resource_lock": `+fuzzedLock+`}`, `{"resource_locks": [`+fuzzedLock+`], "count": -1}`,
		`{"resource_locks": [{}]}`, `{"resource_lock": {"created_at": "2026-11-22T20:12:44Z"}}`)
	fuzzAnswers(f, func(t *testing.T, answer fuzzed) {
		ctx, log := logged(t)
		manila, err := fuzzedOpenStack(t, answer, pathHas("/resource-locks")).SharedFileSystem(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		isWhole := func(lock *resourcelocks.Lock, err error, id string) {
			told(t, err, log)
			if err == nil && (lock == nil || lock.ID == "" || id != "" && !strings.EqualFold(lock.ID, id) ||
				lock.UserID == "" || lock.ProjectID == "" || lock.ResourceID == "" || lock.ResourceType == "") {
				t.Errorf("%+v is no whole lock %s", lock, id)
			}
		}
		lock, err := resourcelocks.Create(ctx, manila.ServiceClient, resourcelocks.CreateOpts{ResourceID: "s"})
		isWhole(lock, err, "")
		lock, err = resourcelocks.Get(ctx, manila.ServiceClient, fuzzedLockID)
		isWhole(lock, err, fuzzedLockID)
		lock, err = resourcelocks.SetReason(ctx, manila.ServiceClient, fuzzedLockID, nil)
		isWhole(lock, err, fuzzedLockID)
		told(t, resourcelocks.Delete(ctx, manila.ServiceClient, fuzzedLockID), log)
		seen := 0
		_, err = resourcelocks.All(ctx, manila.ServiceClient, resourcelocks.ListOpts{}, func(lock resourcelocks.Lock) bool {
			seen++
			return lock.ID != "" || t.Failed()
		})
		told(t, err, log)
		if len(answer.body) < seen {
			t.Errorf("%d locks in %d bytes", seen, len(answer.body))
		}
	})
}

// FuzzKeystoneAnswers has Keystone answer anything to a login: it is an error, or a Manila with a user and an address.
func FuzzKeystoneAnswers(f *testing.F) {
	seedAnswers(f, strings.ReplaceAll(aliceTokenJSON, "CLOUD", fuzzedCloud), `{"token": {"user": null, "catalog": [null]}}`,
		`{"token": {"user": {"id": "u"}, "catalog": [{"type": "sharev2", "endpoints": [null, {"url": "::", "interface": "public"}]}]}}`,
		`{"token": {"user": {"id": "u"}, "project": {"id": "p"}, "roles": [null], "catalog": []}}`,
		`{"token": {"user": {"id": "u"}, "project": {"id": "p"}, "catalog": [{"type": "sharev2", "endpoints": [
			{"url": "http://x:y@manila.invalid/%zz", "interface": "public"}]}]}}`)
	fuzzAnswers(f, func(t *testing.T, answer fuzzed) {
		ctx, log := logged(t)
		manila, err := fuzzedOpenStack(t, answer, pathHas("/auth/tokens")).SharedFileSystem(ctx, "")
		told(t, err, log)
		if err == nil && (manila.Endpoint == "" || manila.ProviderClient == nil) {
			t.Errorf("%+v has no address", manila)
		}
		if err == nil {
			_, err = resourcelocks.Get(ctx, manila.ServiceClient, fuzzedLockID)
			told(t, err, log)
		}
	})
}

// FuzzVersionDocument has Manila answer anything when it is asked for its versions.
func FuzzVersionDocument(f *testing.F) {
	seedAnswers(f, versionsJSON, `{"versions": null}`, `{"versions": [null, {"version": "2.81", "min_version": "2.81"}]}`,
		`{"versions": [{"version": "99999999999999999999.1", "min_version": "-1.-1"}]}`)
	fuzzAnswers(f, func(t *testing.T, answer fuzzed) {
		ctx, log := logged(t)
		isVersions := func(req *http.Request) bool { return !strings.HasSuffix(req.URL.Path, "/auth/tokens") }
		_, err := fuzzedOpenStack(t, answer, isVersions).SharedFileSystem(ctx, "")
		told(t, err, log)
		if err == nil && !strings.Contains(string(answer.body), "2.") {
			t.Errorf("%q is taken for a version with resource locks", answer.body)
		}
	})
}
