// Package client reaches the clouds that the provider works on: it logs in once
// on first use, sends requests with retries and a log without secrets, and says
// of a failed one what kind of failure it was.
//
// The calls of each API collection are in packages below this one, named after
// the collection. Nothing here knows Terraform but for its log.
package client
