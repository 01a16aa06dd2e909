terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

# Where the clouds are and who logs in comes from the environment: OS_CLOUD names an
# entry of clouds.yaml, GOOGLE_APPLICATION_CREDENTIALS a credentials file.
provider "custody" {}

variable "share_id" {
  description = "UUID of the share to lock."
  type        = string
}

variable "developer_email" {
  description = "Developer whose app gets a key."
  type        = string
}

variable "app" {
  description = "App that gets a key."
  type        = string
}

variable "api_products" {
  description = "API products that the key is good for."
  type        = set(string)
}

variable "key_generation" {
  description = "Change this to have a new key. The old one is revoked after the new one is there."
  type        = string
  default     = "first"
}

variable "integration" {
  description = "Integration whose draft somebody else is editing, by its full name."
  type        = string
}

# As long as this lock is there, nobody can delete the share.
resource "custody_resource_lock" "share" {
  resource_id = var.share_id
  lock_reason = "Holds the quickstart's data"
}

# One more key for the app, beside those that it has.
resource "custody_developer_app_key" "app" {
  developer_email     = var.developer_email
  app                 = var.app
  api_products        = { for product in var.api_products : product => {} }
  expires_in          = "90d"
  rotate_when_changed = { generation = var.key_generation }
  deletion_policy     = "revoke"

  lifecycle {
    create_before_destroy = true
  }
}

# Take the draft over from whoever edits it. They are told by e-mail. This records
# an event: destroying it hands nothing back.
resource "custody_edit_lock_takeover" "draft" {
  integration = var.integration
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

output "key" {
  description = "The key, by its fingerprint: the key itself is a secret."
  value = {
    fingerprint  = custody_developer_app_key.app.key_fingerprint
    api_products = keys(custody_developer_app_key.app.api_products)
    expires_at   = custody_developer_app_key.app.expires_at
  }
}

output "takeover" {
  description = "From whom the draft was taken over, what it was frozen as, and the new draft."
  value = {
    from     = custody_edit_lock_takeover.draft.previous_lock_holder
    to       = custody_edit_lock_takeover.draft.lock_holder
    snapshot = custody_edit_lock_takeover.draft.snapshot_version
    draft    = custody_edit_lock_takeover.draft.draft_version
  }
}
