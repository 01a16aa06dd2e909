# Which of the app's keys an application was given, without a word of the key itself.
variable "consumer_key" {
  type      = string
  sensitive = true
}

output "fingerprint" {
  value = nonsensitive(provider::custody::key_fingerprint(var.consumer_key))
}
