# A key that the provider makes for the app, and that lives for 90 days. Two weeks before its end a plan
# replaces it: the new key is made first, and the old one goes on to its own end.
resource "custody_app_group_app_key" "shop" {
  app_group            = "storefront"
  app                  = "shop"
  api_products         = { weather = {}, maps = {} }
  expires_in           = "90d"
  rotate_before_expiry = "14d"
  deletion_policy      = "abandon"

  lifecycle {
    create_before_destroy = true
  }
}

output "fingerprint" {
  value = custody_app_group_app_key.shop.key_fingerprint
}
