# The draft of an integration, and who is editing it.
data "custody_integration_version" "draft" {
  integration = "projects/shop/locations/europe-west1/integrations/orders"
}

output "lock_holder" {
  value = data.custody_integration_version.draft.lock_holder
}
