# One more key for the app, which lives for 90 days. Two weeks before its end a plan
# replaces it: the new key is made first, and the old one goes on to its own end.
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
