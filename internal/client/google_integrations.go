package client

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// Integrations is the Application Integration API.
type Integrations struct {
	// MaxRetries is the provider's.
	MaxRetries int
	// Timeout is for how long after a lost answer the service may still be at work: the provider's request_timeout, and
	// 30 s at least.
	Timeout time.Duration
	// Jitter is the TransportConfig's.
	Jitter func(time.Duration) time.Duration
	// Drafts has a mutex for each integration, by its full name: one takeover after the other.
	Drafts *KeyedMutex
	// Unsettled are the drafts whose takeover by this walk came to nobody knows what, by integration as in Drafts.
	Unsettled Made

	api googleAPI
	// shown is the e-mail address that the service showed for the provider's user.
	shown atomic.Pointer[string]
}

var _ integrationversions.Caller = (*Integrations)(nil)

func newIntegrations(how TransportConfig, api googleAPI) *Integrations {
	return &Integrations{
		MaxRetries: how.MaxRetries, Timeout: how.work(), Jitter: how.Jitter, Drafts: &KeyedMutex{},
		api: api,
	}
}

// IsSelf says that an e-mail address is the one that the service knows the provider by.
// It says false where that is not known.
func (i *Integrations) IsSelf(email string) bool {
	shown := i.shown.Load()
	return email != "" && (strings.EqualFold(email, i.api.tokens.email) || shown != nil && strings.EqualFold(email, *shown))
}

// KnowsSelf says whether the e-mail address of the provider's user is known: from the
// key of a service account, wherever the key is, from impersonation, or from Learn.
func (i *Integrations) KnowsSelf() bool { return i.api.tokens.email != "" || i.shown.Load() != nil }

// Learn takes note of the e-mail address that the service showed for the provider's user.
func (i *Integrations) Learn(email string) { i.shown.Store(&email) }

// Now is the service's time, as far as its answers have told it.
func (i *Integrations) Now() time.Time { return i.api.time.Now() }

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
