# A key that is in neither state nor plan. Read it with the ephemeral resource.
resource "custody_developer_app_key" "partner" {
  developer_email    = "dev@acme.test"
  app                = "portal"
  api_products       = { weather = {} }
  store_consumer_key = false
}
