output "lock_ids" {
  description = "UUID of the lock of each share, by its name."
  value       = { for name, lock in custody_resource_lock.share : name => lock.id }
}
