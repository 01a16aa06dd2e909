output "keys" {
  description = "The key of each environment, without what is secret of it."
  value = {
    for name, key in custody_developer_app_key.environment : name => {
      key_fingerprint = key.key_fingerprint
      expires_at      = key.expires_at
    }
  }
}

output "consumer_keys" {
  description = "The consumer key of each environment."
  value       = { for name, key in custody_developer_app_key.environment : name => key.consumer_key }
  sensitive   = true
}

output "consumer_secrets" {
  description = "The consumer secret of each environment."
  value       = { for name, key in custody_developer_app_key.environment : name => key.consumer_secret }
  sensitive   = true
}
