resource "time_rotating" "monthly" {
  rotation_days = 30
}

resource "custody_developer_app_key" "portal" {
  developer_email     = "dev@acme.test"
  app                 = "portal"
  api_products        = { weather = {} }
  rotate_when_changed = { month = time_rotating.monthly.id }
  deletion_policy     = "revoke"

  lifecycle {
    create_before_destroy = true
  }
}
