package client

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

func TestWhatApigeeDoesNotHave(t *testing.T) {
	t.Parallel()
	notFound := func(violation, message string) error {
		return fmt.Errorf("GET: %w", &APIError{Status: 404, Kind: "NOT_FOUND", Violation: violation, Message: message})
	}
	const (
		noKey = "Invalid consumer key for Given App"
		named = "App named a does not exist under d"
	)
	tests := map[string]struct {
		err      error
		key, app bool
	}{
		"key":              {notFound("keymanagement.service.InvalidClientIdForGivenApp", noKey), true, false},
		"key, by message":  {notFound("", noKey), true, false},
		"app":              {notFound("developer.service.AppDoesNotExist", named), false, true},
		"app, by message":  {notFound("", named), false, true},
		"developer":        {notFound("developer.service.DeveloperDoesNotExist", "DeveloperId d does not exist in organization o"), false, false},
		"organization":     {notFound("", "organization acme not found"), false, false},
		"method":           {notFound("", "Method not found."), false, false},
		"no words":         {notFound("", ""), false, false},
		"other violation":  {notFound("other.Violation", named), false, false},
		"other kind":       {&APIError{Status: 404, Kind: "itemNotFound", Message: noKey}, false, false},
		"not a 404":        {&APIError{Status: 403, Kind: "NOT_FOUND", Message: noKey}, false, false},
		"an HTML page":     {&APIError{Status: 404, Message: "the answer is an HTML page, not one of the API"}, false, false},
		"no answer at all": {&ConnectionError{}, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if key, app := IsNoSuchKey(tt.err), IsNoSuchApp(tt.err); key != tt.key || app != tt.app {
				t.Errorf("no such key: %t, no such app: %t", key, app)
			}
		})
	}
}

func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	own := func(status int) error { return &APIError{Status: status, Kind: "UNAVAILABLE"} }
	cut := &ConnectionError{Err: io.ErrUnexpectedEOF}
	tests := map[string]struct {
		err  error
		want Outcome
	}{
		"refused":                {own(400), NotDone},
		"taken":                  {own(409), NotDone},
		"too many":               {&APIError{Status: 429}, NotDone},
		"refused connection":     {&ConnectionError{Err: &net.OpError{Op: "dial", Err: io.EOF}}, NotDone},
		"no login":               {&GoogleLoginError{Err: own(503)}, NotDone},
		"stopped before":         {context.Canceled, NotDone},
		"Apigee's own failure":   {own(500), MayBeDone},
		"Apigee's own timeout":   {own(408), MayBeDone},
		"a gateway":              {&APIError{Status: 502}, MayYetBeDone},
		"an HTML page":           {&APIError{Status: 404}, MayYetBeDone},
		"cut":                    {cut, MayYetBeDone},
		"another object's":       {&appkeys.AnswerError{}, MayYetBeDone},
		"cut, told by something": {fmt.Errorf("Post: %w", cut), MayYetBeDone},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := OutcomeOf(tt.err); got != tt.want {
				t.Errorf("OutcomeOf = %d, wanted %d", got, tt.want)
			}
		})
	}
}
