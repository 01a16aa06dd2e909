package apigee

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

var thePortalApp = appkeys.Developer("acme", "dev@acme.test").App("portal")

// scripted is an Apigee that gives the answers one after another, as "STATUS BODY", and notes the requests.
type scripted struct {
	answers  []string
	requests []string
}

func (s *scripted) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	s.requests = append(s.requests, strings.TrimSpace(req.Method+" "+req.URL.RequestURI()+" "+string(body)))
	if len(s.answers) == 0 {
		return nil, errors.New("no answer is left")
	}
	status, text, _ := strings.Cut(s.answers[0], " ")
	s.answers = s.answers[1:]
	code := map[string]int{"200": http.StatusOK, "409": http.StatusConflict, "503": http.StatusServiceUnavailable}[status]
	return &http.Response{StatusCode: code, Body: io.NopCloser(strings.NewReader(text)), Request: req}, nil
}

func (s *scripted) apigee(t *testing.T) *client.Apigee {
	t.Helper()
	google, err := client.NewGoogle(client.GoogleConfig{AccessToken: "token"}, client.TransportConfig{
		Base: s, RequestTimeout: time.Second, MaxRetries: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	clouds := client.New()
	clouds.SetGoogle(google, nil)
	apigee, err := clouds.Apigee(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return apigee
}

func TestIsAsGiven(t *testing.T) {
	t.Parallel()
	given := appkeys.CreateOpts{ConsumerKey: "k", ConsumerSecret: "s", ExpiresIn: time.Hour}
	key := keyNamed("k", time.Hour)
	key.ConsumerSecret = "s"
	other, shorter := key, key
	other.ConsumerSecret = "other"
	shorter.ExpiresAt = at(time.Minute)
	if !isAsGiven(key, given) || isAsGiven(other, given) || isAsGiven(shorter, given) {
		t.Error("not the key with the secret and the lifetime, and that one alone, is the given one")
	}
}

// TestKeyOfAnotherResourceIsNotTaken is about two resources with one consumer key and one secret.
func TestKeyOfAnotherResourceIsNotTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := &scripted{answers: []string{
			`409 {"error": {"code": 409, "message": "taken", "status": "ABORTED"}}`,
			`200 {"consumerKey": "k", "consumerSecret": "s", "status": "approved", "expiresAt": "-1"}`,
		}}
		apigee := wire.apigee(t)
		apigee.Claims.Add(appkeys.Fingerprint("k"))
		given := appkeys.CreateOpts{ConsumerKey: "k", ConsumerSecret: "s"}
		if key, err := createKey(t.Context(), apigee, thePortalApp, given); !errors.Is(err, errInUse) {
			t.Errorf("key %v, error %v; want it refused", key, err)
		}
	})
}

// TestGenerateRepeatsTheAppAsItIsThen is about an app that somebody changes between two tries.
func TestGenerateRepeatsTheAppAsItIsThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		app := func(notes, keys string) string {
			return `200 {"name": "portal", "appId": "a", "attributes": [{"name": "Notes", "value": "` + notes + `"}],
				"credentials": [{"consumerKey": "old"}` + keys + `]}`
		}
		wire := &scripted{answers: []string{
			app("before", ""), `503 {"error": {"code": 503, "message": "down", "status": "UNAVAILABLE"}}`,
			app("meanwhile", ""), app("meanwhile", `, {"consumerKey": "new"}`),
		}}
		generate := generation{apigee: wire.apigee(t), app: thePortalApp}
		key, err := generate.run(t.Context())
		if err != nil || key.ConsumerKey != "new" {
			t.Fatalf("key %v, error %v", key, err)
		}
		const address = "/v1/organizations/acme/developers/dev@acme.test/apps/portal"
		want := []string{
			"GET " + address, "POST " + address + ` {"attributes":[{"name":"Notes","value":"before"}]}`,
			"GET " + address, "POST " + address + ` {"attributes":[{"name":"Notes","value":"meanwhile"}]}`,
		}
		if diff := cmp.Diff(want, wire.requests); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}

// TestKeyChangeTouchesWhatDiffersAlone holds that a product keeps its approval, and that an equal key costs nothing.
func TestKeyChangeTouchesWhatDiffersAlone(t *testing.T) {
	t.Parallel()
	has := keyNamed("k", 0, "weather")
	has.Status = appkeys.StatusApproved
	wire := &scripted{answers: []string{
		`200 {"consumerKey": "k", "status": "approved", "apiProducts": [{"apiproduct": "weather", "status": "pending"},
			{"apiproduct": "maps", "status": "approved"}]}`,
	}}
	change := keyChange{apigee: wire.apigee(t), app: thePortalApp, key: &has, wanted: keySettings{
		Products: map[string]string{"weather": ""}, Status: appkeys.StatusApproved,
	}}
	for _, products := range []map[string]string{{"weather": ""}, {"weather": "", "maps": ""}} {
		change.wanted.Products = products
		if err := change.run(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	if len(wire.requests) != 1 || !strings.HasSuffix(wire.requests[0], `{"apiProducts":["maps"],"attributes":[]}`) {
		t.Errorf("requests %q, want one that adds the one product", wire.requests)
	}
}
