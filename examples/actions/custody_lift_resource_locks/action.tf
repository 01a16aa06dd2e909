# Lifts the provider's own locks on the share when asked to, with
#   terraform apply -invoke=action.custody_lift_resource_locks.payroll
action "custody_lift_resource_locks" "payroll" {
  config {
    resource_id = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
  }
}
