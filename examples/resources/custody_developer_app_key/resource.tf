# One more key for the app, which expires after 90 days. Within two weeks of expiry
# the next apply creates a new key. The old key stays valid until it expires.
resource "custody_developer_app_key" "portal" {
  developer_email      = "dev@acme.test"
  app                  = "portal"
  api_products         = { weather = {}, maps = {} }
  expires_in           = "90d"
  rotate_before_expiry = "14d"
  deletion_policy      = "abandon"

  lifecycle {
    create_before_destroy = true
  }
}

output "fingerprint" {
  value = custody_developer_app_key.portal.key_fingerprint
}
