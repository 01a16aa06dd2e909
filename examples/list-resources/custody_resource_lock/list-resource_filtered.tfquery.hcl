# The newest ten with a word in their reason.
list "custody_resource_lock" "payroll" {
  provider = custody
  limit    = 10

  config {
    resource_action      = "delete"
    lock_reason_contains = "Payroll"
  }
}
