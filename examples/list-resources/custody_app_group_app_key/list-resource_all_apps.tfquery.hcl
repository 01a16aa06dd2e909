# The keys of all apps of the app group.
list "custody_app_group_app_key" "all" {
  provider = custody
  limit    = 1000

  config {
    app_group       = "storefront"
  }
}
