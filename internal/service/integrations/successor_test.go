package integrations

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

const (
	ordersName = "projects/shop/locations/eu/integrations/orders"
	oldID      = "00000000-0000-4000-8000-000000000001"
	knownID    = "00000000-0000-4000-8000-000000000002"
	newID      = "00000000-0000-4000-8000-000000000003"
)

// oneVersion is a version as the service writes it.
func oneVersion(id, state, holder string) string {
	return `{"name": "` + ordersName + "/versions/" + id + `", "state": "` + state + `", "lockHolder": "` + holder + `"}`
}

// served answers a list of versions and the reading of the old draft.
type served struct{ old, list string }

func (s served) RoundTrip(req *http.Request) (*http.Response, error) {
	body := s.old
	if strings.HasSuffix(req.URL.Path, "/versions") {
		body = `{"integrationVersions": [` + s.list + `]}`
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

// TestFindSuccessor is about what a takeover has made whose answer was lost.
func TestFindSuccessor(t *testing.T) {
	t.Parallel()
	known, own := oneVersion(knownID, "DRAFT", "me@shop.test"), oneVersion(newID, "DRAFT", "me@shop.test")
	foreign := oneVersion(newID, "DRAFT", "ana@shop.test")
	tests := map[string]struct {
		served served
		want   string
	}{
		"a new draft of one's own":           {served{oneVersion(oldID, "SNAPSHOT", ""), known + "," + own}, newID},
		"a new draft of somebody else":       {served{oneVersion(oldID, "SNAPSHOT", ""), known + "," + foreign}, newID},
		"none that is new":                   {served{oneVersion(oldID, "SNAPSHOT", ""), known}, ""},
		"the old draft is still the draft":   {served{oneVersion(oldID, "DRAFT", "ana@shop.test"), known + "," + own}, ""},
		"the old draft was deleted, no more": {served{oneVersion(oldID, "ARCHIVED", ""), ""}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := integrationsOver(t, tt.served)
			api.Learn("me@shop.test")
			before := map[string]integrationversions.Version{oldID: {ID: oldID}, knownID: {ID: knownID}}
			found, err := takeoverTarget{name: ordersIntegration(t)}.findSuccessor(t.Context(), api,
				&integrationversions.Version{ID: oldID}, before)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, made := range found {
				got += made.draft.ID
			}
			if got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

// lost is a service that makes a takeover and cuts its answer. What it made is somebody else's.
type lost struct{ taken bool }

func (l *lost) RoundTrip(req *http.Request) (*http.Response, error) {
	old, list := oneVersion(oldID, "DRAFT", "ana@shop.test"), oneVersion(oldID, "DRAFT", "ana@shop.test")
	if l.taken {
		old, list = oneVersion(oldID, "SNAPSHOT", ""), oneVersion(newID, "DRAFT", "ben@shop.test")
	}
	if req.Method == http.MethodPost {
		l.taken = true
		return nil, io.ErrUnexpectedEOF
	}
	return served{old, list}.RoundTrip(req)
}

// TestForeignSuccessorIsNotTaken is about a lost answer after which somebody holds the lock who may not be oneself.
func TestForeignSuccessorIsNotTaken(t *testing.T) {
	t.Parallel()
	for name, self := range map[string]string{"known": "me@shop.test", "unknown": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := integrationsOver(t, &lost{})
				if self != "" {
					api.Learn(self)
				}
				target := takeoverTarget{name: ordersIntegration(t)}
				made, err := takeOver(t.Context(), api, target, func(string, ...any) {})
				if err == nil {
					t.Errorf("the draft of %s was taken for one's own", made.draft.LockHolder)
				}
			})
		})
	}
}

func integrationsOver(t *testing.T, wire http.RoundTripper) *client.Integrations {
	t.Helper()
	google, err := client.NewGoogle(client.GoogleConfig{AccessToken: "token"}, client.TransportConfig{
		Base: wire, RequestTimeout: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	clouds := client.New()
	clouds.SetGoogle(google, nil)
	api, err := clouds.Integrations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func ordersIntegration(t *testing.T) integrationversions.Name {
	t.Helper()
	name, err := integrationversions.ParseIntegration(ordersName)
	if err != nil {
		t.Fatal(err)
	}
	return name
}
