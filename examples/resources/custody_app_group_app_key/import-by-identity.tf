import {
  to = custody_app_group_app_key.shop
  identity = {
    app_group       = "storefront"
    app             = "shop"
    key_fingerprint = "sha256:0123456789abcdef"
  }
}
