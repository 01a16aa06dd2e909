package client

import (
	"fmt"
	"testing"
)

func TestWhatApigeeDoesNotHave(t *testing.T) {
	t.Parallel()
	notFound := func(violation, message string) error {
		return fmt.Errorf("GET: %w", &APIError{Status: 404, Kind: "NOT_FOUND", Violation: violation, Message: message})
	}
	tests := map[string]struct {
		err      error
		key, app bool
	}{
		"key":              {notFound("keymanagement.service.InvalidClientIdForGivenApp", "Invalid consumer key for Given App"), true, false},
		"key, by message":  {notFound("", "Invalid consumer key for Given App"), true, false},
		"app":              {notFound("developer.service.AppDoesNotExist", "App named a does not exist under d"), false, true},
		"app, by message":  {notFound("", "App named a does not exist under d"), false, true},
		"developer":        {notFound("developer.service.DeveloperDoesNotExist", "DeveloperId d does not exist in organization o"), false, false},
		"organization":     {notFound("", "organization acme not found"), false, false},
		"method":           {notFound("", "Method not found."), false, false},
		"no words":         {notFound("", ""), false, false},
		"other violation":  {notFound("other.Violation", "App named a does not exist under d"), false, false},
		"other kind":       {&APIError{Status: 404, Kind: "itemNotFound", Message: "Invalid consumer key for Given App"}, false, false},
		"not a 404":        {&APIError{Status: 403, Kind: "NOT_FOUND", Message: "Invalid consumer key for Given App"}, false, false},
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
