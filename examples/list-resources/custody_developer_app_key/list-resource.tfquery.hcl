# The keys of one app.
list "custody_developer_app_key" "portal" {
  provider = custody

  config {
    developer_email = "dev@acme.test"
    app             = "portal"
  }
}
