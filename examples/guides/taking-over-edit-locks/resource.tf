variable "release" {
  type = string
}

resource "custody_edit_lock_takeover" "orders" {
  integration          = "projects/shop/locations/europe-west1/integrations/orders"
  expected_lock_holder = "ana@shop.test"
  triggers             = { release = var.release }
}

output "draft" {
  value = custody_edit_lock_takeover.orders.draft_version
}

output "taken_from" {
  value = custody_edit_lock_takeover.orders.previous_lock_holder
}
