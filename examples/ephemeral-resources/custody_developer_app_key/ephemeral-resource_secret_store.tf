# Stores the secret of a new key in a secret store. Neither the key nor its secret is
# in plan or state (the write-only argument requires Terraform or OpenTofu 1.11).
resource "custody_developer_app_key" "portal" {
  developer_email    = "dev@acme.test"
  app                = "portal"
  api_products       = { weather = {} }
  store_consumer_key = false
}

ephemeral "custody_developer_app_key" "portal" {
  developer_email = custody_developer_app_key.portal.developer_email
  app             = custody_developer_app_key.portal.app
  key_fingerprint = custody_developer_app_key.portal.key_fingerprint
}

resource "google_secret_manager_secret_version" "portal" {
  secret         = "projects/shop/secrets/portal"
  secret_data_wo = ephemeral.custody_developer_app_key.portal.consumer_secret
  # A number that is another one for another key.
  secret_data_wo_version = parseint(substr(custody_developer_app_key.portal.key_fingerprint, 7, 7), 16)
}
