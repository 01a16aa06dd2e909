terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

provider "custody" {
  openstack = { cloud = "production" }
  google    = { organization = "acme" }
}

# Nobody can delete the share until this lock is lifted.
resource "custody_resource_lock" "payroll" {
  resource_id = var.share_id
  lock_reason = "Payroll: ask finance first"
}

# Within two weeks of expiry the next apply creates a new key. The old key stays valid until it expires.
resource "custody_developer_app_key" "portal" {
  developer_email      = "dev@acme.test"
  app                  = "portal"
  api_products         = { weather = {} }
  expires_in           = "90d"
  rotate_before_expiry = "14d"
  deletion_policy      = "abandon"

  lifecycle {
    create_before_destroy = true
  }
}

variable "share_id" {
  description = "UUID of the share, as openstack share list shows it."
  type        = string
}
