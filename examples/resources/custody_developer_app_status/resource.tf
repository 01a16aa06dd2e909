# None of the app's keys is good for a call while the app is revoked.
resource "custody_developer_app_status" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
  status          = "approved"
}
