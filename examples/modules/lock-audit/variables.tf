variable "shares" {
  description = "The shares to check: the UUID of each share, by a name of your choice."
  type        = map(string)
}
