terraform import custody_developer_app_status.portal organizations/acme/developers/dev@acme.test/apps/portal
