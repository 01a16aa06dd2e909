import {
  to = custody_developer_app_status.portal
  id = "organizations/acme/developers/dev@acme.test/apps/portal"
}
