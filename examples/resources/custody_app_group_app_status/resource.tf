# None of the app's keys is good for a call while the app is revoked.
resource "custody_app_group_app_status" "shop" {
  app_group = "storefront"
  app       = "shop"
  status    = "approved"
}
