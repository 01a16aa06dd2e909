# A user together with a service: the locks get the context "service", and the
# user alone can no longer lift them.
variable "service_password" {
  type      = string
  sensitive = true
}

provider "custody" {
  openstack = {
    cloud = "production"

    service_auth = {
      user_name        = "svc"
      user_domain_name = "Default"
      password         = var.service_password
      project_name     = "service"
    }
  }
}
