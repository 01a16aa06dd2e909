terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

variable "share_id" {
  type = string
}

variable "ticket" {
  type = string
}

resource "custody_resource_lock" "share" {
  resource_id = var.share_id
  lock_reason = "${var.ticket}: production data"
}
