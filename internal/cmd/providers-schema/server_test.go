package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const (
	blockDeprecation    = "Use another."
	functionDeprecation = "Use join."
)

// sampleServer declares one thing of every kind and every detail that a schema
// can carry. Only the calls that ask for schemas are answered.
type sampleServer struct {
	tfprotov6.ProviderServer
	schemaDiagnostics   []*tfprotov6.Diagnostic
	identityDiagnostics []*tfprotov6.Diagnostic
}

func (s sampleServer) GetMetadata(
	context.Context, *tfprotov6.GetMetadataRequest,
) (*tfprotov6.GetMetadataResponse, error) {
	return &tfprotov6.GetMetadataResponse{}, nil
}

func (s sampleServer) StopProvider(
	context.Context, *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (s sampleServer) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		Diagnostics: s.schemaDiagnostics,
		Provider: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
			Description: "Sample.", DescriptionKind: tfprotov6.StringKindMarkdown,
		}},
		ResourceSchemas: map[string]*tfprotov6.Schema{"custody_sample": {Version: 3, Block: resourceBlock()}},
		DataSourceSchemas: map[string]*tfprotov6.Schema{"custody_sample": {Block: &tfprotov6.SchemaBlock{
			Attributes: []*tfprotov6.SchemaAttribute{{Name: "any", Type: tftypes.DynamicPseudoType, Computed: true}},
		}}},
		EphemeralResourceSchemas: map[string]*tfprotov6.Schema{"custody_token": {Block: &tfprotov6.SchemaBlock{
			Attributes: []*tfprotov6.SchemaAttribute{
				{Name: "token", Type: tftypes.String, Computed: true, Sensitive: true},
			},
		}}},
		ListResourceSchemas: map[string]*tfprotov6.Schema{"custody_sample": {Block: &tfprotov6.SchemaBlock{
			Attributes: []*tfprotov6.SchemaAttribute{{Name: "project_id", Type: tftypes.String, Optional: true}},
		}}},
		ActionSchemas: map[string]*tfprotov6.ActionSchema{"custody_seal": {
			Schema: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
				Attributes: []*tfprotov6.SchemaAttribute{{Name: "id", Type: tftypes.String, Required: true}},
			}},
		}},
		Functions: map[string]*tfprotov6.Function{"join_ids": {
			Summary: "Join ids", Description: "Joins **ids**.", DescriptionKind: tfprotov6.StringKindMarkdown,
			DeprecationMessage: functionDeprecation,
			Parameters: []*tfprotov6.FunctionParameter{
				{Name: "separator", Type: tftypes.String, Description: "Between ids.", AllowNullValue: true},
			},
			VariadicParameter: &tfprotov6.FunctionParameter{
				Name: "ids", Type: tftypes.Set{ElementType: tftypes.String}, Description: "Sets of ids.",
			},
			Return: &tfprotov6.FunctionReturn{
				Type: tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}},
			},
		}},
	}, nil
}

func (s sampleServer) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{
		Diagnostics: s.identityDiagnostics,
		IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{"custody_sample": {
			Version: 1,
			IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{
				{Name: "id", Type: tftypes.String, RequiredForImport: true, Description: "Id."},
				{Name: "region", Type: tftypes.String, OptionalForImport: true},
			},
		}},
	}, nil
}

func resourceBlock() *tfprotov6.SchemaBlock {
	flag := []*tfprotov6.SchemaAttribute{{Name: "flag", Type: tftypes.Bool, Optional: true}}
	nested := func(nesting tfprotov6.SchemaObjectNestingMode) *tfprotov6.SchemaObject {
		return &tfprotov6.SchemaObject{Nesting: nesting, Attributes: flag}
	}
	nestedBlock := func(name string, nesting tfprotov6.SchemaNestedBlockNestingMode) *tfprotov6.SchemaNestedBlock {
		return &tfprotov6.SchemaNestedBlock{
			TypeName: name, Nesting: nesting, Block: &tfprotov6.SchemaBlock{Attributes: flag},
		}
	}
	limited := nestedBlock("limited", tfprotov6.SchemaNestedBlockNestingModeList)
	limited.MinItems, limited.MaxItems = 1, 2
	return &tfprotov6.SchemaBlock{
		Description: "Plain.", Deprecated: true, DeprecationMessage: blockDeprecation,
		Attributes: []*tfprotov6.SchemaAttribute{
			{
				Name: "id", Type: tftypes.String, Computed: true, Description: "The *id*.",
				DescriptionKind: tfprotov6.StringKindMarkdown,
			},
			{Name: "old", Type: tftypes.Number, Optional: true, Deprecated: true, DeprecationMessage: "Use id."},
			{Name: "secret_wo", Type: tftypes.String, Optional: true, Sensitive: true, WriteOnly: true},
			{Name: "map", Type: tftypes.Map{ElementType: tftypes.List{ElementType: tftypes.Bool}}, Required: true},
			{Name: "one", NestedType: nested(tfprotov6.SchemaObjectNestingModeSingle), Optional: true, Computed: true},
			{Name: "many", NestedType: nested(tfprotov6.SchemaObjectNestingModeList), Optional: true},
			{Name: "some", NestedType: nested(tfprotov6.SchemaObjectNestingModeSet), Optional: true},
			{Name: "named", NestedType: nested(tfprotov6.SchemaObjectNestingModeMap), Optional: true},
		},
		BlockTypes: []*tfprotov6.SchemaNestedBlock{
			limited,
			nestedBlock("single", tfprotov6.SchemaNestedBlockNestingModeSingle),
			nestedBlock("group", tfprotov6.SchemaNestedBlockNestingModeGroup),
			nestedBlock("set", tfprotov6.SchemaNestedBlockNestingModeSet),
			nestedBlock("mapped", tfprotov6.SchemaNestedBlockNestingModeMap),
		},
	}
}
