terraform {
  required_providers {
    custody = {
      source = "terraform-provider-custody/custody"
    }
  }
}

resource "custody_developer_app_key" "environment" {
  for_each = var.environments

  developer_email      = each.value.developer_email
  app                  = each.value.app
  api_products         = { for product in each.value.api_products : product => {} }
  attributes           = { environment = each.key }
  expires_in           = var.expires_in
  rotate_before_expiry = var.rotate_before_expiry
  rotate_when_changed  = { generation = each.value.generation }
  # The old key goes on until its own end: that is the overlap.
  deletion_policy = "abandon"

  lifecycle {
    create_before_destroy = true
  }
}
