run "reset" {
  variables {
    path = "reset"
  }
  module {
    source = "./post"
  }
}

run "a_colleague_takes_over_first" {
  variables {
    path = "integrations/takeover"
    body = {
      name  = "projects/shop/locations/europe-west1/integrations/orders"
      email = "ben@shop.test"
    }
  }
  module {
    source = "./post"
  }
}

run "takes_over_from_the_colleague" {
  variables {
    holder = "ben@shop.test"
  }

  assert {
    condition     = custody_edit_lock_takeover.orders.previous_lock_holder == "ben@shop.test"
    error_message = "The draft was taken over from somebody else."
  }
}
