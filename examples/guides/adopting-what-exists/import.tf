import {
  to = custody_resource_lock.payroll
  id = "b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00"
}

import {
  to = custody_developer_app_key.portal
  id = "organizations/acme/developers/dev@acme.test/apps/portal/keys/sha256:0123456789abcdef"
}
