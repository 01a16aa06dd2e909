import {
  to = custody_app_group_app_status.shop
  identity = {
    app_group = "storefront"
    app       = "shop"
  }
}
