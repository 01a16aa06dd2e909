variable "shares" {
  description = "The shares to lock: a name of your own for each UUID."
  type        = map(string)
}

variable "ticket" {
  description = "Ticket in which the locks were agreed, such as OPS-1234. It begins the reason of each lock."
  type        = string

  validation {
    condition     = can(regex("^[A-Z]+-[0-9]+$", var.ticket))
    error_message = "Give the ticket as OPS-1234."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to lift the locks. To lift them, apply with false, then destroy."
  type        = bool
  default     = true
}
