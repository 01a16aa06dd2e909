// Command providers-schema writes the provider's schema to standard output, as
// the JSON document that "terraform providers schema -json" prints.
//
// It asks the provider server itself, so that the document holds every kind of
// schema (actions, list resources and identities too), whichever CLI is
// installed. The documentation generator reads it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

// address is the key under which tfplugindocs looks for a provider's schema,
// wherever the provider is published.
const address = "registry.terraform.io/hashicorp/custody"

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "providers-schema:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	doc, err := newDocument(ctx, address, provider.NewServer("dev")())
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(doc)
}
