# The versions that ana has locked, newest first.
data "custody_integration_versions" "ana" {
  integration = "projects/shop/locations/europe-west1/integrations/orders"
  lock_holder = "ana@shop.test"
  order_by    = "snapshot_number"
}

output "locked_by_ana" {
  value = data.custody_integration_versions.ana.versions[*].name
}
