# Google's APIs with application default credentials, or what GOOGLE_CREDENTIALS
# and the other variables say. Developer apps are of this organization.
provider "custody" {
  google = {
    organization = "acme"
  }
}
