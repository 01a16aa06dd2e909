run "reset" {
  variables {
    path = "reset"
  }
  module {
    source = "./post"
  }
}

run "takes_over_from_the_author" {
  variables {
    holder = "ana@shop.test"
  }

  assert {
    condition     = custody_edit_lock_takeover.orders.previous_lock_holder == "ana@shop.test"
    error_message = "The draft was taken over from somebody else."
  }
}
