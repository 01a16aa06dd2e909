action "custody_takeover_edit_lock" "orders" {
  config {
    integration          = "projects/shop/locations/europe-west1/integrations/orders"
    expected_lock_holder = "ana@shop.test"
  }
}
