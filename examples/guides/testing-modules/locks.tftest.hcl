variables {
  share_id = jsondecode(file("mock/fixture.json")).shares["share-1"]
  ticket   = "OPS-1234"
}

run "locks_the_share" {
  assert {
    condition     = custody_resource_lock.share.lock_reason == "OPS-1234: production data"
    error_message = "The reason does not name the ticket."
  }

  assert {
    condition     = custody_resource_lock.share.lock_context == "user"
    error_message = "The lock was not made as an ordinary user."
  }
}

run "changes_the_reason_in_place" {
  variables {
    ticket = "OPS-5678"
  }

  assert {
    condition     = custody_resource_lock.share.updated_at != null
    error_message = "Another ticket made another lock."
  }
}
