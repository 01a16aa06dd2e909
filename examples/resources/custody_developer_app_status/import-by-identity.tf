import {
  to = custody_developer_app_status.portal
  identity = {
    developer_email = "dev@acme.test"
    app             = "portal"
  }
}
