# The app and its keys, without secrets.
data "custody_app_group_app" "shop" {
  app_group = "storefront"
  app       = "shop"
}

output "keys_without_end" {
  value = [for key in data.custody_app_group_app.shop.keys : key.key_fingerprint if key.expires_at == null]
}
