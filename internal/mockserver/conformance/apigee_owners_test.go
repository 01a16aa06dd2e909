package conformance

import (
	"net/http"
	"testing"

	"google.golang.org/api/apigee/v1"
	"google.golang.org/api/option"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

const organization = "organizations/acme"

// organizations is Google's client for the whole of the API, logged in with a service account's key file.
func organizations(t *testing.T, s *mockserver.Server) *apigee.OrganizationsService {
	t.Helper()
	service, err := apigee.NewService(t.Context(), option.WithEndpoint(s.URL()),
		option.WithAuthCredentialsJSON(option.ServiceAccount, s.ServiceAccountKey(ci)))
	if err != nil {
		t.Fatal(err)
	}
	return service.Organizations
}

func TestDevelopers(t *testing.T) {
	t.Parallel()
	developers := organizations(t, start(t)).Developers
	one := must[*apigee.GoogleCloudApigeeV1Developer](t)
	made := one(developers.Create(organization, &apigee.GoogleCloudApigeeV1Developer{
		Email: "new@acme.test", FirstName: "F", LastName: "L", UserName: "U",
	}).Do())
	if made.Status != "active" || made.DeveloperId == "" || made.CreatedAt == 0 {
		t.Errorf("created %+v", made)
	}
	const name = organization + "/developers/new@acme.test"
	status := developers.SetDeveloperStatus(name).Action("inactive")
	if answer := must[*apigee.GoogleProtobufEmpty](t)(status.Do()); answer.HTTPStatusCode != http.StatusNoContent {
		t.Errorf("the status was set with %d", answer.HTTPStatusCode)
	}
	if read := one(developers.Get(name).Do()); read.Status != "inactive" {
		t.Errorf("read %+v", read)
	}
	list := must[*apigee.GoogleCloudApigeeV1ListOfDevelopersResponse](t)(developers.List(organization).Expand(true).Do())
	if len(list.Developer) != 3 {
		t.Errorf("%d developers, want 3", len(list.Developer))
	}
	one(developers.Delete(name).Do())
	if _, err := developers.Get(name).Do(); code(err) != http.StatusNotFound {
		t.Errorf("after the deletion: %v", err)
	}
}

func TestProducts(t *testing.T) {
	t.Parallel()
	products := organizations(t, start(t)).Apiproducts
	one := must[*apigee.GoogleCloudApigeeV1ApiProduct](t)
	in := &apigee.GoogleCloudApigeeV1ApiProduct{
		Name: "p", DisplayName: "P", ApprovalType: "manual", Scopes: []string{"s"},
		OperationGroup: &apigee.GoogleCloudApigeeV1OperationGroup{
			OperationConfigs: []*apigee.GoogleCloudApigeeV1OperationConfig{{ApiSource: "x"}},
		},
	}
	one(products.Create(organization, in).Do())
	read := one(products.Get(organization + "/apiproducts/p").Do())
	if read.ApprovalType != "manual" || read.OperationGroup.OperationConfigs[0].ApiSource != "x" || read.CreatedAt == 0 {
		t.Errorf("read %+v", read)
	}
	if _, err := products.Create(organization, in).Do(); code(err) != http.StatusConflict {
		t.Errorf("a second product of that name: %v", err)
	}
	list := must[*apigee.GoogleCloudApigeeV1ListApiProductsResponse](t)(products.List(organization).StartKey("p").Count(1).Do())
	if len(list.ApiProduct) != 1 || list.ApiProduct[0].Name != "p" {
		t.Errorf("listed %+v", list.ApiProduct)
	}
	one(products.Delete(organization + "/apiproducts/p").Do())
}

func TestAppGroups(t *testing.T) {
	t.Parallel()
	groups := organizations(t, start(t)).Appgroups
	group, app := must[*apigee.GoogleCloudApigeeV1AppGroup](t), must[*apigee.GoogleCloudApigeeV1AppGroupApp](t)
	key := must[*apigee.GoogleCloudApigeeV1AppGroupAppKey](t)
	const name = organization + "/appgroups/g"
	made := group(groups.Create(organization, &apigee.GoogleCloudApigeeV1AppGroup{Name: "g", DisplayName: "G"}).Do())
	if made.Status != "active" || made.AppGroupId != "acme@@@g" {
		t.Errorf("created %+v", made)
	}
	created := app(groups.Apps.Create(name, &apigee.GoogleCloudApigeeV1AppGroupApp{Name: "a"}).Do())
	if created.AppGroup != "g" || len(created.Credentials) != 1 {
		t.Errorf("created %s with %d keys", created.AppGroup, len(created.Credentials))
	}
	keys := groups.Apps.Keys
	own := key(keys.Create(name+"/apps/a", &apigee.GoogleCloudApigeeV1AppGroupAppKey{
		ConsumerKey: "own", ConsumerSecret: "s", ExpiresInSeconds: 60,
	}).Do())
	if own.ExpiresAt-own.IssuedAt != 60_000 {
		t.Errorf("issued %d, expires %d", own.IssuedAt, own.ExpiresAt)
	}
	own = key(keys.UpdateAppGroupAppKey(name+"/apps/a/keys/own", &apigee.GoogleCloudApigeeV1UpdateAppGroupAppKeyRequest{
		ApiProducts: []string{"weather"}, AppGroupAppKey: &apigee.GoogleCloudApigeeV1AppGroupAppKey{Scopes: []string{"READ"}},
	}).Do())
	if len(own.ApiProducts) != 1 || own.ApiProducts[0].Apiproduct != "weather" || len(own.Scopes) != 1 {
		t.Errorf("updated: %d products, scopes %v", len(own.ApiProducts), own.Scopes)
	}
	product := keys.Apiproducts.UpdateAppGroupAppKeyApiProduct(name + "/apps/a/keys/own/apiproducts/weather")
	must[*apigee.GoogleProtobufEmpty](t)(product.Action("revoke").Do())
	if own = key(keys.Get(name + "/apps/a/keys/own").Do()); own.ApiProducts[0].Status != "revoked" {
		t.Errorf("the product is %s", own.ApiProducts[0].Status)
	}
	key(keys.Delete(name + "/apps/a/keys/own").Do())
	group(groups.Delete(name).Do())
	if _, err := groups.Apps.Get(name + "/apps/a").Do(); code(err) != http.StatusNotFound {
		t.Errorf("after the deletion: %v", err)
	}
}
