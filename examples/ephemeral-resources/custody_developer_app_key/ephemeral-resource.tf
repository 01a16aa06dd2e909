# The newest key of the app that is approved and has not expired.
ephemeral "custody_developer_app_key" "newest" {
  developer_email = "dev@acme.test"
  app             = "portal"
}
