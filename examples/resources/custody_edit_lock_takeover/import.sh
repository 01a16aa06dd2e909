# The full name of the draft whose lock was taken over.
terraform import custody_edit_lock_takeover.orders projects/shop/locations/europe-west1/integrations/orders/versions/6f1c7a0e-2d0c-4b0a-9a55-0d6f1a1b2c3d
