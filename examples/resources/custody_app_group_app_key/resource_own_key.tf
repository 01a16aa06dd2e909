# A key that was made elsewhere. Its secret is in no state and no plan (Terraform 1.11).
variable "secret" {
  type      = string
  sensitive = true
}

resource "custody_app_group_app_key" "migrated" {
  app_group                  = "storefront"
  app                        = "shop"
  api_products               = { weather = {} }
  consumer_key               = "shop-2027"
  consumer_secret_wo         = var.secret
  consumer_secret_wo_version = 1
}
