// Package service has what the resources of all services share: how they get at
// the client, and how a failed request becomes a diagnostic. The services
// themselves are the packages below it.
package service
