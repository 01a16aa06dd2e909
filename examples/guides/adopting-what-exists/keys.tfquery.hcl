list "custody_developer_app_key" "dev" {
  provider = custody
  limit    = 1000

  config {
    developer_email = "dev@acme.test"
  }
}
