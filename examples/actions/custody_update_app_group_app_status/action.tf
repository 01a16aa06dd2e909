# Revokes the app when asked to, with
#   terraform apply -invoke=action.custody_update_app_group_app_status.revoke
action "custody_update_app_group_app_status" "revoke" {
  config {
    app_group = "storefront"
    app       = "shop"
    status    = "revoked"
  }
}
