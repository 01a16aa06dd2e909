# A token that somebody else got. The provider cannot renew it.
variable "token" {
  type      = string
  sensitive = true
}

provider "custody" {
  openstack = {
    auth_url = "https://keystone.example.com/v3"
    region   = "RegionOne"
    token    = var.token
  }
}
