package service

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

const (
	look  = "\n\nLook whether the object is there now. If it is, import it or delete it; else apply again."
	apply = "\n\nThe service or the way to it is in trouble; the provider tried again as often as max_retries allows. " +
		"Apply again later."
	checkGoogle = "\n\nCheck the credentials: the provider's google attribute or the GOOGLE_* variables. " +
		"An access token that was handed in cannot be renewed by the provider: get a new one."
	checkLogin = "\n\nCheck the credentials: the provider's attributes, clouds.yaml or the OS_* variables. " +
		"A token that was handed in cannot be renewed by the provider: get a new one."
)

func answered(status int, message, requestID string) *client.APIError {
	return &client.APIError{Method: "GET", URL: "http://m/v2", Status: status, Message: message, RequestID: requestID}
}

func TestFailure(t *testing.T) {
	t.Parallel()
	cut := &client.ConnectionError{Method: "POST", URL: "http://m/v2", Err: errors.New("connection reset by peer")}
	tests := map[string]struct {
		failure Failure
		want    string
	}{
		"all of an answer": {
			Failure{Tried: "lock share s1", Remedy: "Ask its owner.", Err: answered(409, "Taken", "req-1")},
			"Tried to lock share s1.\n\nGET http://m/v2 answered 409 Conflict (request id req-1): Taken.\n\nAsk its owner.",
		},
		"an answer without words": {
			Failure{Err: answered(409, "", "")}, "GET http://m/v2 answered 409 Conflict.",
		},
		"unauthorized": {
			Failure{Err: fmt.Errorf("Get: %w", answered(401, "Who?", ""))},
			"GET http://m/v2 answered 401 Unauthorized: Who?." + checkLogin,
		},
		"forbidden": {
			Failure{Err: answered(403, "No.", "")},
			"GET http://m/v2 answered 403 Forbidden: No.\n\nThe credentials are valid but lack the right for this.",
		},
		"unauthorized by Google": {
			Failure{Err: &client.APIError{Method: "GET", URL: "http://a/v1", Status: 401, Kind: "UNAUTHENTICATED"}},
			"GET http://a/v1 answered 401 Unauthorized." + checkGoogle,
		},
		"no login to Google": {
			Failure{Err: fmt.Errorf("Get: %w", &client.GoogleLoginError{Who: "as ci", Err: answered(400, "Revoked", "")})},
			"Login to Google as ci failed: GET http://m/v2 answered 400 Bad Request: Revoked." + checkGoogle,
		},
		"no permission": {
			Failure{Err: &client.APIError{
				Method: "GET", URL: "http://a/v1", Status: 403, Kind: "PERMISSION_DENIED", Permission: "apigee.appkeys.get",
			}},
			"GET http://a/v1 answered 403 Forbidden.\n\nThe credentials are valid but lack the IAM permission " +
				"apigee.appkeys.get: ask for a role that has it.",
		},
		"in trouble": {Failure{Err: answered(503, "", "")}, "GET http://m/v2 answered 503 Service Unavailable." + apply},
		"cut":        {Failure{Err: cut}, "POST http://m/v2: connection reset by peer." + apply},
		"cancelled": {
			Failure{Err: &client.ConnectionError{Method: "GET", URL: "http://m/v2", Err: context.Canceled}},
			"GET http://m/v2: context canceled.\n\nThe run was told to stop. Apply again to finish.",
		},
		"outcome unknown": {
			Failure{Err: &client.LostAnswerError{Err: cut, Looking: answered(503, "", "req-2")}},
			"POST http://m/v2: connection reset by peer.\n\nIt may have been carried out all the same, and looking for the " +
				"result failed too: GET http://m/v2 answered 503 Service Unavailable (request id req-2)." + look,
		},
		"outcome unknown, and nothing found": {
			Failure{Err: &client.LostAnswerError{Err: cut}},
			"POST http://m/v2: connection reset by peer.\n\nNothing that it made was found, but the server may still carry it out." + look,
		},
		"outcome unknown, and several found": {
			Failure{Err: &client.LostAnswerError{Err: cut, Candidates: []string{"a", "b"}}},
			"POST http://m/v2: connection reset by peer.\n\nIt may have been carried out all the same: several objects came since " +
				"then, any of which may be its result: a, b." + look,
		},
		"an old cloud": {
			Failure{Err: &client.VersionError{Endpoint: "http://m/v2/", Offered: []string{"2.0 to 2.78"}}},
			"The shared file system API at http://m/v2/ offers 2.0 to 2.78, and resource locks need 2.81 (Manila 17.0.0, " +
				"OpenStack 2023.2 Bobcat).\n\nCheck the region and endpoint_overrides, or use a cloud that is new enough.",
		},
		"not known yet": {
			Failure{Err: client.ErrUnknownConfiguration, Remedy: "Apply that first."},
			"The provider's configuration is not known yet.\n\nApply that first.",
		},
		"any other error":      {Failure{Err: errors.New("2 locks match")}, "2 locks match."},
		"not in ASCII":         {Failure{Err: errors.New("épuisé")}, "Épuisé."},
		"an error of no words": {Failure{Err: errors.New(" ")}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.failure.Summary = "Cannot Do It"
			var diags diag.Diagnostics
			tt.failure.AddTo(&diags)
			want := diag.Diagnostics{diag.NewErrorDiagnostic("Cannot Do It", tt.want)}
			if diff := cmp.Diff(want, diags); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestLoginFailure is apart because a LoginError is made by a login alone.
func TestLoginFailure(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	refused := &client.LoginError{Err: answered(401, "Who?", "req-1")}
	Failure{Summary: "Cannot Do It", Err: fmt.Errorf("Get: %w", refused)}.AddTo(&diags)
	const want = `Login to OpenStack as user "" at  failed: GET http://m/v2 answered 401 Unauthorized (request id req-1): Who?.` +
		checkLogin
	if diff := cmp.Diff(diag.Diagnostics{diag.NewErrorDiagnostic("Cannot Do It", want)}, diags); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	c := client.New()
	tests := map[string]struct {
		providerData any
		want         *client.Client
		errors       int
	}{
		"not configured yet": {nil, nil, 0},
		"the client":         {c, c, 0},
		"anything else":      {"a client", nil, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			if got := Configure(tt.providerData, &diags); got != tt.want || diags.ErrorsCount() != tt.errors {
				t.Errorf("client %v, diagnostics %v", got, diags)
			}
		})
	}
}
