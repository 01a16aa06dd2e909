# Takes over the draft that ana holds, and refuses to if it is somebody else, with
#   terraform apply -invoke=action.custody_takeover_edit_lock.orders
action "custody_takeover_edit_lock" "orders" {
  config {
    integration          = "projects/shop/locations/europe-west1/integrations/orders"
    expected_lock_holder = "ana@shop.test"
  }
}
