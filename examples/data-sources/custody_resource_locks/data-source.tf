# All locks of the project.
data "custody_resource_locks" "all" {
  with_count = true
}

# A check that this share has one of them (Terraform 1.5).
check "payroll_is_locked" {
  assert {
    condition     = contains(data.custody_resource_locks.all.locks[*].resource_id, "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d")
    error_message = "The payroll share has no lock."
  }
}

output "number_of_locks" {
  value = data.custody_resource_locks.all.total_count
}
