# The key of a service account, which acts as another one.
variable "credentials" {
  description = "Path or content of the key file."
  type        = string
  sensitive   = true
}

provider "custody" {
  google = {
    credentials                 = var.credentials
    impersonate_service_account = "ci@shop.iam.gserviceaccount.test"
    organization                = "acme"
  }
}
