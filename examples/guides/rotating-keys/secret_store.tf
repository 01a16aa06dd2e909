resource "custody_developer_app_key" "portal" {
  developer_email      = "dev@acme.test"
  app                  = "portal"
  api_products         = { weather = {} }
  expires_in           = "90d"
  rotate_before_expiry = "14d"
  deletion_policy      = "abandon"
  store_consumer_key   = false

  lifecycle {
    create_before_destroy = true
  }
}

# Terraform reads the key in each run and stores it nowhere.
ephemeral "custody_developer_app_key" "portal" {
  developer_email = custody_developer_app_key.portal.developer_email
  app             = custody_developer_app_key.portal.app
  key_fingerprint = custody_developer_app_key.portal.key_fingerprint
}

resource "google_secret_manager_secret_version" "portal" {
  secret = "projects/shop/secrets/portal"
  secret_data_wo = jsonencode({
    consumer_key    = ephemeral.custody_developer_app_key.portal.consumer_key
    consumer_secret = ephemeral.custody_developer_app_key.portal.consumer_secret
  })
  # A write-only argument has no diff: this number changes with the key.
  secret_data_wo_version = parseint(substr(custody_developer_app_key.portal.key_fingerprint, 7, 7), 16)

  lifecycle {
    create_before_destroy = true
  }
}
