variable "consumer_key" {
  type      = string
  sensitive = true
}

variable "secret" {
  type      = string
  sensitive = true
}

moved {
  from = apigee_developer_app_credential.portal
  to   = custody_developer_app_key.portal
}

resource "custody_developer_app_key" "portal" {
  developer_email = "dev@acme.test"
  app             = "portal"
  api_products    = { weather = {} }
  consumer_key    = var.consumer_key
  consumer_secret = var.secret
}
