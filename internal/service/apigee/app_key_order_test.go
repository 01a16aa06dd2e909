package apigee

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// TestClaimedKeyIsNotTheNewOne is about a key that is all that was asked for, and that another resource has.
func TestClaimedKeyIsNotTheNewOne(t *testing.T) {
	t.Parallel()
	g := generationOf(0)
	held := keyNamed("held", 0, "maps", "weather")
	g.apigee.Claims.Add(held.String())
	if key, err := g.theNewKey(&appkeys.App{Keys: []appkeys.Key{held}}); err == nil {
		t.Errorf("%v was taken", key)
	}
}

// TestChangesOfOneAppWait holds that who changes an app waits for who does so already, and for nobody else.
func TestChangesOfOneAppWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		config := client.GoogleConfig{AccessToken: "token", Organization: "acme"}
		google, err := client.NewGoogle(config, client.TransportConfig{})
		if err != nil {
			t.Fatal(err)
		}
		clouds := client.New()
		clouds.SetGoogle(google, nil)
		open := func(app string) (unlock func(), ok bool) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			op := operation{summary: "Cannot Change App", tried: "change it"}
			_, unlock, ok = op.open(ctx, clouds, appReference{
				kind: developers(), Owner: types.StringValue("dev@acme.test"), App: types.StringValue(app),
			}, &diag.Diagnostics{})
			return unlock, ok
		}
		unlock, ok := open("portal")
		if !ok {
			t.Fatal("the app cannot be changed")
		}
		if _, ok := open("organizations/acme/developers/dev@acme.test/apps/portal"); ok {
			t.Error("the app is changed twice at once")
		}
		if _, ok := open("other"); !ok {
			t.Error("another app has to wait")
		}
		unlock()
		if _, ok := open("portal"); !ok {
			t.Error("the app cannot be changed once more")
		}
	})
}

// slow answers a POST after so long, or not at all where the client leaves before, and a GET at once.
type slow struct {
	after time.Duration
	posts int
}

func (s *slow) RoundTrip(req *http.Request) (*http.Response, error) {
	body := `{"name": "portal", "appId": "a", "credentials": [{"consumerKey": "old"}]}`
	if req.Method == http.MethodPost {
		s.posts++
		select {
		case <-time.After(s.after):
			body = strings.Replace(body, "[", `[{"consumerKey": "new"}, `, 1)
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

// TestGenerateIsSeenToItsEnd stops the run while Apigee is at work.
func TestGenerateIsSeenToItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := &slow{after: 5 * time.Second}
		google, err := client.NewGoogle(client.GoogleConfig{AccessToken: "token"}, client.TransportConfig{
			Base: wire, RequestTimeout: time.Minute,
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
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		generate := generation{apigee: apigee, app: thePortalApp}
		if key, err := generate.run(ctx); err != nil || key.ConsumerKey != "new" {
			t.Errorf("key %v, error %v", key, err)
		}
		if _, err := generate.run(ctx); err == nil || wire.posts != 1 {
			t.Errorf("%d requests, error %v; want none after the stop", wire.posts, err)
		}
	})
}
