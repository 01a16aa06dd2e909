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
