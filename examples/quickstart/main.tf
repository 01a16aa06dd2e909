terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

# Where the cloud is and who logs in comes from the environment: OS_CLOUD names an
# entry of clouds.yaml.
provider "custody" {}

variable "share_id" {
  description = "UUID of the share to lock."
  type        = string
}

# As long as this lock is there, nobody can delete the share.
resource "custody_resource_lock" "share" {
  resource_id = var.share_id
  lock_reason = "Holds the quickstart's data"
}

output "lock" {
  description = "The lock, and who holds it."
  value = {
    id           = custody_resource_lock.share.id
    share        = custody_resource_lock.share.resource_id
    reason       = custody_resource_lock.share.lock_reason
    held_by_user = custody_resource_lock.share.user_id
    since        = custody_resource_lock.share.created_at
  }
}
