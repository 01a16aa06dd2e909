# Lifts the provider's own locks before the share is destroyed (Terraform 1.16).
# terraform_data stands for the resource of the share.
resource "terraform_data" "share" {
  input = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
  lifecycle {
    action_trigger {
      events  = [before_destroy]
      actions = [action.custody_lift_resource_locks.share]
    }
  }
}

action "custody_lift_resource_locks" "share" {
  config {
    resource_id = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
  }
}
