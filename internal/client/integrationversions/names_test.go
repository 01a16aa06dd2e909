package integrationversions_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

const (
	ordersText = "projects/shop/locations/europe-west1/integrations/orders"
	draftID    = "6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d"
	draftText  = ordersText + "/versions/" + draftID
)

var (
	orders = integrationversions.Name{Project: "shop", Location: "europe-west1", Integration: "orders"}
	draft  = orders.WithVersion(draftID)
	apigee = integrationversions.Name{
		Project: "123456789012", Location: "us-central1", Product: "apigee", Integration: "New_Orders-2",
	}
)

func TestNames(t *testing.T) {
	t.Parallel()
	domain := orders
	domain.Project = "shop.test:orders"
	tests := map[string]struct {
		text  string
		parse func(string) (integrationversions.Name, error)
		want  integrationversions.Name
	}{
		"integration": {ordersText, integrationversions.ParseIntegration, orders},
		"version":     {draftText, integrationversions.ParseVersion, draft},
		"integration of a product": {
			"projects/123456789012/locations/us-central1/products/apigee/integrations/New_Orders-2",
			integrationversions.ParseIntegration, apigee,
		},
		"version of a product": {
			"projects/123456789012/locations/us-central1/products/apigee/integrations/New_Orders-2/versions/" + draftID,
			integrationversions.ParseVersion, apigee.WithVersion(draftID),
		},
		"project of a domain": {
			"projects/shop.test:orders/locations/europe-west1/integrations/orders", integrationversions.ParseIntegration, domain,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.parse(tt.text)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("error %v, (-want +got):\n%s", err, diff)
			}
			if got.String() != tt.text {
				t.Errorf("written as %q, want %q", got, tt.text)
			}
		})
	}
	if got := draft.OfIntegration(); got != orders {
		t.Errorf("the draft is of %s", got)
	}
}

func TestMalformedNames(t *testing.T) {
	t.Parallel()
	const until = "projects/shop/locations/europe-west1/"
	parseIntegration, parseVersion := integrationversions.ParseIntegration, integrationversions.ParseVersion
	tests := map[string]struct {
		text  string
		parse func(string) (integrationversions.Name, error)
		want  string
	}{
		"nothing":    {"", parseIntegration, `the project is missing: expected "projects/…"`},
		"bare name":  {"orders", parseIntegration, `the project is malformed: expected "projects/…", got "orders"`},
		"no project": {"projects//locations/l/integrations/i", parseIntegration, `the project is malformed: ""`},
		"leading slash": {
			"/" + ordersText, parseIntegration, `the project is malformed: expected "projects/…", got "/` + ordersText + `"`,
		},
		"upper-case project": {"projects/Shop/locations/l/integrations/i", parseIntegration, `the project is malformed: "Shop"`},
		"no location": {
			"projects/shop/integrations/orders", parseIntegration,
			`the location is malformed: expected "locations/…", got "integrations/orders"`,
		},
		"wildcard for the location": {
			"projects/shop/locations/-/integrations/orders", parseIntegration, `the location is malformed: "-"`,
		},
		"empty product":     {until + "products//integrations/i", parseIntegration, `the product is malformed: ""`},
		"only the location": {"projects/shop/locations/l", parseIntegration, `the integration is missing: expected "integrations/…"`},
		"wildcard for the integration": {
			until + "integrations/-", parseIntegration, `the integration is malformed: "-"`,
		},
		"integration with a space": {until + "integrations/a b", parseVersion, `the integration is malformed: "a b"`},
		"only the collection":      {until + "integrations", parseIntegration, `the integration is malformed: expected "integrations/…", got "integrations"`},
		"trailing slash":           {ordersText + "/versions/", parseVersion, `the version is malformed: ""`},
		"version that is no UUID":  {ordersText + "/versions/2", parseVersion, `the version is malformed: "2"`},
		"no version":               {ordersText, parseVersion, `the version is missing: expected "versions/…"`},
		"version of an integration": {
			draftText, parseIntegration,
			`the end "versions/` + draftID + `" is too much; this is the name of a version, not of an integration`,
		},
		"verb":               {draftText + ":takeoverEditLock", parseVersion, `the version is malformed: "` + draftID + `:takeoverEditLock"`},
		"a slash at the end": {draftText + "/", parseVersion, `the end "/" is too much`},
		"more":               {draftText + "/testCases/1", parseVersion, `the end "testCases/1" is too much`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.parse(tt.text)
			if err == nil || err.Error() != tt.want || got != (integrationversions.Name{}) {
				t.Errorf("%+v, error %v\nwant error %s", got, err, tt.want)
			}
		})
	}
}
