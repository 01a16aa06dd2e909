package integrationversions_test

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// FuzzNames holds that what is read as a name is that name, and written as it was.
func FuzzNames(f *testing.F) {
	const uuid = "/versions/00000000-0000-4000-8000-000000000001"
	for _, seed := range []string{
		"", "/", "projects", "projects/", "projects/shop/locations/eu/integrations/orders",
		"projects/1/locations/eu/integrations/a" + uuid,
		"projects/acme.test:shop/locations/eu/products/apigee/integrations/o_-1" + uuid, "projects/a/locations/b/products/",
		"projects/shop/locations/eu/integrations/orders/", "projects//locations/eu/integrations/orders", "projects/é/locations/eu",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		version, err := integrationversions.ParseVersion(text)
		if err == nil && (version.String() != text || version.Version == "" || version.OfIntegration().Version != "") {
			t.Errorf("version %q is read as %+v", text, version)
		}
		integration, integrationErr := integrationversions.ParseIntegration(text)
		if integrationErr == nil && (integration.String() != text || integration.Version != "") {
			t.Errorf("integration %q is read as %+v", text, integration)
		}
		if err == nil && integrationErr == nil {
			t.Errorf("%q is a version and an integration", text)
		}
		if err == nil && version.OfIntegration().String()+"/versions/"+version.Version != text {
			t.Errorf("%q has the integration %s", text, version.OfIntegration())
		}
	})
}
