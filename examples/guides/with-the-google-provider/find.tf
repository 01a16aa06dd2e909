data "custody_developer_app" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
}

output "keys" {
  value = {
    for key in data.custody_developer_app.portal.keys :
    "${data.custody_developer_app.portal.id}/keys/${key.key_fingerprint}" => keys(key.api_products)
  }
}
