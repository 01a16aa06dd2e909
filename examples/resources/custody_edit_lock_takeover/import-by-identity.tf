import {
  to = custody_edit_lock_takeover.orders
  identity = {
    draft_version = "projects/shop/locations/europe-west1/integrations/orders/versions/6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d"
  }
}
