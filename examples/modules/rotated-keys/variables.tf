variable "environments" {
  description = "The environments that need a key, with the app that each of them calls the API as. Another generation rotates the key at once."
  type = map(object({
    developer_email = string
    app             = string
    api_products    = set(string)
    generation      = optional(string, "first")
  }))
}

variable "expires_in" {
  description = "How long a key is valid."
  type        = string
  default     = "90d"
}

variable "rotate_before_expiry" {
  description = "How long before its end a key is replaced. Apply at least once in that time."
  type        = string
  default     = "14d"
}
