output "unlocked" {
  description = "The UUID of each share that has no deletion lock, by its name."
  value       = local.unlocked
}

output "json" {
  description = "The number of shares that were checked and the shares without a deletion lock, as JSON."
  value       = jsonencode({ checked = length(var.shares), unlocked = local.unlocked })
}
