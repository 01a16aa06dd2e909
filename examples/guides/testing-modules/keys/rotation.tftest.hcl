run "creates_a_key" {}

run "two_months_pass" {
  variables {
    path = "clock"
    body = { advance = "60d" }
  }
  module {
    source = "./post"
  }
}

run "keeps_the_key" {
  assert {
    condition     = output.fingerprint == run.creates_a_key.fingerprint
    error_message = "The key was replaced a month too early."
  }
}

run "three_weeks_pass" {
  variables {
    path = "clock"
    body = { advance = "21d" }
  }
  module {
    source = "./post"
  }
}

run "creates_another_key" {
  assert {
    condition     = output.fingerprint != run.creates_a_key.fingerprint
    error_message = "Nine days before it expires the key was not replaced."
  }
}
