package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// TestWhatMustNotBeDoneTwiceIsSentOnce goes through the packages of the APIs, which say what may be repeated.
func TestWhatMustNotBeDoneTwiceIsSentOnce(t *testing.T) {
	t.Parallel()
	app := appkeys.Developer("acme", "dev@acme.test").App("portal")
	key := appkeys.CreateOpts{ConsumerKey: "k", ConsumerSecret: "s"}
	tests := map[string]func(context.Context, *Google, *SharedFileSystem) error{
		"creating a lock": func(ctx context.Context, _ *Google, manila *SharedFileSystem) error {
			_, err := resourcelocks.Create(ctx, manila.ServiceClient, resourcelocks.CreateOpts{ResourceID: "s"})
			return err
		},
		"generating a key": func(ctx context.Context, google *Google, _ *SharedFileSystem) error {
			opts := appkeys.GenerateOpts{Keep: &appkeys.App{}}
			_, err := appkeys.Generate(ctx, google.apigee, app, opts)
			return err
		},
		"bringing a key in": func(ctx context.Context, google *Google, _ *SharedFileSystem) error {
			_, err := appkeys.Create(ctx, google.apigee, app, key)
			return err
		},
		"taking over": func(ctx context.Context, google *Google, _ *SharedFileSystem) error {
			name, err := integrationversions.ParseVersion(fuzzedVersion)
			if err == nil {
				_, err = integrationversions.TakeOver(ctx, google.integrations, name)
			}
			return err
		},
	}
	for name, do := range tests {
		for trouble, failure := range map[string]error{"cut": io.ErrUnexpectedEOF, "answered with 503": nil} {
			t.Run(name+", "+trouble, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					sent := 0
					how := TransportConfig{MaxRetries: 3, RequestTimeout: time.Minute, Base: roundTripper(
						func(req *http.Request) (*http.Response, error) {
							if strings.Contains(req.URL.Path, "/auth/tokens") || req.Method == http.MethodGet {
								return goodAnswer(req), nil
							}
							sent++
							if failure != nil {
								return nil, failure
							}
							return &http.Response{
								StatusCode: http.StatusServiceUnavailable, Body: io.NopCloser(strings.NewReader("{}")), Request: req,
							}, nil
						})}
					google, err := NewGoogle(GoogleConfig{AccessToken: "t"}, how)
					if err != nil {
						t.Fatal(err)
					}
					manila, err := aliceCloud(t, how).SharedFileSystem(t.Context(), "")
					if err != nil {
						t.Fatal(err)
					}
					if err := do(t.Context(), google, manila); err == nil || sent != 1 || failure != nil && !errors.Is(err, failure) {
						t.Errorf("sent %d times, error %v", sent, err)
					}
				})
			})
		}
	}
}
