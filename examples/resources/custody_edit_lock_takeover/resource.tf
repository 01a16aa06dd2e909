# The new draft of the integration, whoever held the lock of the old one.
resource "custody_edit_lock_takeover" "orders" {
  integration = "projects/shop/locations/europe-west1/integrations/orders"
}

output "draft" {
  value = custody_edit_lock_takeover.orders.draft_version
}
