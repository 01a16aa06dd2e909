module "locked_shares" {
  source = "../"

  ticket = "OPS-1234"
  shares = {
    payroll = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
  }
  deletion_protection = false
}
