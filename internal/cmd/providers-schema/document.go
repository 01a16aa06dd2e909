package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// formatVersion is the version of the document that
// "terraform providers schema -json" declares.
const formatVersion = "1.0"

type document struct {
	FormatVersion   string                    `json:"format_version"`
	ProviderSchemas map[string]providerSchema `json:"provider_schemas"`
}

type providerSchema struct {
	Provider                 *schema                  `json:"provider,omitempty"`
	ResourceSchemas          map[string]*schema       `json:"resource_schemas,omitempty"`
	DataSourceSchemas        map[string]*schema       `json:"data_source_schemas,omitempty"`
	EphemeralResourceSchemas map[string]*schema       `json:"ephemeral_resource_schemas,omitempty"`
	ListResourceSchemas      map[string]*schema       `json:"list_resource_schemas,omitempty"`
	Functions                map[string]*function     `json:"functions,omitempty"`
	ResourceIdentitySchemas  map[string]*identity     `json:"resource_identity_schemas,omitempty"`
	ActionSchemas            map[string]*actionSchema `json:"action_schemas,omitempty"`
}

type schema struct {
	Version int64  `json:"version"`
	Block   *block `json:"block,omitempty"`
}

type actionSchema struct {
	Block *block `json:"block,omitempty"`
}

type identity struct {
	Version    int64                        `json:"version"`
	Attributes map[string]identityAttribute `json:"attributes,omitempty"`
}

type identityAttribute struct {
	Type              tftypes.Type `json:"type"`
	Description       string       `json:"description,omitempty"`
	RequiredForImport bool         `json:"required_for_import,omitempty"`
	OptionalForImport bool         `json:"optional_for_import,omitempty"`
}

type function struct {
	Description        string       `json:"description,omitempty"`
	Summary            string       `json:"summary,omitempty"`
	DeprecationMessage string       `json:"deprecation_message,omitempty"`
	ReturnType         tftypes.Type `json:"return_type"`
	Parameters         []*parameter `json:"parameters,omitempty"`
	VariadicParameter  *parameter   `json:"variadic_parameter,omitempty"`
}

type parameter struct {
	Name        string       `json:"name,omitempty"`
	Description string       `json:"description,omitempty"`
	IsNullable  bool         `json:"is_nullable,omitempty"`
	Type        tftypes.Type `json:"type"`
}

// newDocument asks server for everything it declares and returns it in the
// shape of "terraform providers schema -json", under the key address.
func newDocument(ctx context.Context, address string, server tfprotov6.ProviderServer) (*document, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("getting the provider schema: %w", err)
	}
	if err := errorOf(schemas.Diagnostics); err != nil {
		return nil, fmt.Errorf("getting the provider schema: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, fmt.Errorf("getting the identity schemas: %w", err)
	}
	if err := errorOf(identities.Diagnostics); err != nil {
		return nil, fmt.Errorf("getting the identity schemas: %w", err)
	}
	return &document{
		FormatVersion: formatVersion,
		ProviderSchemas: map[string]providerSchema{address: {
			Provider:                 newSchema(schemas.Provider),
			ResourceSchemas:          mapValues(schemas.ResourceSchemas, newSchema),
			DataSourceSchemas:        mapValues(schemas.DataSourceSchemas, newSchema),
			EphemeralResourceSchemas: mapValues(schemas.EphemeralResourceSchemas, newSchema),
			ListResourceSchemas:      mapValues(schemas.ListResourceSchemas, newSchema),
			Functions:                mapValues(schemas.Functions, newFunction),
			ResourceIdentitySchemas:  mapValues(identities.IdentitySchemas, newIdentity),
			ActionSchemas:            mapValues(schemas.ActionSchemas, newActionSchema),
		}},
	}, nil
}

func errorOf(diagnostics []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(errs...)
}

func mapValues[In, Out any](in map[string]In, convert func(In) Out) map[string]Out {
	out := make(map[string]Out, len(in))
	for name, value := range in {
		out[name] = convert(value)
	}
	return out
}

func newSchema(s *tfprotov6.Schema) *schema {
	if s == nil {
		return &schema{}
	}
	return &schema{Version: s.Version, Block: newBlock(s.Block)}
}

func newActionSchema(s *tfprotov6.ActionSchema) *actionSchema {
	return &actionSchema{Block: newBlock(s.Schema.Block)}
}

func newIdentity(s *tfprotov6.ResourceIdentitySchema) *identity {
	out := &identity{Version: s.Version, Attributes: make(map[string]identityAttribute, len(s.IdentityAttributes))}
	for _, a := range s.IdentityAttributes {
		out.Attributes[a.Name] = identityAttribute{
			Type:              a.Type,
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
	}
	return out
}

func newFunction(f *tfprotov6.Function) *function {
	out := &function{
		Description:        f.Description,
		Summary:            f.Summary,
		DeprecationMessage: f.DeprecationMessage,
		ReturnType:         f.Return.Type,
		VariadicParameter:  newParameter(f.VariadicParameter),
	}
	for _, p := range f.Parameters {
		out.Parameters = append(out.Parameters, newParameter(p))
	}
	return out
}

func newParameter(p *tfprotov6.FunctionParameter) *parameter {
	if p == nil {
		return nil
	}
	return &parameter{Name: p.Name, Description: p.Description, IsNullable: p.AllowNullValue, Type: p.Type}
}
