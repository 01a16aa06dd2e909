# The UUID of the lock; `openstack share lock list` shows those of a project.
terraform import custody_resource_lock.payroll b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00

# In another region than the provider's.
terraform import custody_resource_lock.payroll RegionOne/b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00
