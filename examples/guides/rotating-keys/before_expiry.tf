resource "custody_developer_app_key" "portal" {
  developer_email      = "dev@acme.test"
  app                  = "portal"
  api_products         = { weather = {} }
  expires_in           = "2160h"
  rotate_before_expiry = "336h"
  deletion_policy      = "abandon"

  lifecycle {
    create_before_destroy = true
  }
}
