# The newest key of the app that is approved and has not expired.
ephemeral "custody_app_group_app_key" "newest" {
  app_group = "storefront"
  app       = "shop"
}
