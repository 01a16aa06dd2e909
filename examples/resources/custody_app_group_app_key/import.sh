# The last part is the key's fingerprint, which the data source custody_app_group_app
# shows, or the consumer key itself.
terraform import custody_app_group_app_key.shop organizations/acme/appgroups/storefront/apps/shop/keys/sha256:0123456789abcdef
