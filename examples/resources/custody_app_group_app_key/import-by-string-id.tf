import {
  to = custody_app_group_app_key.shop
  id = "organizations/acme/appgroups/storefront/apps/shop/keys/sha256:0123456789abcdef"
}
