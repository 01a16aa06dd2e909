terraform {
  required_providers {
    custody = { source = "terraform-provider-custody/custody" }
    google  = { source = "hashicorp/google" }
  }
}

resource "google_apigee_developer_app" "shop" {
  org_id          = "organizations/acme"
  developer_email = "dev@acme.test"
  name            = "shop"
  callback_url    = "https://shop.acme.test/callback"

  lifecycle {
    ignore_changes = [api_products, scopes]
  }
}

resource "custody_developer_app_key" "shop" {
  developer_email = "dev@acme.test"
  app             = google_apigee_developer_app.shop.id
  api_products    = { weather = {} }
}
