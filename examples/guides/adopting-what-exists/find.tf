data "custody_resource_locks" "payroll" {
  lock_reason_contains = "Payroll"
}

data "custody_developer_app" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
}

output "lock_ids" {
  value = data.custody_resource_locks.payroll.locks[*].id
}

output "key_ids" {
  value = [for key in data.custody_developer_app.portal.keys : "${data.custody_developer_app.portal.id}/keys/${key.key_fingerprint}"]
}
