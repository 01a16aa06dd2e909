import {
  to = custody_developer_app_key.portal
  identity = {
    developer_email = "dev@acme.test"
    app             = "portal"
    key_fingerprint = "sha256:0123456789abcdef"
  }
}
