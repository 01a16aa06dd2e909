package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
)

// TestAccFunctions_validation uses the functions where a module checks its variables.
func TestAccFunctions_validation(t *testing.T) {
	t.Parallel()
	config := func(version, key string) string {
		return `
terraform {
  required_providers {
    custody = { source = "hashicorp/custody" }
  }
}

variable "integration_version" {
  type    = string
  default = "` + version + `"

  validation {
    condition     = can(provider::custody::parse_integration_version(var.integration_version))
    error_message = "Give the full name of a version."
  }
}

variable "consumer_key" {
  type      = string
  default   = "` + key + `"
  sensitive = true
}

output "project" {
  value = provider::custody::parse_integration_version(var.integration_version).project
}

output "fingerprint" {
  value = nonsensitive(provider::custody::key_fingerprint(var.consumer_key))
}
`
	}
	const version = "projects/shop/locations/europe-west1/integrations/orders/versions/6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d"
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: config(version, "portal-2027"),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("project", knownvalue.StringExact("shop")),
					statecheck.ExpectKnownOutputValue("fingerprint", knownvalue.StringExact("sha256:e543a78a7e1356da")),
				},
			},
			{Config: config("orders", "portal-2027"), ExpectError: regexp.MustCompile(`Give the full name of a version`)},
			{
				Config:      config(version, "not a key"),
				ExpectError: regexp.MustCompile(`(?s)Invalid value for "consumer_key" parameter.*The\s+value\s+has\s+9\s+characters`),
			},
		},
	})
}
