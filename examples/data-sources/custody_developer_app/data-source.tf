# The app and its keys, without secrets.
data "custody_developer_app" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
}

output "keys_without_end" {
  value = [for key in data.custody_developer_app.portal.keys : key.key_fingerprint if key.expires_at == null]
}
