import {
  to = custody_resource_lock.payroll
  identity = {
    id = "b2a9d6c4-1111-4c2f-8f7e-5e4d3c2b1a00"
  }
}
