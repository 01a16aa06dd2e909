package integrations

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// fullName is for full names of integrations or versions.
type fullName struct {
	what  string
	parse func(string) (integrationversions.Name, error)
}

var (
	_ validator.String = fullName{}

	integrationName = fullName{"full name of an integration, " + integrationForm, integrationversions.ParseIntegration}
	versionName     = fullName{"full name of a version, " + versionForm, integrationversions.ParseVersion}
)

const (
	integrationForm = "projects/PROJECT/locations/LOCATION/integrations/INTEGRATION, with or without products/PRODUCT before integrations"
	versionForm     = "projects/PROJECT/locations/LOCATION/integrations/INTEGRATION/versions/UUID, with or without products/PRODUCT " +
		"before integrations"
)

func (v fullName) Description(context.Context) string { return v.what }

func (v fullName) MarkdownDescription(context.Context) string { return v.what }

func (v fullName) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := v.parse(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Malformed Name",
			"In "+req.ConfigValue.String()+" "+err.Error()+".\n\nGive the "+v.what+".")
	}
}
