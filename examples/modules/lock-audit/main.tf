terraform {
  required_version = ">= 1.5"

  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

data "custody_resource_locks" "deletion" {
  resource_type   = "share"
  resource_action = "delete"
}

locals {
  locked   = toset(data.custody_resource_locks.deletion.locks[*].resource_id)
  unlocked = { for name, id in var.shares : name => id if !contains(local.locked, id) }
}

check "all_shares_are_locked" {
  assert {
    condition     = length(local.unlocked) == 0
    error_message = "Shares without a deletion lock: ${join(", ", [for name, id in local.unlocked : "${name} (${id})"])}."
  }
}
