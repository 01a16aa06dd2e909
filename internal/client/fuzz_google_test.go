package client

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

func fuzzedGoogle(t *testing.T, config GoogleConfig, answer fuzzed) *Google {
	t.Helper()
	google, err := NewGoogle(config, TransportConfig{
		RequestTimeout: DefaultRequestTimeout, Base: roundTripper(func(req *http.Request) (*http.Response, error) {
			return answer.answer(req), nil
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return google
}

const (
	fuzzedKey    = "aFuzzedConsumerKey0123456789"
	fuzzedSecret = "aFuzzedConsumerSecret0123456789"
)

// FuzzApigeeAnswers has Apigee answer anything: it is an error, or the app or the key that was asked for.
func FuzzApigeeAnswers(f *testing.F) {
	seedAnswers(f, `{"consumerKey": "KEY", "consumerSecret": "SECRET", "expiresAt": "-1", "apiProducts": [null, {}]}`,
		`{"name": "portal", "appId": "a", "createdAt": "99999999999999999", "credentials": [{"consumerKey": "KEY"}, null]}`,
		`{"app": [{"name": "portal"}, null]}`, `{"error": {"code": 409, "message": "KEY with SECRET is taken", "status": "ABORTED"}}`,
		`{"consumerKey": "KEY", "expiresAt": "9223372036854775807", "issuedAt": "-9223372036854775808"}`,
		`{"error": {"code": 404, "message": "Invalid consumer key for given app KEY", "status": "NOT_FOUND"}}`)
	fuzzAnswers(f, func(t *testing.T, answer fuzzed) {
		ctx, log := logged(t)
		apigee := fuzzedGoogle(t, GoogleConfig{AccessToken: aliceToken}, answer).apigee
		name := appkeys.Developer("acme", "dev@acme.test").App("portal")
		safe := func(err error) {
			t.Helper()
			told(t, err, log, fuzzedKey, fuzzedSecret)
			_, _, _ = OutcomeOf(err), IsNoSuchKey(err), IsNoSuchApp(err)
		}
		isKey := func(key *appkeys.Key, err error) {
			t.Helper()
			if safe(err); err == nil && key.ConsumerKey != fuzzedKey {
				t.Error("another key was believed")
			}
		}
		isApp := func(app *appkeys.App, err error) {
			t.Helper()
			if safe(err); err == nil && (app.Name != "portal" || app.AppID == "") {
				t.Errorf("app %q was believed", app.Name)
			}
		}
		isApp(appkeys.GetApp(ctx, apigee, name))
		isApp(appkeys.Generate(ctx, apigee, name, appkeys.GenerateOpts{Keep: &appkeys.App{}}))
		isKey(appkeys.Get(ctx, apigee, name, fuzzedKey))
		isKey(appkeys.Create(ctx, apigee, name,
			appkeys.CreateOpts{ConsumerKey: fuzzedKey, ConsumerSecret: fuzzedSecret}))
		isKey(appkeys.Update(ctx, apigee, name, fuzzedKey, appkeys.UpdateOpts{}))
		safe(appkeys.SetStatus(ctx, apigee, name, fuzzedKey, appkeys.StatusRevoked))
		safe(appkeys.Delete(ctx, apigee, name, fuzzedKey))
		safe(appkeys.EachApp(ctx, apigee, appkeys.Developer("acme", "dev@acme.test"), func(*appkeys.App) bool { return true }))
	})
}

const fuzzedVersion = "projects/shop/locations/eu/integrations/orders/versions/00000000-0000-4000-8000-000000000001"

// FuzzIntegrationsAnswers has Application Integration answer anything: it is an error, or a version of the integration.
func FuzzIntegrationsAnswers(f *testing.F) {
	version := `{"name": "` + fuzzedVersion + `", "state": "DRAFT", "lockHolder": "ana@shop.test", "snapshotNumber": "-1"}`
	seedAnswers(f, version, `{"integrationVersions": [`+version+`, null], "nextPageToken": "x"}`,
		`{"integrationVersion": `+strings.Replace(version, "1\"", "2\"", 1)+`}`, `{"integrationVersions": [], "noPermission": true}`)
	fuzzAnswers(f, func(t *testing.T, answer fuzzed) {
		ctx, log := logged(t)
		api := fuzzedGoogle(t, GoogleConfig{AccessToken: aliceToken}, answer).integrations
		name, err := integrationversions.ParseVersion(fuzzedVersion)
		if err != nil {
			t.Fatal(err)
		}
		got, err := integrationversions.Get(ctx, api, name)
		if told(t, err, log); err == nil && got.ID != name.Version {
			t.Errorf("version %q was believed", got.Name)
		}
		made, err := integrationversions.TakeOver(ctx, api, name)
		if told(t, err, log); err == nil && (made.ID == name.Version || made.LockHolder == "" || made.State != "DRAFT") {
			t.Errorf("takeover %+v was believed", made)
		}
		told(t, integrationversions.List(ctx, api, name.OfIntegration(), integrationversions.ListOpts{},
			func(v integrationversions.Version) bool { return v.ID != "" }), log)
	})
}

// FuzzGoogleTokenAnswers has the token service answer anything to a login.
func FuzzGoogleTokenAnswers(f *testing.F) {
	seedAnswers(f, `{"access_token": "TOKEN", "expires_in": 3600}`, `{"access_token": 1}`,
		`{"accessToken": "TOKEN", "expireTime": "2099-01-01T00:00:00Z"}`, `{"access_token": "a\nb", "expires_in": "-1"}`)
	fuzzAnswers(f, func(t *testing.T, answer fuzzed) {
		for _, config := range []GoogleConfig{
			{Credentials: `{"type": "authorized_user", "client_id": "id", "client_secret": "` + fuzzedSecret +
				`", "refresh_token": "` + alicePassword + `"}`},
			{AccessToken: fuzzedKey, ImpersonateServiceAccount: "ci@shop.test"},
		} {
			ctx, log := logged(t)
			token, err := fuzzedGoogle(t, config, answer).apigee.api.tokens.current(ctx, "")
			told(t, err, log, fuzzedSecret, fuzzedKey)
			if _, ok := errors.AsType[*GoogleLoginError](err); err != nil && !ok || err == nil && token == "" {
				t.Errorf("token %q and error %v", token, err)
			}
		}
	})
}
