resource "terraform_data" "release" {
  input = {
    integration = "projects/shop/locations/europe-west1/integrations/orders"
    holder      = "ana@shop.test"
  }

  lifecycle {
    action_trigger {
      events     = [before_destroy]
      actions    = [action.custody_takeover_edit_lock.release]
      on_failure = continue
    }
  }
}

action "custody_takeover_edit_lock" "release" {
  config {
    integration          = caller.input.integration
    expected_lock_holder = caller.input.holder
  }
}
