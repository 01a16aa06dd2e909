# The keys of one app.
list "custody_developer_app_key" "portal" {
  provider = custody

  config {
    developer_email = "dev@acme.test"
    app             = "portal"
  }
}

# The keys of all apps of the developer.
list "custody_developer_app_key" "all" {
  provider = custody

  config {
    developer_email = "dev@acme.test"
  }
}
