# An application credential, which has its own project.
variable "application_credential_secret" {
  type      = string
  sensitive = true
}

provider "custody" {
  openstack = {
    auth_url                      = "https://keystone.example.com/v3"
    region                        = "RegionOne"
    application_credential_id     = "5a9e4a2f0c8b4a1d9c7e3b6f2d1a8c04"
    application_credential_secret = var.application_credential_secret
  }
}
