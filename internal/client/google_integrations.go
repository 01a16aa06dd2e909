package client

import (
	"context"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// Integrations is the Application Integration API.
type Integrations struct {
	// MaxRetries is the provider's.
	MaxRetries int
	// Timeout is the provider's request_timeout.
	Timeout time.Duration
	// Jitter is the TransportConfig's.
	Jitter func(time.Duration) time.Duration
	// Claims are the ids of the drafts that this run has seen in somebody's charge.
	Claims *Claims
	// Drafts has a mutex for each integration, by its full name: one takeover after the other.
	Drafts *KeyedMutex
	// Clock is the service's.
	Clock *ServerClock
	// Now is the time that the age of a draft is measured against.
	Now func() time.Time

	api googleAPI
}

var _ integrationversions.Caller = (*Integrations)(nil)

func newIntegrations(config GoogleConfig, how TransportConfig, api googleAPI) *Integrations {
	return &Integrations{
		MaxRetries: how.MaxRetries, Timeout: how.RequestTimeout, Jitter: how.Jitter, Claims: &Claims{}, Drafts: &KeyedMutex{}, Clock: api.clock,
		Now: config.Now, api: api,
	}
}

// Email is the e-mail address that the service knows the provider by, where that is
// sure without a request: the credentials are the key of a service account, or a
// service account is impersonated. Empty otherwise.
func (i *Integrations) Email() string { return i.api.tokens.email }

// Call implements integrationversions.Caller. Its errors are *APIError,
// *ConnectionError and *GoogleLoginError.
func (i *Integrations) Call(ctx context.Context, req integrationversions.Request, answer any) error {
	if req.Repeatable {
		ctx = Repeatable(ctx)
	}
	return i.api.call(ctx, googleRequest{
		method: req.Method, path: req.APIVersion + "/" + req.Path, query: req.Query, body: req.Body,
	}, answer)
}
