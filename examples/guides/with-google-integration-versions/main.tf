terraform {
  required_providers {
    custody = { source = "terraform-provider-custody/custody" }
    google  = { source = "hashicorp/google" }
  }
}

variable "release" {
  type = string
}

resource "custody_edit_lock_takeover" "orders" {
  integration = "projects/shop/locations/europe-west1/integrations/orders"
  triggers    = { release = var.release }
}

resource "google_integrations_integration_version" "orders" {
  integration = "projects/shop/locations/europe-west1/integrations/orders"
  description = "Orders, from Git"

  lifecycle {
    replace_triggered_by = [custody_edit_lock_takeover.orders]
  }
}
