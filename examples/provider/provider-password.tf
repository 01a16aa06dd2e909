# A user and a password, in a project. Requests are tried again up to ten times.
variable "password" {
  type      = string
  sensitive = true
}

provider "custody" {
  max_retries     = 10
  request_timeout = "30s"

  openstack = {
    auth_url            = "https://keystone.example.com/v3"
    region              = "RegionOne"
    user_name           = "alice"
    user_domain_name    = "Default"
    password            = var.password
    project_name        = "demo"
    project_domain_name = "Default"
  }
}
