data "custody_resource_locks" "payroll" {
  resource_id = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
}

output "holders" {
  description = "Who holds a lock of the share, with which right and why."
  value = [
    for lock in data.custody_resource_locks.payroll.locks : {
      id      = lock.id
      user    = lock.user_id
      context = lock.lock_context
      reason  = lock.lock_reason
    }
  ]
}
