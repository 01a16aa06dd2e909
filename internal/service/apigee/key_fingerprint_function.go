package apigee

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

var _ function.Function = keyFingerprintFunction{}

// NewKeyFingerprintFunction makes the function key_fingerprint.
func NewKeyFingerprintFunction() function.Function { return keyFingerprintFunction{} }

type keyFingerprintFunction struct{}

func (keyFingerprintFunction) Metadata(
	_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse,
) {
	resp.Name = "key_fingerprint"
}

func (keyFingerprintFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Fingerprint of a consumer key",
		MarkdownDescription: "Returns the fingerprint of a consumer key, which identifies the key without revealing it: `sha256:` and " +
			"the first 16 hex digits of its SHA-256. The result is sensitive if the argument is; use `nonsensitive()` to show it.",
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "consumer_key",
			MarkdownDescription: "The consumer key: letters, digits, underscores and hyphens, at most 2,048.",
		}},
		Return: function.StringReturn{},
	}
}

func (keyFingerprintFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var key string
	if resp.Error = req.Arguments.Get(ctx, &key); resp.Error != nil {
		return
	}
	if !isKeyText(key) {
		resp.Error = function.NewArgumentFuncError(0, fmt.Sprintf(
			"A consumer key is %s. The value has %d characters; it is not shown, because it is a credential.",
			keyText{}.Description(ctx), len(key)))
		return
	}
	resp.Error = resp.Result.Set(ctx, appkeys.Fingerprint(key))
}
