variable "release" {
  type = string
}

action "custody_takeover_edit_lock" "orders" {
  config {
    integration          = "projects/shop/locations/europe-west1/integrations/orders"
    expected_lock_holder = "ana@shop.test"
  }
}

resource "terraform_data" "release" {
  input = var.release

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.custody_takeover_edit_lock.orders]
    }
  }
}
