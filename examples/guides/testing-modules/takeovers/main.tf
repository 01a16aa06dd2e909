terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

variable "holder" {
  type = string
}

resource "custody_edit_lock_takeover" "orders" {
  integration          = "projects/shop/locations/europe-west1/integrations/orders"
  expected_lock_holder = var.holder
}
