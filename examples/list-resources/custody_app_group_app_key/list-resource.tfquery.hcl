# The keys of one app.
list "custody_app_group_app_key" "shop" {
  provider = custody

  config {
    app_group       = "storefront"
    app             = "shop"
  }
}
