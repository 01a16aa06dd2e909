module "lock_audit" {
  source = "../"

  shares = {
    payroll = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
  }
}

output "lock_audit" {
  value = module.lock_audit.json
}
