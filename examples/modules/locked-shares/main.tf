terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

resource "custody_resource_lock" "share" {
  for_each = var.shares

  resource_id         = each.value
  lock_reason         = "${var.ticket}: ${each.key} is in production"
  deletion_protection = var.deletion_protection
}
