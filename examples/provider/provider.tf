# An entry of clouds.yaml, which is looked for where every OpenStack client does.
provider "custody" {
  openstack = {
    cloud = "production"
  }
}
