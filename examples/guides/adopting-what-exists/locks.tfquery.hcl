list "custody_resource_lock" "payroll" {
  provider = custody
  limit    = 1000

  config {
    lock_reason_contains = "Payroll"
  }
}
