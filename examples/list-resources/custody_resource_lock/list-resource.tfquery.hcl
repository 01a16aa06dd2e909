# All locks of the provider's project, whoever holds them.
list "custody_resource_lock" "all" {
  provider = custody
  limit    = 1000
}
