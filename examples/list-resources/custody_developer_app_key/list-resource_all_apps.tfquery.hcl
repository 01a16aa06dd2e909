# The keys of all apps of the developer.
list "custody_developer_app_key" "all" {
  provider = custody
  limit    = 1000

  config {
    developer_email = "dev@acme.test"
  }
}
