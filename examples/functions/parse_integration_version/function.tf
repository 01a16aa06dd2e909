variable "draft" {
  description = "Full name of the version that a pipeline works on."
  type        = string
  default     = "projects/shop/locations/europe-west1/integrations/orders/versions/6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d"

  validation {
    condition     = can(provider::custody::parse_integration_version(var.draft))
    error_message = "Give the full name of a version, projects/…/locations/…/integrations/…/versions/…."
  }
}

output "integration" {
  value = provider::custody::parse_integration_version(var.draft).integration
}
