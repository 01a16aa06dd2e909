resource "custody_resource_lock" "payroll" {
  resource_id = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
  lock_reason = "Payroll: ask finance first"
}
