# The last part is the key's fingerprint, which the data source custody_developer_app
# shows, or the consumer key itself.
terraform import custody_developer_app_key.portal organizations/acme/developers/dev@acme.test/apps/portal/keys/sha256:0123456789abcdef
