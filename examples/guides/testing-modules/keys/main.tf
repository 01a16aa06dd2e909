terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

resource "custody_developer_app_key" "portal" {
  developer_email      = "dev@acme.test"
  app                  = "portal"
  api_products         = { weather = {} }
  expires_in           = "2160h" # 90 days
  rotate_before_expiry = "336h"  # 14 days
  deletion_policy      = "abandon"

  lifecycle {
    create_before_destroy = true
  }
}

output "fingerprint" {
  value = custody_developer_app_key.portal.key_fingerprint
}
