# Taken over anew for each release, from ana alone.
variable "release" {
  type    = string
  default = "2027-01"
}

resource "custody_edit_lock_takeover" "orders" {
  integration          = "projects/shop/locations/europe-west1/products/apigee/integrations/orders"
  expected_lock_holder = "ana@shop.test"
  triggers             = { release = var.release }
}
