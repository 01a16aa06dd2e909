// Package prototest speaks Terraform's protocol to the provider in the test's own
// process, for what the CLI at hand may be too old for. Only tests import it.
package prototest
