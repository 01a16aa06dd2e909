locals {
  access_rule_id = "8d5c2f3a-1b7e-4c0d-8f6a-2e9b4d7c1a05"
}

# Nobody takes the access away.
resource "custody_resource_lock" "access" {
  resource_id   = local.access_rule_id
  resource_type = "access_rule"
  lock_reason   = "The backup host needs this"
}

# Others do not see who has it, nor with which key.
resource "custody_resource_lock" "hidden" {
  resource_id     = local.access_rule_id
  resource_type   = "access_rule"
  resource_action = "show"
}
