module "keys" {
  source = "../"

  environments = {
    staging = {
      developer_email = "dev@acme.test"
      app             = "portal"
      api_products    = ["weather"]
    }
    production = {
      developer_email = "dev@acme.test"
      app             = "portal"
      api_products    = ["weather", "maps"]
    }
  }
}

output "keys" {
  value = module.keys.keys
}
