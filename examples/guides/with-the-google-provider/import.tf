import {
  to = custody_developer_app_key.portal
  id = "organizations/acme/developers/dev@acme.test/apps/portal/keys/sha256:0123456789abcdef"
}
