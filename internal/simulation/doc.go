// Package simulation runs the provider through whole histories in one process and without a socket: a small Terraform
// calls the provider's server at the protocol, a wire carries the requests to the mock server and troubles them on the
// way, and testing/synctest makes every wait free. Tests alone use it.
//
// A history is a run of Terraform with troubles at some of its requests, then applies without any trouble until the
// plan is empty, as a user would do, and a last plan. What must hold then are the invariants in invariant.go.
package simulation
