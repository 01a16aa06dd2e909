package client

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// TestRefusedTokenIsRenewedOnce holds that a 401 costs one login and one more try, and not a third.
func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	token := googleAnswer{200, `{"accessToken": "t", "expireTime": "2099-01-01T00:00:00Z"}`}
	fake := newFakeGoogle(t, token, unauthenticated, token, unauthenticated)
	apigee := fake.apigee(t, GoogleConfig{ImpersonateServiceAccount: ci}, 0)
	err := apigee.Call(t.Context(), appkeys.Request{Method: "GET", Path: "p"}, nil)
	if !IsUnauthorized(err) || len(fake.requests) != 4 {
		t.Errorf("error %v after %q", err, fake.requests)
	}
}
