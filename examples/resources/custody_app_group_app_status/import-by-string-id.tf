import {
  to = custody_app_group_app_status.shop
  id = "organizations/acme/appgroups/storefront/apps/shop"
}
