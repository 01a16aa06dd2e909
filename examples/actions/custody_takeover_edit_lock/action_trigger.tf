# Takes over the draft once for each release.
variable "release" {
  type = string
}

resource "terraform_data" "release" {
  input = var.release
  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.custody_takeover_edit_lock.release]
    }
  }
}

action "custody_takeover_edit_lock" "release" {
  config {
    integration = "projects/shop/locations/europe-west1/integrations/orders"
  }
}
