# A key that the provider makes: nothing of the app is read or written back, and two
# pipelines that work on one app cannot be confused.
resource "custody_developer_app_key" "batch" {
  developer_email = "dev@acme.test"
  app             = "portal"
  api_products    = { weather = {} }
  generated_by    = "provider"
}
