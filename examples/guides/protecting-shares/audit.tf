variable "production_share_ids" {
  type    = set(string)
  default = ["3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"]
}

data "custody_resource_locks" "of_shares" {
  resource_type   = "share"
  resource_action = "delete"
}

locals {
  unlocked_share_ids = setsubtract(
    var.production_share_ids, data.custody_resource_locks.of_shares.locks[*].resource_id
  )
}

check "every_production_share_has_a_lock" {
  assert {
    condition     = length(local.unlocked_share_ids) == 0
    error_message = "These shares have no lock: ${join(", ", local.unlocked_share_ids)}."
  }
}
