# Revokes the app when asked to, with
#   terraform apply -invoke=action.custody_update_developer_app_status.revoke
action "custody_update_developer_app_status" "revoke" {
  config {
    developer_email = "dev@acme.test"
    app             = "portal"
    status          = "revoked"
  }
}
