# The provider generates this key, which expires after 90 days. Within two weeks of expiry
# the next apply creates a new key. The old key stays valid until it expires.
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
