# Others do not see who has access to the share.
resource "custody_resource_lock" "hidden" {
  resource_id     = "8d5c2f3a-1b7e-4c0d-8f6a-2e9b4d7c1a05"
  resource_type   = "access_rule"
  resource_action = "show"
}
