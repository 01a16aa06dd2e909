# The only lock that prevents this share from being deleted.
data "custody_resource_lock" "payroll" {
  resource_id     = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
  resource_action = "delete"
}

output "holder" {
  value = data.custody_resource_lock.payroll.user_id
}
