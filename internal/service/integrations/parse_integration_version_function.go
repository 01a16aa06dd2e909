package integrations

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

var _ function.Function = parseIntegrationVersionFunction{}

// NewParseIntegrationVersionFunction makes the function parse_integration_version.
func NewParseIntegrationVersionFunction() function.Function { return parseIntegrationVersionFunction{} }

type parseIntegrationVersionFunction struct{}

// parsedVersion is what the function answers.
type parsedVersion struct {
	Project     string  `tfsdk:"project"`
	Location    string  `tfsdk:"location"`
	Product     *string `tfsdk:"product"`
	Integration string  `tfsdk:"integration"`
	Version     string  `tfsdk:"version"`
}

func (parseIntegrationVersionFunction) Metadata(
	_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse,
) {
	resp.Name = "parse_integration_version"
}

func (parseIntegrationVersionFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Parts of the full name of an integration version",
		MarkdownDescription: "Parses the full name of a version of an Application Integration. Returns an object with `project` (the " +
			"id or the number, as in the name), `location`, `product` (null if the name has none), `integration` and `version` (the " +
			"UUID), all strings. A malformed name is an error, which `can` turns into false.",
		Parameters: []function.Parameter{function.StringParameter{
			Name: "name",
			MarkdownDescription: "`projects/…/locations/…/integrations/…/versions/…`, with or without `products/…` before " +
				"`integrations`.",
		}},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"project": types.StringType, "location": types.StringType, "product": types.StringType,
			"integration": types.StringType, "version": types.StringType,
		}},
	}
}

func (parseIntegrationVersionFunction) Run(
	ctx context.Context, req function.RunRequest, resp *function.RunResponse,
) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	name, err := integrationversions.ParseVersion(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "In the name "+err.Error()+". Give "+versionForm+".")
		return
	}
	parsed := parsedVersion{
		Project: name.Project, Location: name.Location, Integration: name.Integration, Version: name.Version,
	}
	if name.Product != "" {
		parsed.Product = &name.Product
	}
	resp.Error = resp.Result.Set(ctx, parsed)
}
