// Package conformance runs Google's own Go clients against the mock server. It is a module of its own, so that the
// modules which these clients need stay out of the provider's.
package conformance

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2/google"
	"google.golang.org/api/apigee/v1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	mock "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const (
	developer = "organizations/acme/developers/dev@acme.test"
	portal    = developer + "/apps/portal"
	octets    = "application/octet-stream"
	ci        = "ci@shop.iam.gserviceaccount.test"
)

// start returns a server that listens.
func start(t *testing.T, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	s := mockserver.New(opts...)
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if unknown := s.UnknownRoutes(); len(unknown) > 0 {
			t.Errorf("the server does not know %v", unknown)
		}
	})
	return s
}

// apigeeClient logs in with a service account's key file.
func apigeeClient(t *testing.T, s *mockserver.Server) *apigee.OrganizationsDevelopersAppsService {
	t.Helper()
	service, err := apigee.NewService(t.Context(), option.WithEndpoint(s.URL()),
		option.WithAuthCredentialsJSON(option.ServiceAccount, s.ServiceAccountKey(ci)))
	if err != nil {
		t.Fatal(err)
	}
	return service.Organizations.Developers.Apps
}

// code returns the HTTP code of an error of the client; 0 for any other error.
func code(err error) int {
	var answer *googleapi.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}

// must fails the test at once on an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestDeveloperApp(t *testing.T) {
	t.Parallel()
	s := start(t)
	apps, app := apigeeClient(t, s), must[*apigee.GoogleCloudApigeeV1DeveloperApp](t)

	created := app(apps.Create(developer, &apigee.GoogleCloudApigeeV1DeveloperApp{
		Name: "till", ApiProducts: []string{"weather"}, KeyExpiresIn: 60_000, Scopes: []string{"READ"},
	}).Do())
	first := created.Credentials[0]
	if first.ExpiresAt-first.IssuedAt != 60_000 || first.ApiProducts[0].Apiproduct != "weather" {
		t.Errorf("created %+v", first)
	}
	if _, err := apps.Create(developer, &apigee.GoogleCloudApigeeV1DeveloperApp{Name: "till"}).Do(); code(err) != 409 {
		t.Errorf("a second app of that name: %v, want 409", err)
	}
	list := must[*apigee.GoogleCloudApigeeV1ListDeveloperAppsResponse](t)(apps.List(developer).Expand(true).Do())
	if len(list.App) != 2 || list.App[1].AppId != created.AppId {
		t.Errorf("%d apps, want portal and till", len(list.App))
	}
	app(apps.Delete(developer + "/apps/till").Do())
	if _, err := apps.Get(developer + "/apps/till").Do(); code(err) != 404 {
		t.Errorf("after the deletion: %v, want 404", err)
	}
}

func TestGenerateAndUpdate(t *testing.T) {
	t.Parallel()
	s := start(t)
	apps, app := apigeeClient(t, s), must[*apigee.GoogleCloudApigeeV1DeveloperApp](t)
	before := app(apps.Get(portal).Do())

	generated := app(apps.GenerateKeyPairOrUpdateDeveloperAppStatus(portal, &apigee.GoogleCloudApigeeV1DeveloperApp{
		ApiProducts: []string{"maps"}, CallbackUrl: before.CallbackUrl, Attributes: before.Attributes,
	}).Do())
	if len(generated.Credentials) != 2 || len(generated.Attributes) != 2 || generated.CallbackUrl != before.CallbackUrl {
		t.Errorf("generated: %d credentials, %d attributes", len(generated.Credentials), len(generated.Attributes))
	}
	generated = app(apps.GenerateKeyPairOrUpdateDeveloperAppStatus(portal, &apigee.GoogleCloudApigeeV1DeveloperApp{}).Do())
	if len(generated.Credentials) != 3 || len(generated.Attributes) != 0 || generated.CallbackUrl != "" {
		t.Errorf("what is left out is there: %+v", generated)
	}
	updated := app(apps.Update(portal, &apigee.GoogleCloudApigeeV1DeveloperApp{
		Attributes: []*apigee.GoogleCloudApigeeV1Attribute{{Name: "Notes", Value: "new"}}, ApiProducts: []string{"weather"},
	}).Do())
	if len(updated.Credentials) != 4 || updated.Attributes[0].Value != "new" {
		t.Errorf("updated: %d credentials, attributes %v", len(updated.Credentials), updated.Attributes)
	}
	app(apps.Delete(portal).Do())
	if _, err := apps.Get(portal).Do(); code(err) != 404 {
		t.Errorf("after the deletion: %v, want 404", err)
	}
	if minted, calls := s.KeysMinted(), s.GenerateCalls(); minted != 3 || calls != 2 {
		t.Errorf("%d keys by %d calls, want 3 by 2", minted, calls)
	}
}

func TestOwnKey(t *testing.T) {
	t.Parallel()
	s := start(t)
	keys, key := apigeeClient(t, s).Keys, must[*apigee.GoogleCloudApigeeV1DeveloperAppKey](t)
	const own = portal + "/keys/portal-2027"
	in := &apigee.GoogleCloudApigeeV1DeveloperAppKey{
		ConsumerKey: "portal-2027", ConsumerSecret: "not-a-secret", ExpiresInSeconds: 60, Status: "revoked",
	}
	created := key(keys.Create(portal, in).Do())
	if created.Status != "approved" || created.ExpiresAt-created.IssuedAt != 60_000 || len(created.ApiProducts) != 0 {
		t.Errorf("created %+v", created)
	}
	_, err := keys.Create(portal, in).Do()
	if code(err) != 409 || !strings.Contains(err.Error(), "ConsumerKey already exists") {
		t.Errorf("a second one: %v, want 409", err)
	}
	updated := key(keys.UpdateDeveloperAppKey(own, &apigee.GoogleCloudApigeeV1DeveloperAppKey{
		ApiProducts: []any{"billing", "gold $ 100%"},
	}).Do())
	if got := productStatus(updated); !slices.Equal(got, []string{"billing=pending", "gold $ 100%=approved"}) {
		t.Errorf("products %v", got)
	}
	_, err = keys.Apiproducts.UpdateDeveloperAppKeyApiProduct(own + "/apiproducts/billing").Action("approve").Do()
	if err != nil {
		t.Error(err)
	}
	if got := productStatus(key(keys.Get(own).Do())); got[0] != "billing=approved" {
		t.Errorf("products %v", got)
	}
	removed := key(keys.Apiproducts.Delete(own + "/apiproducts/gold $ 100%").Do())
	if got := productStatus(removed); len(got) != 1 {
		t.Errorf("products %v", got)
	}
	_, err = keys.ReplaceDeveloperAppKey(own, &apigee.GoogleCloudApigeeV1DeveloperAppKey{Scopes: []string{"X"}}).Do()
	if code(err) != 400 {
		t.Errorf("a scope that there is not: %v, want 400", err)
	}
	key(keys.Delete(own).Do())
	if _, err := keys.Get(own).Do(); code(err) != 404 {
		t.Errorf("after the deletion: %v, want 404", err)
	}
}

// productStatus reads the products of a key, which the client's type leaves open.
func productStatus(key *apigee.GoogleCloudApigeeV1DeveloperAppKey) []string {
	list := []string{}
	for _, item := range key.ApiProducts {
		product, _ := item.(map[string]any)
		name, _ := product["apiproduct"].(string)
		status, _ := product["status"].(string)
		list = append(list, name+"="+status)
	}
	return list
}

// TestActionsCannotBeSentAsDocumented: the client sends a JSON body with every action, and says so.
func TestActionsCannotBeSentAsDocumented(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		app  *apigee.GoogleCloudApigeeV1DeveloperApp
		body string
	}{
		"nil":   {nil, "null\n"},
		"empty": {&apigee.GoogleCloudApigeeV1DeveloperApp{}, "{}\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			call := apigeeClient(t, s).GenerateKeyPairOrUpdateDeveloperAppStatus(portal, tt.app).Action("revoke")
			if _, err := call.Do(); code(err) != 400 {
				t.Errorf("as JSON: %v, want 400", err)
			}
			call.Header().Set("Content-Type", octets)
			if _, err := call.Do(); err != nil {
				t.Errorf("as octets: %v", err)
			}
			for _, request := range s.Requests(core.Match{API: "apigee"}) {
				if string(request.Body) != tt.body {
					t.Errorf("body %q, want %q", request.Body, tt.body)
				}
			}
			app, _ := s.App("acme", "dev@acme.test", "portal")
			if app.Status != "revoked" || app.Keys[0].Status != "approved" {
				t.Errorf("app %s, key %s", app.Status, app.Keys[0].Status)
			}
		})
	}
}

// TestAnswersToActions: the client takes a 204 and a {}, but fails on a 200 without a body, with the work done.
func TestAnswersToActions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer mock.ActionAnswer
		err    string
		status int
	}{
		"204":       {mock.AnswerNoContent, "", http.StatusNoContent},
		"object":    {mock.AnswerEmptyObject, "", http.StatusOK},
		"empty 200": {mock.AnswerEmpty, "unexpected end of JSON input", http.StatusOK},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, mockserver.WithApigee(mock.Quirks{ActionAnswer: tt.answer, AnyContentType: true}))
			app, _ := s.App("acme", "dev@acme.test", "portal")
			call := apigeeClient(t, s).Keys.UpdateDeveloperAppKey(portal+"/keys/"+app.Keys[0].ConsumerKey, nil)
			answer, err := call.Action("revoke").Do()
			if tt.err == "" && (err != nil || answer.HTTPStatusCode != tt.status) {
				t.Errorf("got %v %v, want %d", answer, err, tt.status)
			}
			if tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("got %v, want %q", err, tt.err)
			}
			if app, _ := s.App("acme", "dev@acme.test", "portal"); app.Keys[0].Status != "revoked" {
				t.Errorf("the key is %s, want revoked", app.Keys[0].Status)
			}
		})
	}
}

// TestCredentials logs in with the files that Google writes, by way of golang.org/x/oauth2/google: the newer library,
// cloud.google.com/go/auth, asks a fixed address for the tokens of a person.
func TestCredentials(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		file  func(*mockserver.Server, string) []byte
		kind  google.CredentialsType
		actor string
	}{
		"service account": {(*mockserver.Server).ServiceAccountKey, google.ServiceAccount, ci},
		"person":          {(*mockserver.Server).AuthorizedUser, google.AuthorizedUser, "ana@shop.test"},
		"impersonation":   {impersonating, google.ImpersonatedServiceAccount, ci},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			credentials := must[*google.Credentials](t)(google.CredentialsFromJSONWithType(
				t.Context(), tt.file(s, tt.actor), tt.kind, apigee.CloudPlatformScope))
			service := must[*apigee.Service](t)(apigee.NewService(t.Context(), option.WithEndpoint(s.URL()),
				option.WithTokenSource(credentials.TokenSource)))
			must[*apigee.GoogleCloudApigeeV1DeveloperApp](t)(service.Organizations.Developers.Apps.Get(portal).Do())
			if got := s.Requests(core.Match{API: "apigee"}); len(got) != 1 || got[0].Actor != tt.actor {
				t.Errorf("requests %+v, want one by %s", got, tt.actor)
			}
		})
	}
}

// impersonating is the credentials file of deploy, which acts as a service account.
func impersonating(s *mockserver.Server, email string) []byte {
	file, err := json.Marshal(map[string]any{
		"type":                              "impersonated_service_account",
		"service_account_impersonation_url": s.URL() + "/v1/projects/-/serviceAccounts/" + email + ":generateAccessToken",
		"source_credentials":                json.RawMessage(s.ServiceAccountKey("deploy@shop.iam.gserviceaccount.test")),
	})
	if err != nil {
		panic(err)
	}
	return file
}
